"""`pinflow post --follow`: rows of real databases are posted as they come and change, whatever is
killed meanwhile. What arrived is compared with what the tables hold."""
import collections
import json
import os
import random
import re
import shlex
import signal
import sqlite3
import subprocess
import threading

import pymysql
import pytest
from conftest import FULL, table_rows, wait_until
from mariadb import MariaDb
from postgresql import PostgreSql
from program import BINARY, ROOT

TABLES = {"pin": "pinterest_data", "geo": "geolocation_data", "user": "user_data"}
KEYS = {"pin": "index", "geo": "ind", "user": "ind"}
ROWS = 50


def settings(interval_ms=20, delay_ms=0, rows_max=7, **tables):
    """As environment. Quick, and without a delay for commits that no test makes late."""
    made = {"PINFLOW__SOURCE__FOLLOW_INTERVAL_MS": str(interval_ms),
            "PINFLOW__SOURCE__FOLLOW_DELAY_MS": str(delay_ms),
            "PINFLOW__SOURCE__FOLLOW_ROWS_MAX": str(rows_max)}
    for name, columns in tables.items():
        for what, column in columns.items():
            made[f"PINFLOW__SOURCE__FOLLOW__{TABLES[name].upper()}__{what.upper()}"] = column
    return made


BY_KEY = {name: {"key": key} for name, key in KEYS.items()}
BY_TIME = BY_KEY | {"user": {"key": "ind", "timestamp": "updated_at"}}


class FollowedMariaDb(MariaDb):
    KIND = "mysql"
    STAMP = ("ALTER TABLE user_data ADD COLUMN updated_at TIMESTAMP(6) NULL"
             " DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)")
    CHANGED = ""  # Beside what an UPDATE sets.

    def session(self):
        """A connection of its own: run(), which gives rows, and commit()."""
        made = pymysql.connect(host="127.0.0.1", port=self.port, user=self.USER,
                               password=self.PASSWORD, database=self.DATABASE)

        def run(statement):
            with made.cursor() as cursor:
                cursor.execute(statement)
                return [list(map(str, row)) for row in cursor.fetchall()]
        made.run = run
        return made

    def write(self, statement):
        session = self.session()
        rows = session.run(statement)
        session.commit()
        session.close()
        return rows

    def mark(self):
        return int(self.write("SHOW GLOBAL STATUS LIKE 'Com_select'")[0][1])

    def was_asked_since(self, mark):
        return self.mark() > mark + 30  # By three that ask in turn.

    def crash(self):
        self.stop()


class PsqlSession:
    """What one psql is told, statement by statement."""

    def __init__(self, command, environment):
        self._process = subprocess.Popen(command, env=environment, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.run("BEGIN")

    def run(self, statement):
        self._process.stdin.write(f"{statement};\n\\echo done\n")
        self._process.stdin.flush()
        while self._process.stdout.readline().strip() != "done":
            pass

    def commit(self):
        self.run("COMMIT")

    def close(self):
        self._process.stdin.close()
        self._process.wait()


class FollowedPostgreSql(PostgreSql):
    KIND = "postgresql"
    STAMP = "ALTER TABLE user_data ADD COLUMN updated_at TIMESTAMPTZ DEFAULT clock_timestamp()"
    CHANGED = ", updated_at = clock_timestamp()"

    def session(self):
        return PsqlSession([self._programs / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U",
                            self.USER, "-d", self.DATABASE, "-AtX"],
                           os.environ | {"PGPASSWORD": self.PASSWORD})

    def write(self, statement):
        return [line.split("|") for line in self.run(statement).splitlines()]

    def mark(self):
        return self.run("SELECT clock_timestamp()")

    def was_asked_since(self, mark):
        return self.run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pinflow'"
                        f" AND query LIKE '%user_data%' AND query_start > '{mark}'") != "0"


class Follower:
    """A `pinflow post --follow` that runs beside the test, and no longer than it."""
    _running = []

    def __init__(self, program, environment, *options):
        self._process = subprocess.Popen(
            [BINARY, "post", "--follow", "--json", "--url", f"{program.url}/test", "--data",
             program.data, *options], env=os.environ | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._running.append(self._process)
        self.said = []
        self._reader = threading.Thread(target=lambda: self.said.extend(self._process.stderr),
                                        daemon=True)
        self._reader.start()

    def stop(self, how=signal.SIGTERM):
        """Its report, where it makes one."""
        self._process.send_signal(how)
        return self.end()

    def end(self):
        output = self._process.stdout.read()
        self.exit_status = self._process.wait(timeout=60)
        self._reader.join()
        return json.loads(output) if output else None


    @classmethod
    def end_all(cls):
        while cls._running:
            cls._running.pop().kill()


@pytest.fixture(autouse=True)
def no_follower_outlives_its_test():
    yield
    Follower.end_all()


@pytest.fixture(params=[FollowedMariaDb, FollowedPostgreSql], ids=["mariadb", "postgresql"])
def database(request, server, tmp_path, tmp_path_factory):
    """A server whose three tables have some rows; user_data notes when a row changed."""
    made = request.param(tmp_path_factory.mktemp(request.param.KIND) / "server")
    made.file = tmp_path / "db_creds.yaml"
    made.file.write_text(made.credentials())
    server.run("source", "load", made.KIND, made.file, "--rows", str(ROWS))
    made.write(made.STAMP)
    yield made
    made.stop()


def insert(run, *keys):
    run("INSERT INTO user_data (ind, first_name, last_name, age, date_joined) VALUES " + ", ".join(
        f"({key}, 'Ada', 'Number {key}', 30, '2020-01-01 00:00:00')" for key in keys))


def arrived(server, name="user"):
    """What the topic holds, as the sink wrote it."""
    return [json.loads(line) for path in server.objects(f"demo.{name}")
            for line in path.read_text().splitlines()]


def keys_of(rows, name="user"):
    return collections.Counter(row[KEYS[name]] for row in rows)


def wait_for(server, condition, what):
    wait_until(lambda: condition(arrived(server)), what, 60)


def test_rows_arrive_once_each_as_they_come_though_the_database_goes_away(server, database):
    environment = settings(**BY_KEY)
    follower = Follower(server, environment, "--db-creds", database.file, "--batch", "5")
    wait_for(server, lambda rows: len(rows) == ROWS, "the rows that are there")
    for burst in range(5):
        insert(database.write, *range(100 + 20 * burst, 120 + 20 * burst))
    wait_for(server, lambda rows: len(rows) == ROWS + 100, "new rows")
    database.crash()
    wait_until(lambda: any("trying again" in line for line in follower.said), "the notice", 60)
    database.start()
    insert(database.write, *range(1000, 1030))
    wait_for(server, lambda rows: len(rows) == ROWS + 130, "rows after the crash")
    for other in ("pin", "geo"):
        wait_until(lambda: len(arrived(server, other)) == ROWS, "the other tables", 60)
    report = follower.stop()
    assert follower.exit_status == 0, follower.said
    assert report["datasets"]["user"]["accepted"] == ROWS + 130
    assert report["datasets"]["user"]["place"] == {"key": "1029"}

    table = {int(key) for (key,) in database.write("SELECT ind FROM user_data")}
    assert keys_of(arrived(server)) == collections.Counter(table)
    assert keys_of(arrived(server, "pin"), "pin") == collections.Counter(range(ROWS))
    again = server.run("post", "--follow", "--once", "--json", "--url", f"{server.url}/test",
                       "--db-creds", database.file, environment=environment)
    assert {name: of["accepted"] for name, of in json.loads(again)["datasets"].items()} == {
        "pin": 0, "geo": 0, "user": 0}


def test_changed_rows_arrive_and_rows_without_a_time_are_counted(server, database):
    database.write("UPDATE user_data SET updated_at = NULL WHERE ind = 3")
    follower = Follower(server, settings(**BY_TIME), "--db-creds", database.file)
    wait_for(server, lambda rows: len(rows) == ROWS - 1, "the rows that are there")
    database.write(f"UPDATE user_data SET age = 77{database.CHANGED} WHERE ind IN (4, 9)")
    insert(database.write, 300)
    wait_for(server, lambda rows: len(rows) == ROWS + 2, "what changed")
    database.write(f"UPDATE user_data SET age = 78{database.CHANGED} WHERE ind = 4")
    wait_for(server, lambda rows: len(rows) == ROWS + 3, "what changed again")
    report = follower.stop()
    assert report["datasets"]["user"]["without_place"] == 1
    assert any("1 rows of user_data are passed over" in line for line in follower.said)
    rows = arrived(server)
    assert sorted(row["age"] for row in rows if row["ind"] == 4)[-2:] == [77, 78]
    counts = keys_of(rows)
    assert (counts[3], counts[4], counts[9], counts[300]) == (0, 3, 2, 1)


@pytest.mark.parametrize("follow", [BY_KEY, BY_TIME], ids=["key", "timestamp"])
def test_a_row_that_is_committed_late_comes_in_its_turn(server, database, follow):
    words = ["--db-creds", database.file]
    once(server, settings(**follow), *words)
    follower = Follower(server, settings(delay_ms=3_600_000, **follow), *words)
    late = database.session()
    insert(late.run, 200)  # With its key and its time, before the next one.
    insert(database.write, 201)
    mark = database.mark()
    wait_until(lambda: database.was_asked_since(mark), "a look at the later row", 60)
    late.commit()
    late.close()
    assert follower.stop()["datasets"]["user"]["accepted"] == 0
    once(server, settings(delay_ms=100, **follow), *words)
    wait_for(server, lambda rows: len(rows) == ROWS + 2, "both rows")
    assert keys_of(arrived(server)) == collections.Counter([*range(ROWS), 200, 201])


def test_killed_at_random_no_row_is_lost(server, database, seed):
    chance = random.Random(seed)
    environment = settings(**BY_TIME)
    words = ["--db-creds", database.file, "--batch", "3"]
    for cycle in range(40 if FULL else 8):
        follower = Follower(server, environment, *words)
        insert(database.write, *range(1000 + 20 * cycle, 1020 + 20 * cycle))
        threading.Event().wait(chance.uniform(0, 0.5))  # How long it lives is the test's input.
        follower.stop(signal.SIGKILL)
    server.run("post", "--follow", "--once", *words, "--url", f"{server.url}/test",
               environment=environment)
    table = {int(key) for (key,) in database.write("SELECT ind FROM user_data")}
    wait_for(server, lambda rows: keys_of(rows).keys() == table, "every row")


@pytest.fixture
def sqlite(server, tmp_path):
    """The three tables in SQLite, as settings that follow them."""
    file = tmp_path / "rows.sqlite"
    server.run("source", "load", "sqlite", file, "--rows", str(ROWS))
    return {"PINFLOW__SOURCE__TYPE": "sqlite", "PINFLOW__SOURCE__FILE": str(file)}


def once(server, environment, *options, expect=0):
    return server.run("post", "--follow", "--once", "--url", f"{server.url}/test", *options,
                      environment=environment, expect=expect)


@pytest.mark.parametrize("hit", [1, 4])
@pytest.mark.parametrize("name, doubled_max", [("post_after_accepted", 7),
                                               ("post_after_position", 0)])
def test_killed_at_a_durable_step_rows_are_in_clean_tables_once(
        server, sqlite, name, doubled_max, hit):
    environment = sqlite | settings()
    once(server, environment | {"PINFLOW_KILLPOINT": f"{name}:{hit}"}, expect=-signal.SIGKILL)
    once(server, environment)
    doubled = 0
    for dataset, table in TABLES.items():
        wait_until(lambda: len(keys_of(arrived(server, dataset), dataset)) == ROWS, table)
        doubled += len(arrived(server, dataset)) - ROWS
    # The other two tables may be killed with seven rows acknowledged and not noted, each.
    assert doubled <= doubled_max + 2 * 7
    assert server.stop() == 0
    server.run("clean")
    for dataset in TABLES:
        rows = table_rows(server, f"silver.demo_{dataset}")
        assert collections.Counter(row["ind"] for row in rows) == collections.Counter(range(ROWS))


def test_positions_are_shown_and_reset(server, sqlite):
    assert "no table was followed yet" in server.run("source", "positions")
    environment = sqlite | settings()
    assert f"posted {3 * ROWS} new or changed rows" in once(server, environment)
    shown = server.run("source", "positions")
    assert re.search(rf"demo.user.kafka: user_data of sqlite:.*: behind key {ROWS}, {ROWS} rows posted",
                     shown)
    assert [position["rows"] for position in server.run_json("source", "positions")] == [ROWS] * 3
    server.run("source", "reset", "demo.usr.kafka", expect=4)
    assert "did you mean 'demo.user.kafka'?" in server.errors
    assert "begins anew" in server.run("source", "reset", "demo.user.kafka")
    assert f"posted {ROWS} new or changed rows" in once(server, environment)
    assert "posted 0 new" in once(server, environment)

    follower = Follower(server, environment)
    with sqlite3.connect(environment["PINFLOW__SOURCE__FILE"]) as connection:
        insert(connection.execute, 700)
    connection.close()
    wait_until(lambda: 700 in keys_of(arrived(server)), "the follower's first row", 60)
    server.run("source", "reset", "demo.user.kafka", expect=75)
    assert "followed by another process" in server.errors
    once(server, environment, expect=75)
    follower.stop()


@pytest.mark.parametrize("tables, hint", [
    ({"user": {"key": "indx"}}, "no column 'indx'; did you mean 'ind'?"),
    ({"user": {"key": "first_name"}}, "'first_name' holds no whole numbers; of whole numbers: 'ind'"),
    ({"user": {"key": "age"}}, "stands in several rows"),
    ({"user": {"timestamp": "age"}}, "'age' holds no timestamps; of timestamps: 'date_joined'"),
])
def test_a_table_that_cannot_be_followed_says_why(server, sqlite, tables, hint):
    once(server, sqlite | settings(**tables), expect=1)
    assert hint in server.errors, server.errors


def test_a_table_that_no_dataset_has_is_named(server, sqlite):
    once(server, sqlite | {"PINFLOW__SOURCE__FOLLOW__USER_DTA__KEY": "ind"}, expect=1)
    assert "did you mean 'user_data'?" in server.errors


def test_a_file_that_went_away_is_named(server, sqlite, tmp_path):
    environment = sqlite | settings()
    once(server, environment)
    (tmp_path / "rows.sqlite").unlink()
    once(server, environment, expect=4)


def test_rows_of_sqlite_are_followed_while_others_write(server, sqlite):
    follower = Follower(server, sqlite | settings())
    with sqlite3.connect(sqlite["PINFLOW__SOURCE__FILE"]) as connection:
        insert(connection.execute, 700, 701)
    connection.close()
    wait_for(server, lambda rows: len(rows) == ROWS + 2, "new rows")
    follower.stop()
    assert keys_of(arrived(server)) == collections.Counter([*range(ROWS), 700, 701])


def test_the_commands_of_the_documentation_do_what_it_says(
        server, tmp_path, tmp_path_factory, monkeypatch):
    """docs/follow.md, on a MariaDB: each command is followed by what it prints."""
    database = FollowedMariaDb(tmp_path_factory.mktemp("documented") / "server")
    try:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "db_creds.yaml").write_text(database.credentials())
        server.run("source", "load", "mysql", "db_creds.yaml", "--rows", str(ROWS))
        page = (ROOT / "docs/follow.md").read_text()
        block = re.search(r"```\n(\$ .*?)```", page, re.S)[1]
        toml = re.search(r"```toml\n(.*?)```", page, re.S)[1]
        (tmp_path / "pinflow.toml").write_text(toml.split("[source.follow.user_data]")[0])
        ran = 0
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *expected = part.strip().splitlines()
            if command == "pinflow post --follow --db-creds db_creds.yaml":
                continue  # Ends by Ctrl-C only: the tests above.
            said = server.run(*shlex.split(command)[1:]).splitlines()
            assert [without_figures(line) for line in said] == [
                without_figures(line) for line in expected]
            ran += 1
        assert ran == 3
    finally:
        database.stop()


def without_figures(line):
    return re.sub(r"localhost:\d+|in [\d.]+ s$", "", line)
