#!/bin/sh
# Print a Python that has PyQGIS; install Debian's QGIS when there is none and we may (265 MB).
set -u

find_python() {
    for name in "${POLISKARTA_QGIS:-}" /usr/bin/python3 python3; do
        [ -n "$name" ] && "$name" -c "import qgis.core" 2>/dev/null && echo "$name" && return
    done
    return 1
}

find_python && exit
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "No QGIS found: installing Debian's." >&2
    apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        qgis python3-qgis fonts-dejavu-core >&2
    find_python && exit
fi
echo "These tests need QGIS with Python. Install it (Debian: sudo apt-get install qgis python3-qgis),
or set POLISKARTA_QGIS to a Python that can import qgis." >&2
exit 1
