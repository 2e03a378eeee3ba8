#!/usr/bin/env python3
"""The batch pipeline by DuckDB's Python package: objects -> Parquet -> clean Parquet -> answers.

    duckdb_batch.py TOPICS_FOLDER OUT_FOLDER [--distinct]

The SQL is the pipeline's own. Of rows with the same key the first is kept with its position, as
pinflow does; --distinct instead drops equal rows and forgets positions, as the exercise does.
Prints the seconds of each part as one line of JSON.
"""
import json
import pathlib
import sys
import time
import tomllib

import duckdb

PIPELINE = pathlib.Path(__file__).parents[2] / "pipelines/pinterest"
# The functions by which the pipeline's SQL runs on DuckDB and Spark alike.
PRELUDE = """
CREATE MACRO array_repeat(x, n) AS list_value(x);
CREATE MACRO try_to_timestamp(x) AS try_cast(x AS TIMESTAMP);
"""
SQL_TYPES = {"long": "BIGINT", "integer": "INTEGER", "double": "DOUBLE", "string": "VARCHAR"}


def gather(database, dataset, topics, out):
    """Objects of one topic to one Parquet file; an offset for each row, in the objects' order."""
    topic = f"demo.{dataset['name']}"
    columns = {name: SQL_TYPES[kind] for name, kind in dataset["raw"]}
    database.execute(f"""
        COPY (SELECT '{topic}' AS _topic, 0 AS _partition, row_number() OVER () - 1 AS _offset,
                     0 AS _index, *
              FROM read_json('{topics}/{topic}/partition=0/*.json',
                             format='newline_delimited', columns={columns}))
        TO '{out}/raw_{dataset['name']}.parquet' (FORMAT parquet, COMPRESSION zstd)""")


def clean(database, dataset, placeholders, out, distinct):
    """The clean SQL, then one row for each key."""
    name = dataset["name"]
    database.execute(f"CREATE VIEW raw_{name} AS FROM '{out}/raw_{name}.parquet'")
    sql = (PIPELINE / dataset["clean"]).read_text().replace("'{placeholders}'", placeholders)
    columns = ", ".join(column for column, _ in dataset["columns"])
    key = ", ".join(dataset["key"]) or columns
    required = " AND ".join(f"{column} IS NOT NULL" for column in dataset["not_null"])
    if distinct:
        rows = f"SELECT DISTINCT {columns} FROM ({sql}) WHERE {required}"
    else:
        rows = f"""
            SELECT {columns}, _topic, _partition, _offset, _index FROM ({sql}) WHERE {required}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _partition, _offset, _index)
                    = 1"""
    database.execute(f"""
        COPY ({rows})
        TO '{out}/{dataset['view']}.parquet' (FORMAT parquet, COMPRESSION zstd)""")
    database.execute(f"CREATE VIEW {dataset['view']} AS FROM '{out}/{dataset['view']}.parquet'")


def main():
    topics, out = sys.argv[1:3]
    distinct = "--distinct" in sys.argv[3:]
    pipeline = tomllib.loads((PIPELINE / "pipeline.toml").read_text())
    placeholders = ", ".join(f"'{text}'" for text in pipeline["placeholders"])
    pathlib.Path(out).mkdir(parents=True, exist_ok=True)
    database = duckdb.connect()
    database.execute(PRELUDE)

    times = [time.monotonic()]
    for dataset in pipeline["dataset"]:
        gather(database, dataset, topics, out)
    times.append(time.monotonic())
    for dataset in pipeline["dataset"]:
        clean(database, dataset, placeholders, out, distinct)
    times.append(time.monotonic())
    for query in pipeline["query"]:
        sql = (PIPELINE / query["file"]).read_text()
        database.execute(f"COPY ({sql}) TO '{out}/{query['name']}.parquet' (FORMAT parquet)")
    times.append(time.monotonic())
    bronze, silver, gold = (later - earlier for earlier, later in zip(times, times[1:]))
    print(json.dumps({"bronze": bronze, "silver": silver, "gold": gold}))


if __name__ == "__main__":
    main()
