#!/bin/sh
# Install Debian packages, where that is possible without asking anybody; otherwise say which are missing.
#   scripts/apt.sh "what for" package…
set -eu
purpose=$1
shift

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing for $purpose: $*. Please install what your system calls them, then run make again." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    printf 'Missing for %s. Please run this, then make again:\n    sudo apt-get install --no-install-recommends %s\n' "$purpose" "$*" >&2
    exit 1
fi

echo "  → Debian packages for $purpose: $*"
log=.cache/apt.log
mkdir -p .cache
export DEBIAN_FRONTEND=noninteractive
install() { $as_root apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1; }
# An image's package list may be empty or older than the archive: then one update helps.
install "$@" || { $as_root apt-get update -q >"$log" 2>&1 && install "$@"; } || {
    tail -n 20 "$log" >&2
    echo "apt-get could not install: $*" >&2
    exit 1
}
