#!/bin/sh
# Starts one mongod on a built or an official image. Reads REPLICA_SET (its name, or empty: standalone),
# KEY (the members' shared key) and PREPARE (1: first run without access control on port 27016, until the
# host has made the users there and touched the file prepared: localhost's exception needs a shell that
# is not in every image).
set -eu

home=/tmp/tidegate
data=$home/data
mkdir -p "$data"
common="--bind_ip_all --dbpath $data --quiet --wiredTigerCacheSizeGB 0.3
  --setParameter diagnosticDataCollectionEnabled=false --setParameter enableTestCommands=1"

if [ "${PREPARE:-}" = 1 ] && [ ! -f "$home/prepared" ]; then
  # shellcheck disable=SC2086
  mongod $common --port 27016 >"$home/prepare.log" 2>&1 &
  server=$!
  until [ -f "$home/prepared" ]; do
    kill -0 "$server" || { tail "$home/prepare.log"; exit 1; }
    sleep 0.1
  done
  kill -TERM "$server"
  wait "$server" || true
fi

access=--auth
if [ -n "${REPLICA_SET:-}" ]; then
  printf '%s' "$KEY" >"$home/key"
  chmod 400 "$home/key"
  access="--auth --keyFile $home/key --replSet $REPLICA_SET"
fi
# shellcheck disable=SC2086
exec mongod $common $access --port 27017 --networkMessageCompressors snappy,zstd,zlib
