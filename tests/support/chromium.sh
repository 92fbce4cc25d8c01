#!/bin/sh
# Print the path of a Chromium for the browser tests; install Debian's when there is none and we may.
set -u

find_browser() {
    for name in "${POLISKARTA_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

find_browser && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "No Chromium found: installing Debian's." >&2
    apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        chromium fonts-dejavu-core >&2
    find_browser && exit
fi
echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium), or set
POLISKARTA_CHROMIUM to the path of a Chromium or Chrome." >&2
exit 1
