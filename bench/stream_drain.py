#!/usr/bin/env python3
"""Rows a second that a stream carries from a full log into its Delta table, beside what DuckDB alone
makes of the same rows: JSON lines through the same clean SQL into one Parquet file."""
import json
import pathlib
import re
import statistics
import tempfile
import time
import tomllib

import duckdb
import requests
from harness import ROOT, ROW, Program, parse_arguments, report

TOPIC = "streaming-demo-pin"
ROWS_A_REQUEST = 2000


def rows(count):
    for index in range(count):
        yield ROW | {"index": index, "unique_id": f"{index:08x}-3442-4773-b19e-d3ec6f54dddf"}


def fill(program, count):
    """Puts the rows into the log, with no stream running."""
    program.start("--only", "gateway")
    headers = {"Content-Type": "application/vnd.kafka.json.v2+json"}
    session, records = requests.Session(), []
    for row in rows(count):
        records.append({"value": row})
        if len(records) == ROWS_A_REQUEST:
            session.post(f"{program.url}/topics/{TOPIC}", json={"records": records},
                         headers=headers, timeout=60).raise_for_status()
            records = []
    program.stop()


def noted_rows(log):
    """The rows of the commits so far, as the commits' own notes count them."""
    return sum(json.loads(commit.read_text().splitlines()[0])["commitInfo"]
               .get("pinflow", {}).get("rows", 0) for commit in log.glob("*.json"))


def drain(folder, count):
    """Rows a second from the first commit's begin to the last one's end, and peak memory."""
    program = Program(folder)
    fill(program, count)
    log = program.table_path("stream.demo_pin_table") / "_delta_log"
    started = time.monotonic()
    program.start("--only", "stream", environment={"PINFLOW__LAKE__MAINTENANCE_INTERVAL_S": "0"})
    while noted_rows(log) < count:
        time.sleep(0.05)
    seconds = time.monotonic() - started
    status = pathlib.Path(f"/proc/{program.process_id}/status").read_text()
    peak_mb = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
    program.stop()
    return count / seconds, peak_mb


def widest_dataset():
    """The columns of a posted row and its clean SQL, with the pipeline's list of placeholders."""
    pipeline = tomllib.loads((ROOT / "pipelines/pinterest/pipeline.toml").read_text())
    [dataset] = [one for one in pipeline["dataset"] if TOPIC.endswith("-" + one["name"])]
    types = {"long": "BIGINT", "string": "VARCHAR"}
    columns = {name: types[kind] for name, kind in dataset["raw"]}
    placeholders = ", ".join(f"'{word}'" for word in pipeline["placeholders"])
    sql = (ROOT / "pipelines/pinterest" / dataset["clean"]).read_text()
    return columns, sql.replace("'{placeholders}'", placeholders)


def duckdb_alone(folder, count):
    """Rows a second of DuckDB by itself, reading a file instead of a log."""
    source = pathlib.Path(folder) / "rows.json"
    with open(source, "w", encoding="utf-8") as file:
        for row in rows(count):
            file.write(json.dumps(row) + "\n")
    columns, clean_sql = widest_dataset()
    connection = duckdb.connect()
    started = time.monotonic()
    connection.execute(f"""CREATE VIEW raw_pin AS SELECT '' AS _topic, 0 AS _partition,
        0 AS _offset, 0 AS _index, * FROM read_json('{source}', columns = {columns},
        format = 'newline_delimited')""")
    connection.execute(f"""COPY (SELECT * EXCLUDE (_topic, _partition, _offset, _index)
        FROM ({clean_sql})) TO '{folder}/rows.parquet' (FORMAT parquet)""")
    return count / (time.monotonic() - started)


def main():
    arguments = parse_arguments(__doc__, rows=300_000)
    ours, alone, memory = [], [], []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            alone.append(duckdb_alone(folder, arguments.rows))
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            rate, peak_mb = drain(folder, arguments.rows)
            ours.append(rate)
            memory.append(peak_mb)
    rate, base = statistics.median(ours), statistics.median(alone)
    report(arguments, "Draining a log into a Delta table", [
        {"what": "pinflow's stream, start of the program included", "rows/s": rate},
        {"what": "DuckDB alone, JSON lines to Parquet", "rows/s": base},
        {"what": "ratio", "rows/s": rate / base},
    ], [("at least 0.8 of DuckDB alone", rate / base, rate >= 0.8 * base),
        ("peak memory under 400 MB", statistics.median(memory), statistics.median(memory) < 400)])


if __name__ == "__main__":
    main()
