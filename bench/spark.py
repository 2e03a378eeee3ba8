#!/usr/bin/env python3
"""The daily run, from JSON objects to nine answers, on DuckDB and on Spark local[2]: what a cluster
costs where one machine would do."""
import os
import pathlib
import sys
import tempfile

from batch import run_pinflow
from harness import ROOT, medians, parse_arguments, report
from make_objects import make_objects

SPARK = {"PINFLOW__QUERY__TYPE": "spark", "PINFLOW__QUERY__SPARK__MASTER": "local[2]",
         "PINFLOW__QUERY__SPARK__SUBMIT": str(pathlib.Path(sys.prefix) / "bin/spark-submit")}


def run_spark(data):
    os.environ.update(SPARK)
    try:
        return run_pinflow(data)
    finally:
        for name in SPARK:
            del os.environ[name]


def main():
    arguments = parse_arguments(__doc__, runs=1, rows=1_000_000)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        data = pathlib.Path(folder)
        make_objects(data, arguments.rows, 20_000)
        runs = {"DuckDB": [], "Spark local[2]": []}
        for _ in range(arguments.runs):
            runs["DuckDB"].append(run_pinflow(data))
            runs["Spark local[2]"].append(run_spark(data))
    figures = {name: medians(found) for name, found in runs.items()}
    # The memory is that of the largest process: Spark has workers of Python beside its own.
    rows = [{"engine": name, "gather s": f["bronze"], "clean s": f["silver"], "query s": f["gold"],
             "total s": f["seconds"], "CPU s": f["cpu_seconds"], "peak MB": f["peak_mb"]}
            for name, f in figures.items()]
    ratio = figures["Spark local[2]"]["seconds"] / figures["DuckDB"]["seconds"]
    report(arguments, f"Engines, {arguments.rows:,} rows of each dataset", rows,
           [("Spark's time over DuckDB's", ratio, None)])


if __name__ == "__main__":
    main()
