"""DuckDB's own reader of Delta: an extension for an older DuckDB, in an environment of its own."""
import json
import pathlib
import subprocess

import pytest

ENVIRONMENT = pathlib.Path(__file__).parents[2] / "build/duckdb_delta"

PROGRAM = """
import duckdb, json, pathlib, sys
[extension] = pathlib.Path(duckdb.__file__).parents[1].rglob("delta.duckdb_extension")
connection = duckdb.connect(config={"autoinstall_known_extensions": False})
connection.execute(f"LOAD '{extension}'")
answer = connection.execute(sys.argv[1])
names = [column[0] for column in answer.description]
print(json.dumps([dict(zip(names, row)) for row in answer.fetchall()], default=str))
"""


def ask(select, path):
    """The rows of a select over `delta_table`, which is the table at `path`, as dicts."""
    python = ENVIRONMENT / "bin/python"
    if not python.exists():
        pytest.skip("no DuckDB that reads Delta: ./dev setup --tests")
    sql = f"WITH delta_table AS (FROM delta_scan('{path}')) {select}"
    done = subprocess.run([python, "-c", PROGRAM, sql], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # Behind the bar that a slow answer shows.
