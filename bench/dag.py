#!/usr/bin/env python3
"""What a run of the DAG costs beside its tasks, and how long its history takes to list."""
import json
import subprocess
import tempfile

from harness import ROOT, parse_arguments, report


def main():
    arguments = parse_arguments(__doc__, preset="release")
    rows = []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:  # A disk, not memory.
            done = subprocess.run([ROOT / "build" / arguments.preset / "dag_bench", folder],
                                  capture_output=True, text=True, check=True)
            rows.append(json.loads(done.stdout))
    best = {name: min(row[name] for row in rows) for name in rows[0]}
    report(arguments, "Runs of the DAG", rows, [
        ("a task costs under 10 ms", best["task_ms"], best["task_ms"] < 10),
        ("10,000 runs are listed in under 50 ms", best["all_10000_ms"], best["all_10000_ms"] < 50)])


if __name__ == "__main__":
    main()
