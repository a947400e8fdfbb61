#!/bin/sh
# Makes this machine able to run the test servers' containers.
#
#   engine.sh [start]   a Docker engine answers afterwards; does nothing if one answers already
#   engine.sh base      as start, and the base image debian:sid-slim is there (pulled, else debootstrap)
#   engine.sh stop      ends the engine that this script started, by its own process id
#   engine.sh status    prints whether an engine answers and whether it is ours
#
# Root is needed only to install and start an engine, or to make the base image without a registry.
set -eu

program=engine
state=${TIDEGATE_ENGINE_STATE:-/var/run/tidegate-engine}
base_image=debian:sid-slim
mirror=${TIDEGATE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
start_wait_s=60
stop_wait_s=60
pull_wait_s=${TIDEGATE_PULL_WAIT_S:-120}

pid_file=$state/dockerd.pid
log_file=$state/dockerd.log

. "$(dirname "$0")/lib.sh"

answers() {
  command -v docker >/dev/null 2>&1 && timeout 20 docker info --format '{{.ServerVersion}}' >/dev/null 2>&1
}

# A pid alone could be another program's by now: /proc says whether it is still a dockerd.
ours() {
  [ -s "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" = dockerd ]
}

start() {
  if answers; then
    say "an engine answers ($(docker info --format '{{.ServerVersion}}, {{.Driver}}')); nothing to do"
    return
  fi
  if [ -n "${DOCKER_HOST:-}" ]; then impossible "DOCKER_HOST=$DOCKER_HOST does not answer"; fi
  [ "$(id -u)" = 0 ] || impossible "no Docker engine answers, and only root may install and start one"
  mkdir -p "$state"
  # iptables is only a recommendation of docker.io, yet bridges need it.
  if ! command -v dockerd >/dev/null 2>&1 || ! command -v iptables >/dev/null 2>&1; then
    apt_install docker.io iptables ca-certificates
  fi
  # From Debian 13 on the command is a package of its own.
  command -v docker >/dev/null 2>&1 || apt_install docker-cli
  # A package's own service may just have come up.
  if answers; then say "the installed engine's own service answers"; return; fi
  if launch; then return; fi
  say "overlay2 did not come up; trying vfs (slow, but works on any file system)"
  launch --storage-driver=vfs || fail "dockerd did not come up; last lines of $log_file:
$(tail -n 15 "$log_file")"
}

# launch [OPTION...]: starts dockerd in its own session (so in its own process group) and waits for it.
launch() {
  say "starting dockerd (log $log_file)"
  setsid dockerd --pidfile "$pid_file" "$@" >>"$log_file" 2>&1 </dev/null &
  child=$!
  waited=0
  until answers; do
    if ! kill -0 "$child" 2>/dev/null && ! ours; then return 1; fi
    [ "$waited" -lt "$start_wait_s" ] || { end; return 1; }
    sleep 1
    waited=$((waited + 1))
  done
  say "dockerd answers after $waited s: $(docker info --format '{{.ServerVersion}}, {{.Driver}}'), pid $(cat "$pid_file")"
}

end() {
  ours || return 0
  pid=$(cat "$pid_file")
  kill -TERM "$pid"
  waited=0
  while kill -0 "$pid" 2>/dev/null; do
    if [ "$waited" -ge "$stop_wait_s" ]; then
      say "dockerd $pid did not end in $stop_wait_s s; killing its process group"
      kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid"
      break
    fi
    sleep 1
    waited=$((waited + 1))
  done
  rm -f "$pid_file"
}

stop() {
  if ! ours; then say "no engine of ours is running"; return; fi
  say "stopping dockerd $(cat "$pid_file")"
  end
}

status() {
  if ! answers; then say "no engine answers"; return 1; fi
  if ours; then say "ours answers, pid $(cat "$pid_file")"; else say "an engine answers that is not ours"; fi
}

base() {
  start
  if docker image inspect "$base_image" >/dev/null 2>&1; then say "$base_image is there"; return; fi
  say "pulling $base_image"
  if timeout "$pull_wait_s" docker pull -q "$base_image" >/dev/null 2>&1; then return; fi
  say "cannot be pulled; making it by debootstrap"
  [ "$(id -u)" = 0 ] || impossible "only root may make $base_image by debootstrap"
  mkdir -p "$state"
  command -v debootstrap >/dev/null 2>&1 || apt_install debootstrap
  root=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-base.XXXXXX")
  trap 'rm -rf "$root"' EXIT
  timeout "$install_wait_s" debootstrap --variant=minbase sid "$root/sid" "$mirror" >"$state/debootstrap.log" 2>&1 ||
    fail "debootstrap failed; last lines of $state/debootstrap.log:
$(tail -n 15 "$state/debootstrap.log")"
  rm -rf "$root"/sid/var/cache/apt/archives/*.deb "$root"/sid/var/lib/apt/lists/*
  tar -C "$root/sid" -c . | docker import --change 'CMD ["bash"]' - "$base_image" >/dev/null
  say "$base_image made ($(docker image inspect --format '{{.Size}}' "$base_image") bytes)"
}

case ${1:-start} in
  start) start ;;
  base) base ;;
  stop) stop ;;
  status) status ;;
  *) code=2; fail "usage: engine.sh [start|base|stop|status]" ;;
esac
