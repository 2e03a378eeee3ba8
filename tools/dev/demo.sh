# ./dev demo: from a fresh clone to nine answers.
# shellcheck shell=bash

help_demo() {
  cat <<'TEXT'
./dev demo [options of pinflow demo]: install what is missing, build, run the whole pipeline.

Its last lines are the ledger, which has to add up, and the path of the HTML report.

Examples:
  ./dev demo
  ./dev demo --data ./demo-data
TEXT
}

run_demo() {
  load setup
  load build
  run_setup
  build_preset release pinflow
  build/release/pinflow demo "$@"
}
