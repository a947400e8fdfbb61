# Shared by the scripts beside it; sourced, not run. The caller sets $program and $state.
# Exit codes: 0 done, 1 failed, 2 usage, 3 not possible on this machine (the line before it says why).

install_wait_s=${TIDEGATE_INSTALL_WAIT_S:-600}

say() { echo "$program: $*" >&2; }
fail() { say "$*"; exit "${code:-1}"; }
impossible() { code=3; fail "$*"; }

# apt_install PACKAGE...: only root on Debian and its kin can, everyone else is told what is missing.
apt_install() {
  [ "$(id -u)" = 0 ] || impossible "missing and not root, so cannot install: $*"
  command -v apt-get >/dev/null 2>&1 || impossible "missing and no apt-get here, so install by hand: $*"
  say "installing $*"
  mkdir -p "$state"
  DEBIAN_FRONTEND=noninteractive timeout "$install_wait_s" sh -c \
    'apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@"' apt "$@" \
    >>"$state/apt.log" 2>&1 </dev/null || fail "apt-get could not install $*; last lines of $state/apt.log:
$(tail -n 5 "$state/apt.log")"
}
