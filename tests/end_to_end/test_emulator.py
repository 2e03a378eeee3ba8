"""The exercise's emulator against a real MariaDB: its rows, its requests, and what comes out.

The clients below are written to the shapes that such programs send: SQLAlchemy and PyMySQL read
`SELECT * FROM <table> LIMIT <row>, 1` by random.seed(100), requests posts with a new connection
for each row, datetimes go through str(). Each variant differs in the value that it posts.
"""
import json
import random
import subprocess

import pytest
import requests
import sqlalchemy
from conftest import table_rows, wait_until
from mariadb import MariaDb
from posts import JSON_V2, SECONDS_MAX

TABLES = {"pin": "pinterest_data", "geo": "geolocation_data", "user": "user_data"}
ROW_COUNT = 11154
FIRST_ROWS = [7528, 2863, 5730, 8304, 8731, 1313, 4315, 10794]  # By Python's random.seed(100).


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """MariaDB with the three tables as `pinflow source load` fills them."""
    from program import Program
    folder = tmp_path_factory.mktemp("emulator")
    server = MariaDb(folder / "mariadb")
    credentials = folder / "db_creds.yaml"
    credentials.write_text(server.credentials())
    Program(folder / "data").run("source", "load", "mysql", credentials)
    yield server
    server.stop()


def emulated_rows(database, count):
    """The rows that the emulator draws: for each loop one of pin, geo and user."""
    random.seed(100)
    with database.engine().connect() as connection:
        for _ in range(count):
            random.randrange(0, 2)  # How long the original sleeps.
            row = random.randint(0, 11000)
            loop = {}
            for name, table in TABLES.items():
                selected = connection.execute(
                    sqlalchemy.text(f"SELECT * FROM {table} LIMIT {row}, 1"))
                loop[name] = dict(next(iter(selected))._mapping)
            yield loop


def invoke(server, topic, payload):
    """One request of the emulator: a connection of its own, any keep-alive notwithstanding."""
    response = requests.request(
        "POST", f"{server.url}/test/topics/{topic}", timeout=SECONDS_MAX, data=payload,
        headers={"Content-Type": JSON_V2, "Connection": "keep-alive"})
    assert response.status_code == 200, response.text
    assert all(offset["error_code"] is None for offset in response.json()["offsets"])


def record(value):
    return json.dumps({"records": [{"value": value}]}, default=str)


def clean(server, object_count):
    """Waits for the sink, stops the server and cleans."""
    wait_until(lambda: sum(len(server.objects(f"demo.{name}")) for name in TABLES)
               >= object_count, "the sink", 60)
    assert server.stop() == 0
    server.run("clean")


def indexes(server, name):
    return {row["ind"] for row in table_rows(server, f"silver.demo_{name}")}


def test_the_database_holds_the_exercises_tables(database):
    with database.engine().connect() as connection:
        for table in TABLES.values():
            count = connection.execute(sqlalchemy.text(f"SELECT count(*) FROM {table}"))
            assert count.scalar() == ROW_COUNT
    first = next(emulated_rows(database, 1))
    assert (first["pin"]["index"], first["geo"]["ind"], first["user"]["ind"]) == (7528,) * 3
    assert first["pin"]["poster_name"] == "User Info Error"
    assert json.loads(json.dumps(first["geo"], default=str)) == {
        "ind": 7528, "timestamp": "2020-08-28 03:52:47", "latitude": -89.9787,
        "longitude": -173.293, "country": "Albania"}
    assert json.loads(json.dumps(first["user"], default=str)) == {
        "ind": 7528, "first_name": "Abigail", "last_name": "Ali", "age": 20,
        "date_joined": "2015-10-24 11:23:51"}


def test_rows_as_they_are_come_out_clean(server, database):
    for loop in emulated_rows(database, len(FIRST_ROWS)):
        for name, row in loop.items():
            invoke(server, f"demo.{name}", record(row))
    clean(server, 3 * len(FIRST_ROWS))
    for name in TABLES:
        assert indexes(server, name) == set(FIRST_ROWS)
    dirtiest = next(row for row in table_rows(server, "silver.demo_pin") if row["ind"] == 7528)
    assert dirtiest["title"] is None and dirtiest["follower_count"] is None
    joined = next(row for row in table_rows(server, "silver.demo_user") if row["ind"] == 7528)
    assert str(joined["date_joined"]).startswith("2015-10-24 11:23:51")
    assert joined["user_name"] == "Abigail Ali"


def test_a_second_run_sends_the_same_rows_and_changes_nothing(server, database):
    for _ in range(2):
        for loop in emulated_rows(database, 3):
            invoke(server, "demo.pin", record(loop["pin"]))
    clean(server, 6)
    assert sorted(row["ind"] for row in table_rows(server, "silver.demo_pin")) == sorted(
        FIRST_ROWS[:3])


def as_texts(row):
    return {name: str(value) for name, value in row.items()}


def with_index(row):
    return {"index" if name == "ind" else name: value for name, value in row.items()}


@pytest.mark.parametrize("shape", [
    as_texts, lambda row: [row], lambda row: row | {"new_column": "x"}, with_index,
], ids=["all values as texts", "a list of one row", "an unknown column", "index for ind"])
def test_each_variant_of_a_row_comes_out_the_same(server, database, shape):
    for loop in emulated_rows(database, 4):
        for name, row in loop.items():
            invoke(server, f"demo.{name}", record(shape(row)))
    clean(server, 12)
    with database.engine().connect() as connection:
        for name in TABLES:
            assert indexes(server, name) == set(FIRST_ROWS[:4])
        place = table_rows(server, "silver.demo_geo")[0]
        wanted = connection.execute(sqlalchemy.text(
            f"SELECT country, latitude FROM geolocation_data WHERE ind = {place['ind']}")).one()
    assert (place["country"], place["coordinates"][0]) == tuple(wanted)


def test_lists_of_250_rows_come_out_row_by_row(server, database):
    with database.engine().connect() as connection:
        for name, table in TABLES.items():
            for first in (0, 250):
                selected = connection.execute(
                    sqlalchemy.text(f"SELECT * FROM {table} LIMIT {first}, 250"))
                invoke(server, f"demo.{name}",
                       record([dict(row._mapping) for row in selected]))
    clean(server, 6)
    for name in TABLES:
        assert indexes(server, name) == set(range(500))


@pytest.mark.parametrize("file, spelling", [
    ("db_creds.yaml", {}), ("db_creds.yaml", {"case": str.lower}),
    ("db_creds.yaml", {"prefix": "RDS_"}), (".env", {"prefix": "DB_"}),
], ids=["HOST", "host", "RDS_HOST", "DB_HOST in .env"])
def test_pinflow_posts_from_the_database_that_a_credentials_file_names(
        server, database, tmp_path, file, spelling):
    credentials = tmp_path / file
    text = database.credentials(**spelling)
    credentials.write_text(as_environment(text) if file == ".env" else text)
    server.run("post", "--db-creds", credentials, "--order", "original", "--flat-out",
               "--count", "4", "--url", f"{server.url}/test")
    clean(server, 12)
    for name in TABLES:
        assert indexes(server, name) == set(FIRST_ROWS[:4])


def as_environment(yaml):
    """The same keys and values as lines KEY='value'."""
    return "".join("=".join(line.split(": ", 1)) + "\n" for line in yaml.splitlines())


def test_a_password_may_come_from_the_environment(server, database):
    words = ["post", "--db-creds", database.url(), "--count", "1", "--target", "console"]
    assert '"ind":0' in server.run(*words, environment={"PINFLOW_DB_PASSWORD": database.PASSWORD})
    server.run(*words, environment={"PINFLOW_DB_PASSWORD": "wrong"}, expect=5)
    assert "Access denied" in server.errors and "wrong" not in server.errors


def test_rows_of_a_table_that_is_filled_are_not_mixed(program, database, tmp_path):
    credentials = tmp_path / "db_creds.yaml"
    credentials.write_text(database.credentials())
    program.run("source", "load", "mysql", credentials, expect=75)
    assert "has rows" in program.errors


def make_certificate(folder, name):
    """A certificate of its own authority, for localhost."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
         folder / f"{name}.key", "-out", folder / f"{name}.pem"], check=True, capture_output=True)
    return folder / f"{name}.pem", folder / f"{name}.key"


def test_tls_is_used_and_the_server_is_proved(program, tmp_path):
    certificate, key = make_certificate(tmp_path / "keys", "server")
    other, _ = make_certificate(tmp_path / "keys", "other")
    secured = MariaDb(tmp_path / "mariadb", f"--ssl-cert={certificate}", f"--ssl-key={key}",
                      "--require-secure-transport=ON")
    try:
        def load(options, expect):
            program.run("source", "load", "mysql", secured.url(options=options), "--rows", "5",
                        environment={"PINFLOW_DB_PASSWORD": secured.PASSWORD}, expect=expect)
            return program.errors

        for unknown in ("", f"&ssl-ca={other}"):
            assert "certificate" in load(f"?ssl-mode=VERIFY_IDENTITY{unknown}", 5)
        load("?ssl-mode=DISABLED", 5)  # As this server wants it.
        load(f"?ssl-mode=VERIFY_IDENTITY&ssl-ca={certificate}", 0)
        program.run("post", "--db-creds", secured.url(), "--count", "1", "--target", "console",
                    environment={"PINFLOW_DB_PASSWORD": secured.PASSWORD})
    finally:
        secured.stop()
