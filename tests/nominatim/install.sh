#!/bin/sh
# What a Nominatim of one's own needs besides Python packages; installed where apt may, else named.
set -eu

packages="postgresql postgresql-postgis osm2pgsql libicu-dev pkg-config g++"
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests against a real Nominatim need:$missing" >&2
    echo "Install them (Debian, Ubuntu: sudo apt-get install$missing) and try again." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -qq --yes --no-install-recommends $missing >/dev/null
