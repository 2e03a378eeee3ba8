"""The whole way on parts that are all embedded and on real ones: source, log, objects and tables."""
import json

import pytest
from conftest import wait_until
from kafka_server import KafkaServer, is_installed
from kinesis_server import Kinesalite
from kinesis_server import environment as kinesis_environment
from mariadb import MariaDb
from postgresql import PostgreSql
from s3_server import S3Server
from s3_server import environment as s3_environment

ROW_COUNT = 60
SECONDS = 240


@pytest.fixture
def started():
    """Servers of the test, each ended behind it."""
    ends = []
    yield ends
    for end in reversed(ends):
        end()


def embedded(tmp_path, started):
    return {}, {}


def on_a_bucket(tmp_path, started):
    s3 = S3Server(tmp_path / "s3")
    started.append(s3.stop)
    return s3_environment(s3.url) | {"PINFLOW__LAKE__URL": "s3://lake/tables"}


def from_database(database, kind, credentials):
    return {"PINFLOW__SOURCE__TYPE": kind, "PINFLOW__SOURCE__ADDRESS": str(credentials)}


def kafka_s3_mariadb(tmp_path, started):
    if not is_installed():
        pytest.skip("no Kafka: ./dev setup --tests fetches it")
    kafka = KafkaServer(tmp_path / "kafka")
    started.append(kafka.kill)
    database = MariaDb(tmp_path / "mariadb")
    started.append(database.stop)
    credentials = tmp_path / "db_creds.yaml"
    credentials.write_text(database.credentials())

    def in_the_middle():
        kafka.kill()
        kafka.start()
    return (kafka.environment() | on_a_bucket(tmp_path, started)
            | from_database(database, "mysql", credentials),
            {"kind": "mysql", "credentials": credentials, "in_the_middle": in_the_middle})


def kinesis_s3_postgresql(tmp_path, started):
    kinesis = Kinesalite()
    started.append(kinesis.kill)
    database = PostgreSql(tmp_path / "postgresql")
    started.append(database.stop)
    credentials = tmp_path / "db_creds.yaml"
    credentials.write_text(database.credentials())
    # Keys of the S3 server; the emulator of Kinesis takes any.
    return (kinesis_environment(kinesis.url) | on_a_bucket(tmp_path, started)
            | from_database(database, "postgresql", credentials),
            {"kind": "postgresql", "credentials": credentials})


@pytest.mark.parametrize("parts", [embedded, kafka_s3_mariadb, kinesis_s3_postgresql],
                         ids=lambda parts: parts.__name__)
def test_posts_become_nine_answers_and_the_ledger_balances(program, tmp_path, started, parts):
    settings, given = parts(tmp_path, started)
    if given:
        program.run("source", "load", given["kind"], given["credentials"], "--rows", str(ROW_COUNT))
    settings["PINFLOW__SOURCE__ROWS"] = str(ROW_COUNT)
    program.start(environment=settings)

    def post(count, *words):
        said = program.run("post", "--count", str(count), "--batch", "5", *words, "--json",
                           "--url", f"{program.url}/test", environment=settings)
        assert sum(one["failed"] for one in json.loads(said)["datasets"].values()) == 0, said

    def ledger():
        return json.loads(program.run("audit", "--json", environment=settings))
    post(ROW_COUNT // 2)
    if "in_the_middle" in given:
        given["in_the_middle"]()
    post(ROW_COUNT)
    posted = 3 * (ROW_COUNT // 2 + ROW_COUNT)
    wait_until(lambda: ledger()["accepted"] == posted, "all posts in the log", SECONDS)

    def is_balanced():
        program.run("clean", environment=settings)
        return ledger()["waiting"] == 0
    wait_until(is_balanced, "the ledger's balance", SECONDS)
    total = ledger()
    assert total["tables"] == 3 * ROW_COUNT and total["dead_letters"] == 0, total
    assert total["duplicates"] == posted - 3 * ROW_COUNT, total  # The half that was posted twice.
    answers = json.loads(program.run("query", "--json", environment=settings))
    assert len(answers) >= 9 and all(answers.values()), answers
    assert program.stop() == 0
    if "PINFLOW__LAKE__URL" in settings:
        assert not (program.data / "lake").exists() and not (program.data / "objects").exists()
