#!/bin/sh
# Makes the image of a test server and prints its name as the only line on standard output.
#
#   image.sh kafka|mongo|secantus|mysql|mariadb
#
# TIDEGATE_KAFKA_IMAGE, TIDEGATE_MONGO_IMAGE, ... name an image to use as it is (pulled if absent),
# for example an official one. Without it the image is built here, once for a given Dockerfile and pins.
set -eu

program=image
here=$(cd "$(dirname "$0")" && pwd)
cache=$here/.cache
state=$cache/log
build_wait_s=${TIDEGATE_BUILD_WAIT_S:-600}
. "$here/lib.sh"
mkdir -p "$state"

server=${1:-}
case $server in
  kafka | mongo | secantus) fetched=yes ;;
  mysql | mariadb) fetched=no ;;
  *) code=2; fail "usage: image.sh kafka|mongo|secantus|mysql|mariadb" ;;
esac

eval "named=\${TIDEGATE_$(echo "$server" | tr '[:lower:]' '[:upper:]')_IMAGE:-}"
"$here/engine.sh" start >&2
if [ -n "$named" ]; then
  docker image inspect "$named" >/dev/null 2>&1 || timeout "$build_wait_s" docker pull -q "$named" >&2 ||
    impossible "$named is not here and cannot be pulled"
  echo "$named"
  exit
fi

# One at a time: suites in parallel processes would else make the same things twice.
exec 9>"$cache/image.lock"
flock -w 1500 9 || fail "another image.sh has held $cache/image.lock for 25 minutes"

tag=$(cat "$here/$server"/Dockerfile "$here/$server"/requirements.txt "$here/$server"/libs.sha256 2>/dev/null |
  sha256sum | cut -c1-12)
image=tidegate-test-$server:$tag
if ! docker image inspect "$image" >/dev/null 2>&1; then
  "$here/engine.sh" base >&2 9>&-
  context=$here/$server
  if [ "$fetched" = yes ]; then
    "$here/fetch.sh" "$server" >&2 9>&-
    context=$cache/$server
  fi
  say "building $image"
  # Host network: inside a build only Debian's packages are wanted, and the host can reach those.
  # Legacy builder: a bare machine's engine has no other.
  DOCKER_BUILDKIT=0 timeout "$build_wait_s" docker build -q --network=host -t "$image" \
    -f "$here/$server/Dockerfile" "$context" >"$state/image-$server.log" 2>&1 9>&- ||
    fail "cannot build $image; last lines of $state/image-$server.log:
$(tail -n 15 "$state/image-$server.log")"
fi
echo "$image"
