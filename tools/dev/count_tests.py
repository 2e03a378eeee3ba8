#!/usr/bin/env python3
"""Sums the tests of JUnit files into one closing line: `N passed, N failed, N skipped`.

    count_tests.py RESULTS_FOLDER [FAILED_STEP...]

Each failed test is named above that line with the end of what it printed, so that a long log
need not be searched. A failed step in which no test failed (a build, a check) counts as one
failure. Exit status 1 when anything failed.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

SHOWN_LINES = 40


def cases(path):
    """The test cases of one JUnit file."""
    return ElementTree.parse(path).getroot().iter("testcase")


def has_failed(case):
    return case.find("failure") is not None or case.find("error") is not None


def count_file(path):
    """(passed, failed, skipped) of one JUnit file, as ctest and pytest write them."""
    passed = failed = skipped = 0
    for case in cases(path):
        # ctest tells by an attribute, pytest by a child.
        if has_failed(case):
            failed += 1
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def count(results, failed_steps):
    """(passed, failed, skipped) of all steps."""
    counts = {path.stem: count_file(path) for path in sorted(results.glob("*.xml"))}
    passed, failed, skipped = (sum(c[i] for c in counts.values()) for i in range(3))
    silent = [step for step in failed_steps if counts.get(step, (0, 0, 0))[1] == 0]
    return passed, failed + len(silent), skipped


def last_words(case):
    """The end of what a failed test printed: pytest keeps it in the failure, ctest beside it."""
    told = [part.text or "" for tag in ("failure", "error", "system-out")
            for part in case.iter(tag)]
    return "\n".join("\n".join(told).strip().splitlines()[-SHOWN_LINES:])


def failures(results):
    """(step and test, its last words) for each failed test of all steps."""
    return [(f"{path.stem}: {case.get('name')}", last_words(case))
            for path in sorted(results.glob("*.xml")) for case in cases(path) if has_failed(case)]


def main():
    results, failed_steps = pathlib.Path(sys.argv[1]), sys.argv[2:]
    for name, words in failures(results):
        print(f"\n-- {name}\n{words}")
    if failed_steps:
        print(f"\nfailed: {', '.join(failed_steps)}")
    passed, failed, skipped = count(results, failed_steps)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
