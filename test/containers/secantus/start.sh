#!/bin/sh
# Starts SecantusDB with access control. The first run, without it and on port 27016, lasts until the
# host has made the users there and touched the file prepared.
set -eu

home=/tmp/tidegate
mkdir -p "$home"
run="python3.13 -m secantus --host 0.0.0.0 --storage-path $home/data --log-level WARNING --cache-size 256M --standalone"

if [ ! -f "$home/prepared" ]; then
  $run --port 27016 &
  server=$!
  until [ -f "$home/prepared" ]; do
    kill -0 "$server" || exit 1
    sleep 0.1
  done
  kill -TERM "$server"
  wait "$server" || true
fi
exec $run --auth --port 27017
