#!/usr/bin/env python3
"""Three times 10,000 objects of one record each, as flush.size=1 leaves them, to nine answers,
against DuckDB's Python package and Polars."""
import pathlib
import tempfile

from batch import measure, run_peer, table
from harness import ROOT, parse_arguments, report
from make_objects import BUCKET, make_objects


def main():
    arguments = parse_arguments(__doc__, runs=5, objects=10_000)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        data = pathlib.Path(folder)
        make_objects(data, arguments.objects, 1)
        topics = data / BUCKET
        figures = measure(data, arguments.runs, {
            "DuckDB": lambda: run_peer("duckdb", topics, "--distinct"),
            "Polars": lambda: run_peer("polars", topics),
        })
    best = min(figures["DuckDB"]["seconds"], figures["Polars"]["seconds"])
    ratio = best / figures["pinflow"]["seconds"]
    report(arguments, f"Small objects, 3 x {arguments.objects:,} of one record, to nine answers",
           table(figures), [("at least 3 times as fast as the best peer", ratio, ratio >= 3)])


if __name__ == "__main__":
    main()
