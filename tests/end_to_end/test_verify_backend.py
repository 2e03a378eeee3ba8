"""`pinflow verify-backend` on the real servers: what they keep, what they do not, and no trace of it."""
import json

import pytest
import requests
from conftest import wait_until
from kafka_server import KafkaServer, is_installed
from mariadb import MariaDb
from posts import ROWS, post
from postgresql import PostgreSql
from s3_server import KEYS, S3Server


def verify(program, *words, environment=None, expect=0):
    said = program.run("verify-backend", *words, "--json", environment=environment, expect=expect)
    found = json.loads(said)
    assert found["complete"] and not found["left_behind"]
    assert len(found["promises"]) == found["passed"] + found["differs"] + found["not_applicable"]
    return found


def test_embedded_parts_keep_every_promise_beside_a_pinflow_that_runs(program, server, tmp_path):
    post(server.url, "demo.pin", ROWS["pin"](0))
    for noun in ("eventlog", "objects", "lake", "source"):
        found = verify(program, noun)
        assert found["differs"] == found["not_applicable"] == 0
    assert requests.get(f"{server.url}/topics", timeout=60).json() == ["demo.pin"]
    assert not list(program.data.rglob("*pinflow-verify*"))
    folder = tmp_path / "not" / "there"
    text = program.run("verify-backend", folder)
    assert text.splitlines()[0] == f"objects at {folder}"
    assert text.splitlines()[-1] == "12 passed, 0 differ, 0 not applicable"
    assert not folder.parent.exists()


def test_a_bucket_is_left_as_it_was(program, tmp_path):
    s3 = S3Server(tmp_path / "s3")
    try:
        s3.client.create_bucket(Bucket="bucket")
        s3.client.put_object(Bucket="bucket", Key="folder/beside", Body=b"x")
        uri = f"s3://bucket/folder?endpoint={s3.url}"
        assert verify(program, uri, environment=KEYS)["differs"] == 0
        assert s3.objects("bucket") == {"folder/beside": b"x"}
        program.run("verify-backend", f"s3://missing?endpoint={s3.url}", environment=KEYS, expect=69)
        assert "NoSuchBucket" in program.errors
        program.run("verify-backend", uri, environment=KEYS | {"AWS_SECRET_ACCESS_KEY": "wrong"},
                    expect=5)
    finally:
        s3.stop()
    assert not program.data.exists()


def test_a_kafka_is_left_as_it_was_and_says_that_it_keeps_no_shards(program, tmp_path):
    if not is_installed():
        pytest.skip("no Kafka: ./dev setup --tests fetches it")
    kafka = KafkaServer(tmp_path / "kafka")
    try:
        properties = tmp_path / "client.properties"
        properties.write_text(f"bootstrap.servers={kafka.address}\n")
        uri = f"kafka://{kafka.address}?linger.ms=1"
        said = []
        wait_until(lambda: said.append(program.run("verify-backend", uri, expect=None)) is None
                   and program.exit_status != 69, "Kafka's start", 120)
        assert program.exit_status == 0, said[-1] + program.errors
        found = verify(program, "kafka:", "--properties", properties)
        assert found["differs"] == 0
        assert all("shards" in one["why"] for one in found["promises"]
                   if one["state"] == "not applicable")
        topics = kafka.tool("org.apache.kafka.tools.TopicCommand", "--bootstrap-server",
                            kafka.address, "--list").split()
        assert set(topics) <= {"__consumer_offsets"}
        groups = kafka.tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                            "--bootstrap-server", kafka.address, "--list").split()
        assert not groups
    finally:
        kafka.kill()
    program.run("verify-backend", uri, expect=69, environment={
        "PINFLOW__EVENTLOG__KAFKA__ANSWER_TIMEOUT_MS": "500"})
    assert "look whether bootstrap.servers" in program.errors


@pytest.mark.parametrize("kind", [MariaDb, PostgreSql])
def test_a_database_is_only_read(program, tmp_path_factory, kind):
    database = kind(tmp_path_factory.mktemp("database") / "server")
    password = {"PINFLOW_DB_PASSWORD": database.PASSWORD}
    try:
        loaded = "mysql" if kind is MariaDb else "postgresql"
        program.run("source", "load", loaded, database.url(), "--rows", "300", environment=password)
        found = verify(program, database.url(), environment=password)
        assert found["noun"] == "source" and found["differs"] == 0
        assert database.PASSWORD not in json.dumps(found)
        program.run("verify-backend", database.url(),
                    environment={"PINFLOW_DB_PASSWORD": "wrong"}, expect=5)
    finally:
        database.stop()


def test_a_wrong_name_is_told_what_is_near(program):
    program.run("verify-backend", "kafak://b:9092", expect=2)
    assert "did you mean 'kafka'?" in program.errors
    program.run("verify-backend", expect=2)
    assert "URI" in program.errors
