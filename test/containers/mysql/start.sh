#!/bin/sh
# Starts mysqld on a built or an official image, whose own entry point is left out so that both start
# alike. /tidegate/init.sql holds one statement a line and is run at every start.
set -eu

data=/tmp/tidegate/data
if [ ! -d "$data/mysql" ]; then
  mkdir -p "$data"
  chown mysql "$data"
  mysqld --no-defaults --initialize-insecure --user=mysql --datadir="$data"
fi
exec mysqld --no-defaults --user=mysql --datadir="$data" --socket=/tmp/mysql.sock --bind-address=0.0.0.0 \
  --init-file=/tidegate/init.sql --mysqlx=OFF --innodb-buffer-pool-size=64M --innodb-redo-log-capacity=16M \
  --performance-schema=OFF --skip-log-bin --secure-file-priv=NULL --max-allowed-packet=64M --local-infile=ON
