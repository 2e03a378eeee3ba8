# ./dev package: the Debian package of the program. See help_package.
# shellcheck shell=bash

help_package() {
  cat <<'TEXT'
./dev package: build the program and put it, with DuckDB's library and the service of systemd, into
build/package/pinflow.deb, for Debian 12 on this machine's kind of processor.

  sudo apt-get install ./build/package/pinflow.deb
  sudo systemctl enable --now pinflow
TEXT
}

run_package() {
  (($# == 0)) || usage_error package "$1"
  load setup
  load build
  run_setup
  command -v dpkg-shlibdeps >/dev/null || install_packages dpkg-dev
  build_preset release pinflow
  say "Debian package into build/package"
  cpack --config build/release/CPackConfig.cmake -B build/package >build/package.log 2>&1 ||
    {
      cat build/package.log >&2
      return 1
    }
  ls -l build/package/pinflow.deb
}
