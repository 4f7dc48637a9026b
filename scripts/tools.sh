# shellcheck shell=bash
# What the other scripts share: finding and installing tools. To be sourced.

say() { printf '\n== %s\n' "$*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# need COMMAND PACKAGE: installs PACKAGE if COMMAND is missing.
need() {
  command -v "$1" >/dev/null 2>&1 && return 0
  say "installing $2"
  if command -v apt-get >/dev/null 2>&1; then
    as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$2" >/dev/null
  elif command -v dnf >/dev/null 2>&1; then
    as_root dnf -q -y install "$2"
  elif command -v brew >/dev/null 2>&1; then
    brew install "$2"
  fi
  command -v "$1" >/dev/null 2>&1 || { echo "error: $1 is missing and could not be installed; please install $2" >&2; exit 1; }
}

# jobs: how many processes to run side by side.
jobs_count() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }
