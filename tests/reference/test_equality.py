"""pinflow's clean tables, answers and ledger against those of the plain Python reference, over
generated and spoiled rows."""
import collections
import json
import os
import random
import re

import deltalake
import pytest
import reference
from dirt import ROW_COUNT, posted_values
from program import Program

TABLES = {"pin": "pinterest_data", "geo": "geolocation_data", "user": "user_data"}
VALUES_AN_OBJECT = 1000


def comparable(row):
    """A row of either side as a value that can be counted."""
    def plain(value):
        if hasattr(value, "tzinfo") and value.tzinfo:
            return value.replace(tzinfo=None)
        return tuple(value) if isinstance(value, list) else value
    return tuple((name, plain(value)) for name, value in row.items())


def lay_out(program, dataset, values):
    topic = f"demo.{dataset}"
    folder = program.bucket() / "topics" / topic / "partition=0"
    folder.mkdir(parents=True, exist_ok=True)
    for offset in range(0, len(values), VALUES_AN_OBJECT):
        lines = "".join(value + "\n" for value in values[offset:offset + VALUES_AN_OBJECT])
        (folder / f"{topic}+0+{offset:010}.json").write_text(lines, encoding="utf-8")


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path / "data")


@pytest.fixture
def posted(program, tmp_path):
    """{dataset: values}, laid out in the bucket. PINFLOW_SEED repeats a run."""
    seed = int(os.environ.get("PINFLOW_SEED", random.randrange(1 << 32)))
    print(f"PINFLOW_SEED={seed}")
    program.run("source", "load", "jsonl", tmp_path / "rows", "--rows", str(ROW_COUNT),
                "--seed", str(seed % 1000))
    posted = {}
    for dataset, table in TABLES.items():
        with open(tmp_path / "rows" / f"{table}.jsonl", encoding="utf-8") as lines:
            posted[dataset] = posted_values(dataset, map(json.loads, lines), seed)
        lay_out(program, dataset, posted[dataset])
    return posted


def ledger(output):
    line = re.search(r"accepted (\d+) = tables (\d+) \+ duplicates (\d+) \+ dead letters (\d+)",
                     output)
    return tuple(map(int, line.groups()))


def test_clean_tables_and_answers_are_those_of_the_reference(program, posted):
    output = program.run("clean")
    expected = {dataset: reference.clean(dataset, values) for dataset, values in posted.items()}
    for dataset, table in expected.items():
        found = deltalake.DeltaTable(program.table_path(f"silver.demo_{dataset}"))
        rows = found.to_pyarrow_table().to_pylist()
        difference = collections.Counter(map(comparable, rows))
        difference.subtract(map(comparable, table.rows))
        assert not +difference and not -difference, (dataset, list(difference.items())[:3])

    totals = [sum(len(table.rows) for table in expected.values()),
              sum(table.duplicates for table in expected.values()),
              sum(table.dead_letters for table in expected.values())]
    assert min(totals) > 0
    assert ledger(output) == (sum(totals), *totals)

    tables = [expected[dataset].rows for dataset in ("pin", "geo", "user")]
    for query, rows in reference.answers(*tables).items():
        answer = json.loads(program.run("query", query, "--format", "json"))
        assert [tuple(row.values()) for row in answer] == rows, query
