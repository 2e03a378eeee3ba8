# What the commands of ./dev share. Sourced with the repository as working directory.
# shellcheck shell=bash

say() { printf '==> %s\n' "$*" >&2; }

# usage_error COMMAND WORD: an argument that the command does not know.
usage_error() {
  echo "./dev $1: unknown argument '$2'; see ./dev $1 --help" >&2
  exit 2
}

# load COMMAND: makes the functions of another command available.
load() {
  # shellcheck source=/dev/null
  source "tools/dev/$1.sh"
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "./dev: this needs root, and there is no sudo: $*" >&2
    return 1
  fi
}

# Cores that a build may use: a compiler of this project takes up to 1 GB of memory.
job_count() {
  local cores gigabytes
  cores=$(nproc)
  gigabytes=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  ((gigabytes < 1)) && gigabytes=1
  echo $((cores < gigabytes ? cores : gigabytes))
}

sources() {
  find src -name '*.cc' -o -name '*.h' | sort
}

scripts() {
  echo dev .ci/run
  find tools tests bench -name '*.sh' | sort
}
