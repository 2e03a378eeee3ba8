"""Other programs read the tables and append to them, and pinflow reads what they wrote."""
import pathlib

import deltalake
import pyarrow
import pytest
from conftest import table_rows, wait_until
from posts import ROWS, post
from program import Program

COUNT = 30


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """A data folder with three clean tables of COUNT rows and all answers."""
    program = Program(tmp_path_factory.mktemp("readers") / "data").start()
    for index in range(COUNT):
        for name, row in ROWS.items():
            post(program.url, f"demo.{name}", row(index))
    wait_until(lambda: all(len(program.objects(f"demo.{n}")) == COUNT for n in ROWS), "the sink")
    assert program.stop() == 0
    program.run("clean")
    return program


def count_by_pinflow(program, table):
    return program.run_json("sql", f"SELECT count(*) AS n FROM {table}")[0]["n"]


def test_delta_rs_reads_every_table(lake):
    tables = [path.parent for path in (lake.data / "lake").rglob("_delta_log")]
    assert len(tables) >= 3 + 3 + 9
    for path in tables:
        assert deltalake.DeltaTable(path).to_pyarrow_table().num_columns > 0


def test_the_clean_columns_are_those_of_the_exercise_in_order(lake):
    def columns(name):
        schema = deltalake.DeltaTable(lake.table_path(f"silver.demo_{name}")).schema()
        return [field.name for field in schema.fields]

    assert columns("pin")[:11] == [
        "ind", "unique_id", "title", "description", "follower_count", "poster_name", "tag_list",
        "is_image_or_video", "image_src", "save_location", "category"]
    assert columns("geo")[:4] == ["ind", "country", "coordinates", "timestamp"]
    assert columns("user")[:4] == ["ind", "user_name", "age", "date_joined"]


def test_pinflow_reads_what_delta_rs_appended(lake):
    path = lake.table_path("silver.demo_geo")
    before = count_by_pinflow(lake, "silver.demo_geo")
    rows = deltalake.DeltaTable(path).to_pyarrow_table().slice(0, 5)
    deltalake.write_deltalake(path, rows, mode="append")
    assert count_by_pinflow(lake, "silver.demo_geo") == before + 5


def test_pinflow_reads_after_delta_rs_made_a_checkpoint(lake):
    path = lake.table_path("silver.demo_user")
    before = count_by_pinflow(lake, "silver.demo_user")
    deltalake.DeltaTable(path).create_checkpoint()
    assert count_by_pinflow(lake, "silver.demo_user") == before


@pytest.mark.slow
def test_spark_reads_every_table_as_pinflow_does(lake, spark):
    for name in ROWS:
        path = lake.table_path(f"silver.demo_{name}")
        table = spark.read.format("delta").load(str(path))
        assert table.count() == count_by_pinflow(lake, f"silver.demo_{name}")
    for path in sorted((lake.data / "lake/gold").iterdir()):
        answer = spark.read.format("delta").load(str(path))
        assert answer.count() == count_by_pinflow(lake, f"gold.{path.name}")


@pytest.mark.slow
def test_spark_sees_the_same_values(lake, spark):
    path = lake.table_path("silver.demo_pin")
    rows = spark.read.format("delta").load(str(path)).select("ind", "title", "follower_count")
    expected = {(r["ind"], r["title"], r["follower_count"])
                for r in table_rows(lake, "silver.demo_pin")}
    assert {tuple(row) for row in rows.collect()} == expected


@pytest.mark.slow
def test_pinflow_reads_what_spark_appended(lake, spark):
    path = str(lake.table_path("silver.demo_pin"))
    before = count_by_pinflow(lake, "silver.demo_pin")
    spark.read.format("delta").load(path).limit(4).write.format("delta").mode("append").save(path)
    assert count_by_pinflow(lake, "silver.demo_pin") == before + 4


@pytest.mark.slow
def test_a_table_that_both_wrote_keeps_growing_past_a_checkpoint(lake, spark):
    """Delta makes a checkpoint at every tenth commit, whoever commits it."""
    path = lake.table_path("silver.demo_geo")
    before = count_by_pinflow(lake, "silver.demo_geo")
    one = deltalake.DeltaTable(path).to_pyarrow_table().slice(0, 1)
    for _ in range(6):
        deltalake.write_deltalake(path, one, mode="append")
        spark.createDataFrame(
            spark.read.format("delta").load(str(path)).limit(1).collect(),
            spark.read.format("delta").load(str(path)).schema,
        ).write.format("delta").mode("append").save(str(path))
    assert list((pathlib.Path(path) / "_delta_log").glob("*.checkpoint*.parquet"))
    assert count_by_pinflow(lake, "silver.demo_geo") == before + 12
    assert pyarrow.table(deltalake.DeltaTable(path).to_pyarrow_table()).num_rows == before + 12
