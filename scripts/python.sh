#!/bin/sh
# Make .venv with the newest Python from 3.11 on, and uv in it.
set -eu
find_python() {
    for candidate in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed, and there is none on the PATH (or name it: make PYTHON=/path/to/python)." >&2
    return 1
}
python=$(find_python)
# Debian keeps venv's pip in a package of its own.
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    scripts/apt.sh "Python's virtual environments" "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
"$python" -m venv --clear .venv
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r scripts/uv.txt
