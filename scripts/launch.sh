#!/bin/sh
# First stage of every npm script: runs on any Node from 20 on, without node_modules. Installs what is missing, then
# becomes the Node that was installed, so that signals reach the script itself: sh scripts/launch.sh scripts/demo.ts …
set -eu
cd "$(dirname "$0")/.."
mkdir -p .data
# Others may pass through, so that PostgreSQL can run as another user; each secret in it is closed by its own mode.
chmod 711 .data
if command -v flock >/dev/null 2>&1; then
  flock .data/install.lock node scripts/install.mjs
else
  node scripts/install.mjs
fi
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
exec node_modules/.bin/node --import tsx --enable-source-maps "$@"
