"""`pinflow copy`: from embedded parts to real ones and back, killed in the middle."""
import json
import signal

import deltalake
import pytest
import requests
from conftest import table_rows, wait_until
from kafka_server import KafkaServer, is_installed
from kinesis_server import DoorServer
from posts import JSON_V2, ROWS, post
from program import Program
from s3_server import KEYS, S3Server

SECONDS = 120
RECORD_COUNT = 3000
BATCH = 500


def fill(program, topic="numbers"):
    """Records in two batches' worth and more, with keys and one with headers."""
    program.start()
    for first in range(0, RECORD_COUNT, BATCH):
        answer = requests.post(
            f"{program.url}/topics/{topic}", headers={"Content-Type": JSON_V2}, timeout=60,
            data=json.dumps({"records": [{"key": str(n), "value": {"n": n, "text": "x" * 3000}}
                                         for n in range(first, first + BATCH)]}))
        assert answer.status_code == 200, answer.text
    assert program.stop() == 0


def copy(program, *words, expect=0, killpoint=None):
    settings = {"PINFLOW_KILLPOINT": killpoint} if killpoint else {}
    said = program.run("copy", *words, "--json", environment=KEYS | settings,
                       expect=-signal.SIGKILL if killpoint else expect)
    return json.loads(said) if said else None


def copy_killed_at_each_step(program, source, destination):
    """Killed before, between and behind appends and their notes; then to its end."""
    for killpoint in ("copy_after_append:1", "copy_after_note:1", "copy_after_append:2"):
        copy(program, "--from", source, "--to", destination, killpoint=killpoint)
    done = copy(program, "--from", source, "--to", destination)
    assert done["complete"] and done["topics"][0]["already_there"] > 0, done
    assert done["topics"][0]["records"] == done["topics"][0]["at_destination"] == RECORD_COUNT
    again = copy(program, "--from", source, "--to", destination)
    assert again["complete"] and again["topics"][0]["copied"] == 0


def records_of(folder):
    """All records of a data folder's log, as a consumer gets them."""
    reader = Program(folder).start()
    try:
        found = []
        kind = {"Content-Type": "application/vnd.kafka.v2+json"}
        consumers = f"{reader.url}/consumers/compare"
        requests.post(consumers, headers=kind, timeout=30, data=json.dumps(
            {"name": "c", "format": "json", "auto.offset.reset": "earliest"}))
        requests.post(f"{consumers}/instances/c/subscription", headers=kind, timeout=30,
                      data=json.dumps({"topics": ["numbers"]}))

        def is_all_read():
            got = requests.get(f"{consumers}/instances/c/records", headers={"Accept": JSON_V2},
                               timeout=30).json()
            found.extend((one["partition"], one["offset"], one["key"], one["value"]["n"])
                         for one in got)
            return len(found) >= RECORD_COUNT
        wait_until(is_all_read, "all records", SECONDS)
        return sorted(found)
    finally:
        reader.stop()


def test_topics_come_through_kafka_and_back(program, tmp_path):
    if not is_installed():
        pytest.skip("no Kafka: ./dev setup --tests fetches it")
    fill(program)
    kafka = KafkaServer(tmp_path / "kafka")
    try:
        there = f"kafka://{kafka.address}"
        copy_killed_at_each_step(program, "eventlog", there)
        back = tmp_path / "back"
        copy_killed_at_each_step(program, there, f"eventlog:{back}")
    finally:
        kafka.kill()
    assert records_of(program.data) == records_of(back)


def test_topics_come_through_kinesis_and_back(program, tmp_path):
    fill(program)
    door = DoorServer(tmp_path / "kinesis")
    try:
        there = f"kinesis://us-east-1?endpoint={door.url}&read_ms=5&idle_ms=20"
        copy_killed_at_each_step(program, "eventlog", there)
        back = tmp_path / "back"
        copy_killed_at_each_step(program, there, f"eventlog:{back}")
    finally:
        door.kill()
    assert records_of(program.data) == records_of(back)


def test_objects_and_tables_come_to_a_bucket(program, tmp_path):
    program.start()
    for name, row in ROWS.items():
        for index in range(30):
            post(program.url, f"demo.{name}", row(index))
    wait_until(lambda: all(len(program.objects(f"demo.{name}")) == 30 for name in ROWS),
               "the sink", SECONDS)
    assert program.stop() == 0
    program.run("clean")
    s3 = S3Server(tmp_path / "s3")
    try:
        s3.client.create_bucket(Bucket="copy")
        query = f"?endpoint={s3.url}"
        bucket = f"s3://copy/objects{query}"
        for hit in (1, 20, 20):
            copy(program, "--from", program.bucket(), "--to", bucket,
                 killpoint=f"copy_after_object:{hit}")
        done = copy(program, "--from", program.bucket(), "--to", bucket)
        assert done["complete"] and done["already_there"] >= 41, done
        ours = {str(path.relative_to(program.bucket())): path.read_bytes()
                for path in program.bucket().rglob("*.json") if ".pinflow" not in str(path)}
        theirs = {key.removeprefix("objects/"): data
                  for key, data in s3.objects("copy", "objects/").items()}
        assert {key: theirs.get(key) for key in ours} == ours

        tables = f"s3://copy/lake{query}"
        copy(program, "--from", "lake", "--to", tables, killpoint="copy_before_object:10")
        done = copy(program, "--from", "lake", "--to", tables, "--compare")
        assert done["complete"] and not done["differ"], done
        options = {"AWS_ENDPOINT_URL": s3.url, "AWS_ALLOW_HTTP": "true",
                   "AWS_REGION": "us-east-1"} | KEYS
        copied = deltalake.DeltaTable("s3://copy/lake/silver/demo_pin", storage_options=options)
        original = table_rows(program, "silver.demo_pin")
        assert sorted(copied.to_pyarrow_table().to_pylist(), key=str) == sorted(original, key=str)
        back = tmp_path / "back"
        assert copy(program, "--from", tables, "--to", back)["complete"]
        assert deltalake.DeltaTable(back / "silver/demo_pin").version() == copied.version()
    finally:
        s3.stop()


def test_what_cannot_be_copied_is_said(program, tmp_path):
    fill(program)
    program.run("copy", "--from", "eventlog", "--to", tmp_path / "folder" / "x", expect=2)
    assert "topics" in program.errors and "objects" in program.errors
    program.run("copy", "--from", "eventlog", expect=2)
    other = Program(tmp_path / "other")
    fill(other)
    program.run("copy", "--from", "eventlog", "--to", f"eventlog:{other.data}", expect=75)
    assert "none of this copy" in program.errors
