# ./dev lint: the checks that run no test.
# shellcheck shell=bash

help_lint() {
  cat <<'TEXT'
./dev lint [format|layers|scripts|tidy...]: all four, or those named.

Examples:
  ./dev lint
  ./dev lint format layers
TEXT
}

run_lint() {
  load build
  load checks
  local checks=("$@") check failed=0
  (($#)) || checks=(format layers scripts tidy)
  for check in "${checks[@]}"; do
    [[ " format layers scripts tidy " == *" $check "* ]] || usage_error lint "$check"
    say "$check"
    "check_$check" || failed=1
  done
  return $failed
}
