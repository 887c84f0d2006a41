#!/bin/sh
# Install one compiled list into .venv, each file checked against its hash.
#   scripts/requirements.sh requirements.txt
set -eu
list=$1
# uv does it in a tenth of pip's time, but does not read pip's configuration: where only pip knows the way to an index,
# pip does it.
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$list" ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$list"
