#!/usr/bin/env bash
# Builds the dashboard: web/ into build/web/dist. CMake calls it when a file of web/ has changed.
# Exit status 3: there is no Node that is new enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tools/dev/node.sh
source tools/dev/node.sh

find_node || exit 3
cd web
if ! cmp --silent package-lock.json node_modules/.stamp; then
  npm ci --silent --no-audit --no-fund
  cp package-lock.json node_modules/.stamp
fi
npm run --silent build
