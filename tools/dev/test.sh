# ./dev test: everything that has to pass before a change goes in.
# shellcheck shell=bash

# Without names of functions and files the sanitizers would not know what to pass over.
symbolizer=external_symbolizer_path=$(command -v llvm-symbolizer-19 || command -v llvm-symbolizer || true)
all_steps=(format layers scripts release asan tsan tidy fuzz end_to_end)

help_test() {
  cat <<'TEXT'
./dev test [--full] [--only STEP[,STEP...]]: every check, one after another; a failed one does
not hide the next.

  --full         every crash cycle and a minute for each fuzz target; a tenth of it otherwise
  --only STEPS   some of these:
    format      clang-format changes nothing
    layers      tools/check_layers.py, and its own tests
    scripts     shellcheck
    release     gcc's optimised build and its tests
    asan        the tests under the address and undefined-behaviour sanitizers
    tsan        the tests under the thread sanitizer
    tidy        clang-tidy
    fuzz        each fuzz target for some seconds
    end_to_end  real clients against build/release/pinflow

The last line counts the tests; the exit status is 1 when any failed.

Examples:
  ./dev test
  ./dev test --only release
  ./dev test --full --only end_to_end,fuzz
TEXT
}

run_test() {
  local full='' steps=("${all_steps[@]}")
  while (($#)); do
    case $1 in
      --full) full=yes ;;
      --only)
        (($# > 1)) || usage_error test "$1"
        IFS=, read -ra steps <<<"$2"
        shift
        ;;
      *) usage_error test "$1" ;;
    esac
    shift
  done
  local step
  for step in "${steps[@]}"; do
    [[ " ${all_steps[*]} " == *" $step "* ]] || usage_error test "$step"
  done

  load setup
  load build
  load checks
  run_setup --tests
  rm -rf build/results
  mkdir -p build/results
  export PINFLOW_TEST_FULL=$full
  local failed=() status
  set +e # In a condition instead, bash would go on after errors inside of the step.
  for step in "${steps[@]}"; do
    run_step "$step"
    status=$?
    ((status == 0)) || failed+=("$step")
  done
  python3 tools/dev/count_tests.py build/results "${failed[@]}"
}

# Runs one step in a shell of its own, so that its first error ends it and only it.
run_step() {
  local started=$SECONDS status
  printf '\n== %s ==\n' "$1"
  (
    set -e
    "step_$1"
  )
  status=$?
  printf -- '-- %s: %s, %d s\n' "$1" "$( ((status == 0)) && echo passed || echo FAILED)" \
    $((SECONDS - started))
  return $status
}

step_format() { check_format; }

step_layers() {
  check_layers
  build/venv/bin/python -m pytest -q tools --junitxml=build/results/layers.xml
}

step_scripts() { check_scripts; }

step_release() {
  build_preset release
  run_ctest release
}

step_asan() {
  build_tests asan
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:$symbolizer
  export LSAN_OPTIONS=suppressions=$PWD/tools/lsan.supp:print_suppressions=0:$symbolizer
  export UBSAN_OPTIONS=print_stacktrace=1:$symbolizer
  run_ctest asan
}

step_tsan() {
  build_tests tsan
  export TSAN_OPTIONS=suppressions=$PWD/tools/tsan.supp:second_deadlock_stack=1:$symbolizer
  run_ctest tsan
}

step_tidy() { check_tidy; }

step_fuzz() {
  check_fuzz "$([[ $PINFLOW_TEST_FULL ]] && echo 60 || echo 6)"
}

step_end_to_end() {
  build_preset release pinflow
  build/venv/bin/python -m pytest tests --junitxml=build/results/end_to_end.xml
}

# build_tests PRESET: its test programs and what they stand on, nothing else.
build_tests() {
  local targets
  configure "$1"
  mapfile -t targets < <(programs "$1" test)
  build_preset "$1" "${targets[@]}"
}

# Temporary files lie in a folder of this run, or two runs on one machine would share their names.
run_ctest() {
  local log=build/results/$1.log
  TMPDIR=$(mktemp -d /tmp/pinflow-tests.XXXXXX)
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
  ctest --test-dir "build/$1" --parallel "$(nproc)" --output-on-failure --timeout 600 --quiet \
    --output-junit "$PWD/build/results/$1.xml" --output-log "$log" && return
  grep -aE '^\s*[0-9]+ - .*\((Failed|Timeout|SEGFAULT|Subprocess|Not Run)' "$log" || true
  grep -aB 2 -A 40 -m 5 -E '\[  FAILED  \]|ERROR: |WARNING: ThreadSanitizer|runtime error' \
    "$log" || true
  return 1
}
