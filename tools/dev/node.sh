# Node for the dashboard's build: the machine's own, or one that ./dev setup put into build/node.
# shellcheck shell=bash

node_package=node@22.20.0

node_is_new_enough() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)'
}

# find_node: puts a Node that Vite takes first in PATH, with npm. Fails where there is none.
find_node() {
  node_is_new_enough && return
  PATH=$PWD/build/node/node_modules/node/bin:$PATH
  node_is_new_enough
}

# npm's package `node` carries the program; npm itself comes from the system.
fetch_node() {
  find_node && return
  command -v npm >/dev/null || install_packages npm
  find_node && return
  say "Node for the dashboard into build/node"
  mkdir -p build/node
  npm install --prefix build/node --silent --no-audit --no-fund --no-package-lock "$node_package"
}
