"""A column that pipeline.toml declares later is added to tables that are there, and others read
them."""
import shutil

import deltalake
import duckdb_delta
import pytest
from conftest import table_rows, wait_until
from posts import post, user_row
from program import ROOT

TABLES = ["silver.demo_user", "stream.demo_user_table"]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "pipelines/pinterest", tmp_path / "pipeline")
    return tmp_path / "pipeline"


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def carry(program, folder, index, objects):
    """Posts a row by both ways and waits until both tables have it."""
    options = ["--pipeline", folder]
    program.start(*options)
    row = user_row(index) | {"city": f"city {index}"}
    for topic in ["demo.user", "streaming-demo-user"]:
        post(program.url, topic, row)
    wait_until(lambda: len(program.objects("demo.user")) == objects, "the sink")
    wait_until(lambda: not any(line["waiting"] for line in
                               program.run_json("audit", *options)["ledgers"]
                               if line["table"].startswith("stream.")), "the stream")
    program.run("clean", *options)
    assert program.stop() == 0


@pytest.fixture
def grown(program, folder):
    """Tables with a row of before and one of after `city` was declared."""
    carry(program, folder, 1, 1)
    edit(folder / "pipeline.toml", '  ["age", "long"],\n', '  ["age", "long"],\n  ["city", "string"],\n')
    edit(folder / "pipeline.toml", '  ["age", "integer"],\n',
         '  ["age", "integer"],\n  ["city", "string"],\n')
    edit(folder / "clean/user.sql", "FROM raw_user", ", city FROM raw_user")
    program.run("check", "--pipeline", folder)
    carry(program, folder, 2, 2)
    return program


def test_older_rows_read_null_in_a_column_that_is_declared_later(grown):
    for table in TABLES:
        rows = {row["ind"]: row["city"] for row in table_rows(grown, table)}
        assert rows == {1: None, 2: "city 2"}
        history = deltalake.DeltaTable(grown.table_path(table)).history()
        assert "ADD COLUMNS" in [entry["operation"] for entry in history]
        read = grown.run_json("sql", f"SELECT ind, city FROM {table} ORDER BY ind")
        assert read == [{"ind": 1, "city": None}, {"ind": 2, "city": "city 2"}]


@pytest.mark.slow
def test_spark_reads_the_added_column(grown, spark):
    for table in TABLES:
        read = spark.read.format("delta").load(str(grown.table_path(table)))
        assert {(row["ind"], row["city"]) for row in read.collect()} == {(1, None), (2, "city 2")}


def test_duckdb_reads_the_added_column(grown):
    columns = "ind, user_name, age, city, epoch_us(date_joined) AS joined"
    for table in TABLES:
        path = grown.table_path(table)
        by_duckdb = duckdb_delta.ask(f"SELECT {columns} FROM delta_table ORDER BY ind", path)
        assert [(row["ind"], row["city"]) for row in by_duckdb] == [(1, None), (2, "city 2")]
        assert by_duckdb == grown.run_json("sql", f"SELECT {columns} FROM {table} ORDER BY ind")
        # A file that lacks the column is neither skipped nor taken for one that has it.
        for condition, found in [("city IS NULL", [1]), ("city >= 'city'", [2])]:
            kept = duckdb_delta.ask(f"SELECT ind FROM delta_table WHERE {condition}", path)
            assert [row["ind"] for row in kept] == found


def test_a_column_is_neither_taken_away_nor_given_another_type(program, folder):
    carry(program, folder, 1, 1)
    edit(folder / "pipeline.toml", '  ["age", "integer"],\n', '  ["age", "long"],\n')
    program.start("--pipeline", folder)
    post(program.url, "demo.user", user_row(2))
    wait_until(lambda: len(program.objects("demo.user")) == 2, "the sink")
    program.run("clean", "--pipeline", folder, expect=1)
    assert ("silver.demo_user: the table has its column 'age' as integer, and the pipeline declares "
            "it as long") in program.errors
    assert [row["ind"] for row in table_rows(program, "silver.demo_user")] == [1]
