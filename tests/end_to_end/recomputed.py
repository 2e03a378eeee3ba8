"""Live metrics computed anew from the stream tables, and those of arrivals also from the log, by the
pipeline's own SQL in another program."""
import base64
import datetime
import json
import tomllib

import deltalake
import duckdb
import requests
from conftest import table_exists, wait_until
from posts import kinesis_request
from program import ROOT, USER_ID

PIPELINE = ROOT / "pipelines/pinterest"


def declared():
    return tomllib.loads((PIPELINE / "pipeline.toml").read_text())


def shown(program, name):
    """The rows of the metric as pinflow has them; none where its stream has not begun."""
    answer = requests.get(f"{program.url}/v1/metrics/{name}?limit=1000000", timeout=30)
    return answer.json()["rows"] if answer.status_code == 200 else []


def recomputed(program, metric, dataset):
    """The same rows from the table as delta-rs reads it."""
    table = f"stream.{USER_ID}_{dataset['name']}_table"
    if not table_exists(program, table):
        return []
    rows = deltalake.DeltaTable(program.table_path(table)).to_pyarrow_table()
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("arrow_rows", rows)
    columns = ", ".join(f'CAST("{field.name}" AS TIMESTAMP) AS "{field.name}"'
                        if str(field.type).startswith("timestamp") else f'"{field.name}"'
                        for field in rows.schema)
    connection.execute(f"CREATE VIEW {dataset['view']} AS SELECT {columns} FROM arrow_rows")
    if metric.get("of") == "arrivals":
        bind_arrivals(connection, program, dataset)
    answer = connection.execute((PIPELINE / metric["file"]).read_text())
    names = [column[0] for column in answer.description]
    found = [dict(zip(names, map(as_json, row))) for row in answer.fetchall()]
    if "windows_max" in metric:
        windows = sorted({row[metric["window"]] for row in found})[-metric["windows_max"]:]
        found = [row for row in found if row[metric["window"]] in windows]
    return found


def bind_arrivals(connection, program, dataset):
    """The relation `arrivals`: the table's rows with the time of the first record in the log that
    has their key."""
    [key] = dataset["key"]
    first = {}
    for arrived_at, value in records_of(program, f"streaming-{USER_ID}-{dataset['name']}"):
        first.setdefault(json.loads(value)[key], arrived_at)
    connection.execute("CREATE TABLE log (key VARCHAR, arrived_at TIMESTAMP)")
    if first:
        connection.executemany("INSERT INTO log VALUES (?, ?)", list(first.items()))
    connection.execute(f"CREATE VIEW arrivals AS SELECT log.arrived_at, rows.* "
                       f"FROM {dataset['view']} AS rows JOIN log ON log.key = rows.{key}")


def records_of(program, stream):
    """Time and value of each record, as Kinesis clients read them."""
    def ask(action, **body):
        return requests.post(program.url, timeout=30, **kinesis_request(action, body)).json()
    for shard in ask("ListShards", StreamName=stream)["Shards"]:
        iterator = ask("GetShardIterator", StreamName=stream, ShardId=shard["ShardId"],
                       ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while True:
            answer = ask("GetRecords", ShardIterator=iterator)
            for record in answer["Records"]:
                arrived_at = datetime.datetime.fromtimestamp(
                    record["ApproximateArrivalTimestamp"], datetime.timezone.utc)
                yield arrived_at.replace(tzinfo=None), base64.b64decode(record["Data"])
            if not answer["Records"] and answer["MillisBehindLatest"] == 0:
                break
            iterator = answer["NextShardIterator"]


def as_json(value):
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def in_order(rows):
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def assert_metrics_are_those_of_the_tables(program):
    """Of every metric of the pipeline. `program` is up and its streams have nothing to do."""
    pipeline = declared()
    datasets = {dataset["name"]: dataset for dataset in pipeline["dataset"]}
    ledgers = {line["table"]: line for line in program.run_json("audit")["ledgers"]}
    for metric in pipeline["metric"]:
        if metric.get("of") != "commits":
            anew = recomputed(program, metric, datasets[metric["dataset"]])
            # A stream that has just begun, or committed, shows its table a moment later.
            wait_until(lambda: in_order(shown(program, metric["name"])) == in_order(anew),
                       f"{metric['name']} being that of its table")
            continue
        rows = shown(program, metric["name"])
        ledger = ledgers.get(f"stream.{USER_ID}_{metric['dataset']}_table")
        for shown_name, name in [("rows_in", "accepted"), ("rows_out", "tables"),
                                 ("duplicates", "duplicates"), ("dead_letters", "dead_letters")]:
            total = sum(row[shown_name] for row in rows)
            assert total == (ledger[name] if ledger else 0), f"{shown_name} of {metric['name']}"
