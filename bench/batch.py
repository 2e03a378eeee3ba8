#!/usr/bin/env python3
"""A million rows of each dataset from JSON objects to nine answers, against the same SQL run by
DuckDB's Python package writing Parquet."""
import contextlib
import json
import pathlib
import shutil
import sqlite3
import sys
import tempfile

from harness import BINARY, ROOT, medians, parse_arguments, report, run_measured
from make_objects import BUCKET, make_objects

PARTS = {"gather": "bronze", "clean": "silver", "query": "gold"}  # Of pinflow's own run.


def run_peer(name, topics, *options):
    """One run of a peer on the objects; its figures."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as out:
        done = run_measured([sys.executable, ROOT / f"bench/peers/{name}_batch.py", topics, out,
                             *options])
    return done | json.loads(done["output"])


def task_seconds(data):
    """(task, seconds) of the only run that the data folder knows."""
    with contextlib.closing(sqlite3.connect(data / "runs.sqlite")) as database:
        return database.execute(
            "SELECT name, (ended_at - started_at) / 1000.0 FROM task").fetchall()


def run_pinflow(data):
    """One run from the objects alone: what an earlier one left is removed first."""
    for left in data.iterdir():
        if left.name != "objects":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    done = run_measured([BINARY, "clean", "--data", data])
    return done | {PARTS[task]: seconds for task, seconds in task_seconds(data)}


def measure(data, run_count, peers):
    """{name: medians}; the programs take turns, so that a noisy minute meets all of them."""
    runs = {"pinflow": []} | {name: [] for name in peers}
    for _ in range(run_count):
        runs["pinflow"].append(run_pinflow(data))
        for name, run in peers.items():
            runs[name].append(run())
    return {name: medians(figures) for name, figures in runs.items()}


def table(figures):
    return [{"program": name} | {part: f[part] for part in PARTS.values()} | {
        "silver + gold": f["silver"] + f["gold"], "total s": f["seconds"],
        "CPU s": f["cpu_seconds"], "peak MB": f["peak_mb"]} for name, f in figures.items()]


def main():
    arguments = parse_arguments(__doc__, runs=5, rows=1_000_000)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        data = pathlib.Path(folder)
        make_objects(data, arguments.rows, 100_000)
        topics = data / BUCKET
        figures = measure(data, arguments.runs, {
            "DuckDB": lambda: run_peer("duckdb", topics),
            "DuckDB, DISTINCT only": lambda: run_peer("duckdb", topics, "--distinct"),
        })
    ours, peer = figures["pinflow"], figures["DuckDB"]
    ratio = (ours["silver"] + ours["gold"]) / (peer["silver"] + peer["gold"])
    goals = [("silver and gold at most 1.1 of DuckDB's time", ratio, ratio <= 1.1)]
    if arguments.rows >= 10_000_000:
        total = ours["seconds"] / peer["seconds"]
        goals = [("all at most 1.1 of DuckDB's time", total, total <= 1.1),
                 ("peak at most 4,096 MB", ours["peak_mb"], ours["peak_mb"] <= 4096)]
    report(arguments, f"Batch, {arguments.rows:,} rows of each dataset, JSON to nine answers",
           table(figures), goals)


if __name__ == "__main__":
    main()
