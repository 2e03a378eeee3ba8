"""The whole pipeline with its log in Kinesis: another pinflow's door, or a public emulator."""
import collections
import json

import pytest
import requests
from conftest import table_rows, wait_until
from kinesis_server import DoorServer, Kinesalite, client_of, environment
from posts import JSON_V2, ROWS, as_emulator

ROW_COUNT = 20
TOPICS = {f"{beginning}{name}": row for name, row in ROWS.items()
          for beginning in ("demo.", "streaming-demo-")}
SECONDS = 120


@pytest.fixture
def door(tmp_path):
    made = DoorServer(tmp_path / "kinesis")
    yield made
    made.kill()


@pytest.fixture
def emulator():
    made = Kinesalite()
    yield made
    made.kill()


def post_until_acknowledged(url, topic, index):
    """As a client that tries again until it is told an offset, and says that it is the same."""
    def acknowledged():
        answer = requests.post(f"{url}/topics/{topic}", data=as_emulator(TOPICS[topic](index)),
                               headers={"Content-Type": JSON_V2,
                                        "Idempotency-Key": f"{topic}/{index}"}, timeout=60)
        return answer.status_code == 200 and answer.json()["offsets"][0]["error_code"] is None
    wait_until(acknowledged, f"row {index} of {topic}", SECONDS)


def ledger(program, settings):
    return json.loads(program.run("audit", "--json", environment=settings))


def post_rows_and_finish(program, settings, before_row):
    """Posts all rows, waits for sink and streams, stops and cleans."""
    for index in range(ROW_COUNT):
        before_row(index)
        for topic in TOPICS:
            post_until_acknowledged(program.url, topic, index)
    wait_until(lambda: all(len(program.objects(f"demo.{name}")) == ROW_COUNT for name in ROWS),
               "the sink", SECONDS)
    wait_until(lambda: not any(one["waiting"] for one in ledger(program, settings)["ledgers"]
                               if one["table"].startswith("stream.")), "the streams", SECONDS)
    assert program.stop() == 0
    program.run("clean", environment=settings)


def expect_each_row_once(program, settings):
    assert len(json.loads(program.run("query", "--json", environment=settings))) >= 9
    for name in ROWS:
        for table in (f"silver.demo_{name}", f"stream.demo_{name}_table"):
            counts = collections.Counter(row["ind"] for row in table_rows(program, table))
            assert counts == {index: 1 for index in range(ROW_COUNT)}, table
    total = ledger(program, settings)
    assert total["accepted"] == total["tables"] == ROW_COUNT * len(TOPICS)
    assert total["duplicates"] == total["dead_letters"] == total["waiting"] == 0


def test_nothing_is_lost_or_doubled_when_either_is_killed_on_the_way(program, door):
    settings = environment(door.url)
    program.start(environment=settings)

    def before_row(index):
        if index == ROW_COUNT // 3:
            program.kill()
            program.start(environment=settings)
        if index == ROW_COUNT // 2:
            door.kill()
            door.start()
    post_rows_and_finish(program, settings, before_row)
    expect_each_row_once(program, settings)


@pytest.mark.parametrize("hit", [1, 3])
@pytest.mark.parametrize("step", ["before", "after"])
def test_a_copy_killed_beside_an_append_goes_on_without_a_gap(program, emulator, step, hit):
    kinesis = client_of(emulator.url)
    topic = "streaming-demo-user"
    kinesis.create_stream(StreamName=topic, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=topic, WaiterConfig={"Delay": 1})
    settings = environment(emulator.url)
    program.start(environment=settings | {
        "PINFLOW_KILLPOINT": f"eventlog_kinesis_{step}_copy:{hit}"})
    for index in range(ROW_COUNT):
        kinesis.put_record(StreamName=topic, PartitionKey="k",
                           Data=json.dumps(ROWS["user"](index), default=str).encode())
        if index == ROW_COUNT // 2:  # Some of it when it was away, for it is killed by what came.
            program.ends_within(seconds=5)
    if program.is_running:
        program.kill()
    program.start(environment=settings)
    wait_until(lambda: sum(one["accepted"] for one in ledger(program, settings)["ledgers"]
                           ) == ROW_COUNT, "all records in the copy", SECONDS)
    wait_until(lambda: not any(one["waiting"] for one in ledger(program, settings)["ledgers"]),
               "the stream", SECONDS)
    counts = collections.Counter(
        row["ind"] for row in table_rows(program, "stream.demo_user_table"))
    assert counts == {index: 1 for index in range(ROW_COUNT)}


def test_a_public_emulator_carries_the_pipeline(program, emulator):
    settings = environment(emulator.url)
    program.start(environment=settings)
    post_rows_and_finish(program, settings, lambda index: None)
    expect_each_row_once(program, settings)


def read_values(program, topic, count):
    """The values of a topic's first records, as a consumer gets them."""
    kind = {"Content-Type": "application/vnd.kafka.v2+json"}
    group = f"{program.url}/consumers/readers"
    requests.post(group, data=json.dumps({"name": "r", "format": "json",
                                          "auto.offset.reset": "earliest"}), headers=kind, timeout=30)
    consumer = f"{group}/instances/r"
    requests.post(f"{consumer}/subscription", data=json.dumps({"topics": [topic]}), headers=kind,
                  timeout=30)
    values = []

    def are_there():
        got = requests.get(f"{consumer}/records", headers={"Accept": JSON_V2}, timeout=30).json()
        values.extend(one["value"] for one in got)
        return len(values) >= count
    wait_until(are_there, f"{count} records of {topic}", SECONDS)
    requests.delete(consumer, headers=kind, timeout=30)
    return values


def test_others_put_and_read_the_same_streams(program, emulator):
    kinesis = client_of(emulator.url)
    kinesis.create_stream(StreamName="shared", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="shared", WaiterConfig={"Delay": 1})
    for index in range(10):
        kinesis.put_record(StreamName="shared", Data=json.dumps({"n": index}).encode(),
                           PartitionKey=str(index))
    program.start(environment=environment(emulator.url))
    answer = requests.post(f"{program.url}/topics/shared", headers={"Content-Type": JSON_V2},
                           data=json.dumps({"records": [{"key": "k", "value": {"n": 10}}]}),
                           timeout=60)
    assert answer.json()["offsets"][0]["error_code"] is None, answer.text
    assert sorted(one["n"] for one in read_values(program, "shared", 11)) == list(range(11))
    found = []
    for shard in kinesis.list_shards(StreamName="shared")["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName="shared", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        found += kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    mine = [one for one in found if one["PartitionKey"] == '"k"']  # A key of JSON is its text.
    assert [json.loads(one["Data"]) for one in mine] == [{"n": 10}]


def test_a_stream_that_is_resharded_is_read_to_its_end(program, emulator):
    kinesis = client_of(emulator.url)
    settings = environment(emulator.url)
    program.start(environment=settings)
    topic = "streaming-demo-pin"
    for index in range(5):
        post_until_acknowledged(program.url, topic, index)
    kinesis.split_shard(StreamName=topic, ShardToSplit="shardId-000000000000",
                        NewStartingHashKey=str(2 ** 127))
    for index in range(5, ROW_COUNT):
        post_until_acknowledged(program.url, topic, index)
    wait_until(lambda: not any(one["waiting"] for one in ledger(program, settings)["ledgers"]),
               "the streams", SECONDS)
    counts = collections.Counter(
        row["ind"] for row in table_rows(program, "stream.demo_pin_table"))
    assert counts == {index: 1 for index in range(ROW_COUNT)}
    open_shards = [shard for shard in kinesis.list_shards(StreamName=topic)["Shards"]
                   if "EndingSequenceNumber" not in shard["SequenceNumberRange"]]
    assert len(open_shards) == 2


def test_a_service_keeps_what_a_log_needs(program, emulator):
    said = program.run("verify-backend", "--json", f"kinesis://us-east-1?endpoint={emulator.url}",
                       environment=environment(emulator.url))
    found = json.loads(said)
    assert found["differs"] == 0 and not found["left_behind"], found
    assert all("shards" in one["why"] for one in found["promises"]
               if one["state"] == "not applicable")
    assert client_of(emulator.url).list_streams()["StreamNames"] == []


def test_what_kinesis_does_not_let_us_do_is_said(program, door):
    settings = environment(door.url)
    said = program.run("topics", expect=None, environment=settings | {
        "PINFLOW__EVENTLOG__KINESIS__ENDPOINT": "http://127.0.0.1:9"})
    assert program.exit_status == 69, said + program.errors
    said = program.run("doctor", "--json", environment=settings, expect=None)
    found = {one["what"]: one for one in json.loads(said)}
    assert found["kinesis"]["state"] == "ok"
    program.start(environment=settings)
    answer = requests.post(f"{program.url}/test/streams/shards", json={"ShardCount": 2}, timeout=30)
    assert answer.status_code == 400 and "shards are the service's" in answer.text, answer.text
