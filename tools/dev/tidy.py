#!/usr/bin/env python3
"""Runs clang-tidy over the sources of src/ that are not tests, skipping what was clean before.

    tidy.py [--jobs N] BUILD_FOLDER

It looks at what the build compiles: groups of sources, and those that are compiled alone. Either
is known by the hash of its preprocessed text, its command and .clang-tidy; those found clean leave
that hash in build/tidy.
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

CLEAN = pathlib.Path("build/tidy")
SKIPPED_ENDS = ("_test", "_bench", "_fuzz")


def is_of_pinflow(path, build_folder):
    """Whether it is a source that is no test, or a group of such: pinflow_gateway.dir/Unity/…"""
    if path.parent.name == "Unity":
        return path.is_relative_to(build_folder.resolve()) and \
            not path.parent.parent.stem.endswith(SKIPPED_ENDS)
    return path.is_relative_to(pathlib.Path("src").resolve()) and \
        not path.stem.endswith(SKIPPED_ENDS)


def commands(build_folder):
    """(source or group, compiler command, its folder) for each one to look at."""
    for entry in json.loads((build_folder / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if is_of_pinflow(path, build_folder):
            yield path, shlex.split(entry["command"]), entry["directory"]


def fingerprint(command, directory):
    """The hash of all that clang-tidy will see, or None where the file does not even compile."""
    words = command[command[0].endswith("ccache"):]
    words = words[:words.index("-o")] + ["-E", words[-1]]
    preprocessed = subprocess.run(words, cwd=directory, capture_output=True)
    if preprocessed.returncode:
        return None
    seen = pathlib.Path(".clang-tidy").read_bytes() + shlex.join(words).encode()
    return hashlib.sha256(seen + preprocessed.stdout).hexdigest()


def check(build_folder, path, command, directory):
    """clang-tidy's complaints about one file, or "" when there are none."""
    stamp = fingerprint(command, directory)
    if stamp and (CLEAN / stamp).exists():
        return ""
    tidy = subprocess.run(["clang-tidy-19", "--quiet", "-p", build_folder, path],
                          capture_output=True, text=True)
    if tidy.returncode == 0 and stamp:
        (CLEAN / stamp).touch()
    return tidy.stdout if tidy.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("build_folder", type=pathlib.Path)
    arguments = parser.parse_args()
    CLEAN.mkdir(parents=True, exist_ok=True)
    work = sorted(commands(arguments.build_folder))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        answers = list(pool.map(lambda item: check(arguments.build_folder, *item), work))
    complaints = [answer for answer in answers if answer]
    print("\n".join(complaints), end="")
    print(f"clang-tidy: {len(work)} groups of files, {len(complaints)} with complaints")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
