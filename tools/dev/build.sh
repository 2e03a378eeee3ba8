# ./dev build: configure and build one preset of CMakePresets.json.
# shellcheck shell=bash

help_build() {
  cat <<'TEXT'
./dev build [preset] [target...]: configure and build; everything, or the targets named.

  preset   release (default), dev, asan or tsan; each builds into build/<preset>

The program is build/release/pinflow. Set DUCKDB_ROOT or RDKAFKA_ROOT to build with a DuckDB or
librdkafka of your own.

Examples:
  ./dev build
  ./dev build release pinflow
  ./dev build dev eventlog_test
TEXT
}

run_build() {
  local preset=${1:-release}
  (($# == 0)) || shift
  case $preset in
    release | dev | asan | tsan) ;;
    *) usage_error build "$preset" ;;
  esac
  if ! command -v cmake >/dev/null || [[ -z ${DUCKDB_ROOT:-} && ! -e build/duckdb/duckdb.h ]] ||
    [[ -z ${RDKAFKA_ROOT:-} && ! -e build/librdkafka/stamp ]]; then
    load setup
    run_setup
  fi
  build_preset "$preset" "$@"
}

configure() {
  cmake --preset "$1" ${DUCKDB_ROOT:+"-DDUCKDB_ROOT=$DUCKDB_ROOT"} \
    ${RDKAFKA_ROOT:+"-DRDKAFKA_ROOT=$RDKAFKA_ROOT"} >/dev/null
}

# build_preset PRESET [TARGET...]
build_preset() {
  local preset=$1
  shift
  configure "$preset"
  cmake --build "build/$preset" --parallel "$(job_count)" ${1:+--target "$@"}
}

# The programs of a configured build folder whose names end like that: test, bench, fuzz.
programs() {
  ninja -C "build/$1" -t targets all | sed -n "s/^\([a-z_0-9]*_$2\): .*EXECUTABLE_LINKER.*/\1/p"
}
