# ./dev clean: remove what was built.
# shellcheck shell=bash

help_clean() {
  cat <<'TEXT'
./dev clean [--all]: remove the build folders.

  --all   also what setup fetched: DuckDB, the Python packages, Delta's jars, the fuzz corpora

Examples:
  ./dev clean
  ./dev clean --all
TEXT
}

run_clean() {
  case ${1:-} in
    "") rm -rf build/{release,dev,asan,tsan,results,tidy} ;;
    --all) rm -rf build ;;
    *) usage_error clean "$1" ;;
  esac
}
