#!/usr/bin/env python3
"""Lays generated rows out as the S3 sink connector would: a bucket of one-topic folders.

    make_objects.py --rows 1000000 --rows-an-object 100000 DATA_FOLDER

DATA_FOLDER then holds objects/user-demo-bucket/topics/demo.<dataset>/partition=0/*.json, which
`pinflow clean --data DATA_FOLDER` gathers. Rows are those of `pinflow source load`.
"""
import argparse
import itertools
import pathlib
import subprocess
import tempfile
import tomllib

from harness import BINARY, ROOT

PIPELINE = ROOT / "pipelines/pinterest"
BUCKET = "objects/user-demo-bucket/topics"


def datasets():
    return tomllib.loads((PIPELINE / "pipeline.toml").read_text())["dataset"]


def generate(folder, row_count):
    """<folder>/<table>.jsonl of every source table."""
    subprocess.run([BINARY, "source", "load", "jsonl", folder, "--rows", str(row_count)],
                   check=True, stdout=subprocess.DEVNULL)


def lay_out(lines, folder, topic, rows_an_object):
    """Writes objects of that many lines each, named by their first offset."""
    partition = folder / topic / "partition=0"
    partition.mkdir(parents=True)
    for offset in itertools.count(0, rows_an_object):
        block = b"".join(itertools.islice(lines, rows_an_object))
        if not block:
            return
        (partition / f"{topic}+0+{offset:010}.json").write_bytes(block)


def make_objects(data, row_count, rows_an_object):
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as generated:
        generate(generated, row_count)
        for dataset in datasets():
            table = pathlib.Path(generated) / f"{dataset['source_table']}.jsonl"
            with open(table, "rb") as lines:
                lay_out(lines, pathlib.Path(data) / BUCKET, f"demo.{dataset['name']}",
                        rows_an_object)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rows-an-object", type=int, default=100_000)
    parser.add_argument("data", type=pathlib.Path)
    arguments = parser.parse_args()
    make_objects(arguments.data, arguments.rows, arguments.rows_an_object)


if __name__ == "__main__":
    main()
