#!/bin/sh
# See that the libraries that make the report's PDF are here; install Debian's when we may.
set -eu

packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
libraries="libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0"

all_here() {
    for library in $libraries; do
        python3 -c "import ctypes; ctypes.CDLL('$library')" 2>/dev/null || return 1
    done
}

all_here && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $packages
    all_here && exit
fi
echo "The tests of the report's PDF need Pango and HarfBuzz. Install them (Debian: sudo apt-get
install $packages; macOS: brew install pango)." >&2
exit 1
