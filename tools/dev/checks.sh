# The checks of ./dev test and ./dev lint, a function each; they fail by their exit status.
# shellcheck shell=bash

check_format() {
  sources | xargs clang-format-19 --dry-run -Werror
}

check_layers() {
  python3 tools/check_layers.py
}

check_scripts() {
  scripts | xargs shellcheck --external-sources
}

# Reads the compile commands of the asan preset, since those are clang's own.
check_tidy() {
  configure asan
  python3 tools/dev/tidy.py --jobs "$(job_count)" build/asan
}

# check_fuzz SECONDS: each target on what it found before and on new inputs.
check_fuzz() {
  local seconds=$1 program corpus failed=0
  local targets
  configure asan
  mapfile -t targets < <(programs asan fuzz)
  ((${#targets[@]})) || return 0
  build_preset asan "${targets[@]}"
  for program in "${targets[@]}"; do
    corpus=build/corpus/$program
    mkdir -p "$corpus" "build/results/$program"
    echo "$program, $seconds s"
    "build/asan/$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
      -print_final_stats=1 -artifact_prefix="build/results/$program/" "$corpus" \
      >"build/results/$program.log" 2>&1 || {
      tail -n 40 "build/results/$program.log"
      failed=1
    }
    sed -n 's/^stat::number_of_executed_units: */  inputs: /p' "build/results/$program.log"
  done
  return $failed
}
