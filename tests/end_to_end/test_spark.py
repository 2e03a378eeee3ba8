"""gather, clean and query on Spark: the same tables and answers as DuckDB's, on any master."""
import json
import os
import pathlib
import sys

import pytest
from program import ROOT, Program

SUBMIT = pathlib.Path(sys.prefix) / "bin/spark-submit"
ROWS = 100_000 if os.environ.get("PINFLOW_TEST_FULL") else 10_000  # Of all datasets together.
VALUES_AN_OBJECT = 1000

pytestmark = [pytest.mark.slow,
              pytest.mark.skipif(not SUBMIT.exists(), reason="no Spark: ./dev setup --tests")]


def spark_environment(master="local[2]"):
    return {"PINFLOW__QUERY__TYPE": "spark", "PINFLOW__QUERY__SPARK__MASTER": master,
            "PINFLOW__QUERY__SPARK__SUBMIT": str(SUBMIT)}


def lay_out_dirty_objects(program, folder, seed, rows):
    """A bucket's folder of spoiled rows, as tests/reference has them."""
    sys.path.append(str(ROOT / "tests/reference"))
    from dirt import posted_values
    tables = {"pin": "pinterest_data", "geo": "geolocation_data", "user": "user_data"}
    program.run("source", "load", "jsonl", folder / "rows", "--rows", str(rows // 3),
                "--seed", str(seed % 1000))
    for dataset, table in tables.items():
        with open(folder / "rows" / f"{table}.jsonl", encoding="utf-8") as lines:
            values = posted_values(dataset, map(json.loads, lines), seed)
        topic = f"demo.{dataset}"
        partition = folder / "bucket/topics" / topic / "partition=0"
        partition.mkdir(parents=True)
        for offset in range(0, len(values), VALUES_AN_OBJECT):
            text = "".join(value + "\n" for value in values[offset:offset + VALUES_AN_OBJECT])
            (partition / f"{topic}+0+{offset:010}.json").write_text(text, encoding="utf-8")
    return folder / "bucket"


def test_spark_and_duckdb_give_the_same_of_dirty_rows(program, tmp_path, seed):
    bucket = lay_out_dirty_objects(program, tmp_path, seed, ROWS)
    output = program.run("verify", "parity", "--engines", "duckdb,spark", "--objects", bucket,
                         "--json", environment=spark_environment(), expect=None, seconds=900)
    lines = json.loads(output)
    assert [line for line in lines if not line["equal"]] == [], program.errors
    assert program.exit_status == 0
    counts = {line["what"]: line["spark_rows"] for line in lines}
    assert counts["ledger"] >= ROWS
    assert all(counts[f"dead letters of bronze.demo_{name}"] > 0 for name in ("pin", "geo", "user"))


def test_a_second_run_takes_what_is_new_and_nothing_else(program, tmp_path, seed):
    bucket = lay_out_dirty_objects(program, tmp_path, seed, 600)
    kept = {name: path for path in bucket.rglob("*.json") for name in [path.name]}
    assert len(kept) == 3
    program.bucket().parent.mkdir(parents=True)
    bucket.rename(program.bucket())
    environment = spark_environment()
    first = program.run("clean", environment=environment, seconds=600)
    again = program.run("clean", environment=environment, seconds=600)
    assert first.splitlines()[-1] == again.splitlines()[-1], "the ledger"
    assert "gather demo_pin: 0 objects" in again and "clean demo_pin: 0 rows" in again
    assert "9 answers, 0 changed" in again
    duckdb = program.run("clean")  # On the same tables.
    assert "9 answers, 0 changed" in duckdb


@pytest.mark.parametrize("settings, wanted", [
    ({"PINFLOW__QUERY__SPARK__SUBMIT": "no-such-submit"}, "install Spark"),
    ({"PINFLOW__QUERY__SPARK__MASTER": "nowhere"}, "is not local[N], spark://"),
    ({"JAVA_HOME": "/nonexistent"}, "Java"),
])
def test_what_is_missing_is_said(program, settings, wanted):
    program.bucket().mkdir(parents=True)
    program.run("clean", environment=spark_environment() | settings, expect=None, seconds=120)
    assert program.exit_status != 0
    assert wanted in program.errors
