#!/usr/bin/env python3
"""Rows a second that a stream carries from a full log into its Delta table, beside what DuckDB alone
makes of the same rows: JSON lines through the same clean SQL into one Parquet file; and beside
Spark Structured Streaming, which reads them from files and writes a Delta table too."""
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib

import duckdb
import requests
from harness import ROOT, ROW, Program, parse_arguments, report

TOPIC = "streaming-demo-pin"
ROWS_A_REQUEST = 2000
SPARK_BATCH_ROWS = 100_000


def rows(count):
    for index in range(count):
        yield ROW | {"index": index, "unique_id": f"{index:08x}-3442-4773-b19e-d3ec6f54dddf"}


def fill(program, count, environment):
    """Puts the rows into the log, with no stream running."""
    program.start("--only", "gateway", environment=environment)
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


def drain(folder, count, environment=None):
    """Rows a second from the start of the program to the last commit, and peak memory."""
    environment = environment or {}
    program = Program(folder)
    fill(program, count, environment)
    log = program.table_path("stream.demo_pin_table") / "_delta_log"
    started = time.monotonic()
    program.start("--only", "stream",
                  environment=environment | {"PINFLOW__LAKE__MAINTENANCE_INTERVAL_S": "0"})
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


def write_lines(source, numbered):
    with open(source, "w", encoding="utf-8") as file:
        for row in numbered:
            file.write(json.dumps(row) + "\n")


def duckdb_alone(folder, count):
    """Rows a second of DuckDB by itself, reading a file instead of a log."""
    source = pathlib.Path(folder) / "rows.json"
    write_lines(source, rows(count))
    columns, clean_sql = widest_dataset()
    connection = duckdb.connect()
    started = time.monotonic()
    connection.execute(f"""CREATE VIEW raw_pin AS SELECT '' AS _topic, 0 AS _partition,
        0 AS _offset, 0 AS _index, * FROM read_json('{source}', columns = {columns},
        format = 'newline_delimited')""")
    connection.execute(f"""COPY (SELECT * EXCLUDE (_topic, _partition, _offset, _index)
        FROM ({clean_sql})) TO '{folder}/rows.parquet' (FORMAT parquet)""")
    return count / (time.monotonic() - started)


def spark(folder, count, key):
    """What peers/spark_stream.py says of the same rows, with dropDuplicates() where there is a key."""
    folder = pathlib.Path(folder)
    numbered = rows(count)
    (folder / "source").mkdir()
    for number, begin in enumerate(range(0, count, SPARK_BATCH_ROWS)):
        size = min(SPARK_BATCH_ROWS, count - begin)
        write_lines(folder / f"source/{number:06}.json", (next(numbered) for _ in range(size)))
    columns, clean_sql = widest_dataset()
    job = {"source": str(folder / "source"), "table": str(folder / "table"), "key": key,
           "checkpoint": str(folder / "checkpoint"), "view": "raw_pin", "clean_sql": clean_sql,
           "columns": {name: kind.replace("VARCHAR", "STRING") for name, kind in columns.items()},
           "jars": [str(jar) for jar in spark_jars()]}
    (folder / "job.json").write_text(json.dumps(job))
    done = subprocess.run([sys.executable, ROOT / "bench/peers/spark_stream.py",
                           folder / "job.json"], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["rows_written"] == count, answer
    return answer


def spark_jars():
    return sorted((ROOT / "build/delta_jars").glob("*.jar"))


def beside_spark(arguments, rate):
    """Rows of the table and goals of Spark, one run with and one without dropDuplicates()."""
    shown, goals = [], []
    for what, key in [("appending all", []), ("dropDuplicates by key", ["unique_id"])]:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            answer = spark(folder, arguments.rows, key)
        warm = answer["warm_rows_per_second"]
        shown += [{"what": f"Spark, {what}, with warm-up", "rows/s": answer["rows_per_second"]},
                  {"what": f"Spark, {what}, warm", "rows/s": warm}]
        goals.append((f"at least 4 times Spark, {what}, warm", rate / warm, rate >= 4 * warm))
    return shown, goals


def main():
    arguments = parse_arguments(__doc__, rows=300_000, spark=1)
    ours, alone, memory = [], [], []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            alone.append(duckdb_alone(folder, arguments.rows))
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            rate, peak_mb = drain(folder, arguments.rows)
            ours.append(rate)
            memory.append(peak_mb)
    rate, base = statistics.median(ours), statistics.median(alone)
    shown, goals = [], []
    if arguments.spark and spark_jars():
        shown, goals = beside_spark(arguments, rate)
    report(arguments, "Draining a log into a Delta table", [
        {"what": "pinflow's stream, start of the program included", "rows/s": rate},
        {"what": "DuckDB alone, JSON lines to Parquet", "rows/s": base},
        {"what": "ratio", "rows/s": rate / base},
        *shown,
    ], [("at least 0.8 of DuckDB alone", rate / base, rate >= 0.8 * base),
        ("peak memory under 400 MB", statistics.median(memory), statistics.median(memory) < 400),
        *goals])


if __name__ == "__main__":
    main()
