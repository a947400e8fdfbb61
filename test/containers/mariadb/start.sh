#!/bin/sh
# Starts mariadbd on a built or an official image, whose own entry point is left out so that both start
# alike. /tidegate/init.sql holds one statement a line and is run at every start.
set -eu

data=/tmp/tidegate/data
if [ ! -d "$data/mysql" ]; then
  mkdir -p "$data"
  chown mysql "$data"
  mariadb-install-db --no-defaults --user=mysql --datadir="$data" --force --skip-test-db \
    --auth-root-authentication-method=normal >/dev/null
fi
exec mariadbd --no-defaults --user=mysql --datadir="$data" --socket=/tmp/mysql.sock --bind-address=0.0.0.0 \
  --init-file=/tidegate/init.sql --innodb-buffer-pool-size=64M --max-allowed-packet=64M --local-infile=ON
