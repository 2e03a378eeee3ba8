"""Tables of others with features that pinflow does not write: their rows are read right, and what
would lose them is refused."""
import json

import pytest
from program import Program

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return Program(tmp_path_factory.mktemp("features") / "data")


@pytest.fixture
def table(program, spark, request):
    """Makes a table of that name by SQL in which {t} stands for it."""
    name = request.node.name.removeprefix("test_")
    path = program.table_path(f"features.{name}")

    class Table:
        full_name = f"features.{name}"

        @staticmethod
        def sql(*statements):
            for statement in statements:
                spark.sql(statement.replace("{t}", f"delta.`{path}`"))

        @staticmethod
        def create(columns, properties="", partitioned_by=""):
            spark.sql(f"CREATE TABLE delta.`{path}` ({columns}) USING delta {partitioned_by} "
                      + (f"TBLPROPERTIES ({properties})" if properties else ""))

        @staticmethod
        def assert_rows_are_the_same():
            by_spark = spark.sql(f"SELECT * FROM delta.`{path}`").toJSON().collect()
            by_pinflow = program.run_json("sql", f"SELECT * FROM features.{name}",
                                          "--limit", "100000")
            assert by_spark
            assert sorted(map(without_nulls, map(json.loads, by_spark))) == sorted(
                map(without_nulls, by_pinflow))

    return Table


def without_nulls(row):
    """Spark's JSON leaves members out that are NULL, at any depth."""
    def strip(value):
        if isinstance(value, dict):
            return {name: strip(inner) for name, inner in value.items() if inner is not None}
        return [strip(inner) for inner in value] if isinstance(value, list) else value
    return json.dumps(strip(row), sort_keys=True)


def test_deletion_vectors(program, table, spark):
    table.create("id BIGINT, name STRING", "delta.enableDeletionVectors = true")
    table.sql("INSERT INTO {t} SELECT id, concat('n', id) FROM range(90000)",
              "INSERT INTO {t} SELECT id, 'more' FROM range(90000, 90100)",
              "DELETE FROM {t} WHERE id % 3 = 0",
              "DELETE FROM {t} WHERE id BETWEEN 20000 AND 70000",
              "UPDATE {t} SET name = 'changed' WHERE id IN (1, 90001)")
    table.assert_rows_are_the_same()
    program.run("tables", table.full_name, "--compact", expect=1)
    assert "deletionVectors" in program.errors


def test_columns_by_name(table):
    table.create("id BIGINT, gone INT, part STRING, nested STRUCT<a: INT, b: STRUCT<c: STRING>>, "
                 "list ARRAY<STRUCT<x: INT>>, pairs MAP<STRING, STRUCT<y: INT>>",
                 "delta.columnMapping.mode = 'name'", "PARTITIONED BY (part)")
    table.sql("INSERT INTO {t} VALUES (1, 2, 'p one', struct(3, struct('c')), "
              "array(struct(4), NULL), map('k', struct(5))), (6, 7, NULL, NULL, NULL, NULL)",
              "ALTER TABLE {t} RENAME COLUMN id TO `the id`",
              "ALTER TABLE {t} RENAME COLUMN nested.b TO beta",
              "ALTER TABLE {t} DROP COLUMN gone",
              "ALTER TABLE {t} ADD COLUMN gone STRING",
              "INSERT INTO {t} VALUES (8, 'p two', struct(9, struct('d')), array(), map(), 'new')")
    table.assert_rows_are_the_same()


def test_columns_by_id(table):
    table.create("id BIGINT, name STRING", "delta.columnMapping.mode = 'id'")
    table.sql("INSERT INTO {t} VALUES (1, 'a')", "ALTER TABLE {t} RENAME COLUMN name TO title",
              "ALTER TABLE {t} ADD COLUMN name INT", "INSERT INTO {t} VALUES (2, 'b', 3)")
    table.assert_rows_are_the_same()


def test_checkpoints_with_sidecars(table):
    table.create("id BIGINT", "delta.checkpointPolicy = 'v2', delta.checkpointInterval = 2")
    table.sql(*(f"INSERT INTO {{t}} VALUES ({i})" for i in range(5)))
    table.assert_rows_are_the_same()


def test_types_that_became_wider(table):
    table.create("small SMALLINT, number INT", "delta.enableTypeWidening = true")
    table.sql("INSERT INTO {t} VALUES (1, 2)", "ALTER TABLE {t} ALTER COLUMN small TYPE INT",
              "INSERT INTO {t} VALUES (100000, 3)")
    table.assert_rows_are_the_same()
