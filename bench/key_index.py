#!/usr/bin/env python3
"""What a stream's key index costs for each million keys: memory, and time of a new and a known key."""
import json
import subprocess

from harness import ROOT, parse_arguments, report


def main():
    arguments = parse_arguments(__doc__, preset="release")
    runs = [[json.loads(line) for line in subprocess.run(
        [ROOT / "build" / arguments.preset / "key_index_bench"], capture_output=True, text=True,
        check=True).stdout.splitlines()] for _ in range(arguments.runs)]
    rows = [min(of_million, key=lambda run: run["new_ns"]) for of_million in zip(*runs)]
    most = max(row["mb"] / row["million_keys"] for row in rows)
    report(arguments, "The key index", rows, [("at most 25 MB a million keys", most, most <= 25)])


if __name__ == "__main__":
    main()
