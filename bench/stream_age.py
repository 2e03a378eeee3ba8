#!/usr/bin/env python3
"""What a micro-batch costs on a young table and on an old one: the same stream on a table with a log
of 1,000 commits and with one of 100,000, both checkpointed and compacted as a stream's table is."""
import json
import os
import shutil
import statistics
import tempfile
import time

import deltalake
import requests
from harness import JSON_V2, ROOT, ROW, Program, parse_arguments, report
from stream_latency import TOPIC, visible_offsets

TABLE = "stream.demo_pin_table"
LINKS_MAX = 50_000  # File systems allow a file some 65,000.
MERGE = 16  # So many files of a level become one of the next, as compaction does it.
# A commit waits for no interval, so that what is measured is its cost.
AT_ONCE = {"PINFLOW__STREAM__INTERVAL_MS": "1", "PINFLOW__LAKE__MAINTENANCE_INTERVAL_S": "0"}


def post(program, rows):
    requests.post(f"{program.url}/topics/{TOPIC}", headers=JSON_V2, timeout=60,
                  json={"records": [{"value": row} for row in rows]}).raise_for_status()


def wait_for(path):
    while not path.exists():
        time.sleep(0.0005)
    return path


class SyntheticLog:
    """Commits as a stream and the compaction beside it would have made them. Every data file is a
    link to one real file of a row."""

    def __init__(self, table):
        self.table, self.log = table, table / "_delta_log"
        self.version = max(int(path.stem) for path in self.log.glob("*.json"))
        lines = (self.log / f"{self.version:020}.json").read_text().splitlines()
        actions = [json.loads(line) for line in lines]
        self.info = next(action for action in actions if "commitInfo" in action)
        self.add = next(action["add"] for action in actions if "add" in action)
        self.linked = self.table / self.add["path"]
        self.transactions = [action for action in actions if "txn" in action]
        self.levels = [[]]
        self.count = 0

    def grow(self, commits):
        while self.version < commits:
            self.commit("STREAMING UPDATE", [], self.transactions, level=0)
            level = 0
            while len(self.levels[level]) == MERGE:
                merged, self.levels[level] = self.levels[level], []
                if len(self.levels) == level + 1:
                    self.levels.append([])
                level += 1
                self.commit("OPTIMIZE", merged, [], level)

    def commit(self, operation, removed, transactions, level):
        self.version += 1
        self.count += 1
        name = f"synthetic-{self.count:09}.parquet"
        if self.count % LINKS_MAX == 0:
            self.linked = shutil.copy(self.linked, self.table / f"linked-{self.count}.parquet")
        os.link(self.linked, self.table / name)
        changes = not removed
        info = {"commitInfo": self.info["commitInfo"] | {"operation": operation}}
        actions = [info, *transactions, *(
            {"remove": {"path": path, "deletionTimestamp": 1, "dataChange": changes}}
            for path in removed), {"add": self.add | {"path": name, "dataChange": changes}}]
        (self.log / f"{self.version:020}.json").write_text(
            "".join(json.dumps(action) + "\n" for action in actions))
        self.levels[level].append(name)


def batch_seconds(folder, commits, batches, rows_a_batch):
    """Seconds from a post to its commit, once for each batch, on a table of so many commits."""
    program = Program(folder).start("--only", "gateway,stream", environment=AT_ONCE)
    post(program, [ROW])
    log = program.table_path(TABLE) / "_delta_log"
    wait_for(log / f"{1:020}.json")
    program.stop()
    SyntheticLog(program.table_path(TABLE)).grow(commits)
    deltalake.DeltaTable(program.table_path(TABLE)).create_checkpoint()
    version = max(int(path.stem) for path in log.glob("*.json"))

    program.start("--only", "gateway,stream", environment=AT_ONCE)
    taken = []
    for batch in range(batches + 1):
        rows = [ROW | {"unique_id": f"{batch}-{number}"} for number in range(rows_a_batch)]
        started = time.monotonic()
        post(program, rows)
        carried = 0
        while carried < (batch + 1) * rows_a_batch + 1:  # A batch may be cut in two.
            version += 1
            carried = max(carried, visible_offsets(wait_for(log / f"{version:020}.json")))
        taken.append(time.monotonic() - started)
    program.stop()
    return taken[1:]  # The first one opens the table.


def main():
    arguments = parse_arguments(__doc__, young=1000, old=100_000, batches=200, rows=500)
    rows = []
    for commits in [arguments.young, arguments.old]:
        taken = []
        for _ in range(arguments.runs):
            with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
                taken += batch_seconds(folder, commits, arguments.batches, arguments.rows)
        taken.sort()
        rows.append({"commits before": commits, "median ms": statistics.median(taken) * 1000,
                     "p95 ms": taken[int(len(taken) * 0.95)] * 1000})
    ratio = rows[1]["median ms"] / rows[0]["median ms"]
    report(arguments, f"A batch of {arguments.rows} rows on tables of different age", rows,
           [("old at most 1.2 of young", ratio, ratio <= 1.2)])


if __name__ == "__main__":
    main()
