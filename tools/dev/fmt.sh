# ./dev fmt: write the sources as .clang-format has it.
# shellcheck shell=bash

help_fmt() {
  cat <<'TEXT'
./dev fmt [file...]: format the files, or all of src/.

Examples:
  ./dev fmt
  ./dev fmt src/base/crc32c.cc
TEXT
}

run_fmt() {
  if (($#)); then
    clang-format-19 -i "$@"
  else
    sources | xargs clang-format-19 -i
  fi
}
