"""Real Kafka clients on the embedded log: each produces and consumes across the doors."""
import collections
import hashlib
import json
import random
import shutil
import socket
import subprocess
import sys
import threading
import time

import pytest
import requests
from conftest import FULL, wait_until
from kafka_server import is_installed, run_tool
from posts import JSON_V2
from program import KAFKA_LISTEN, ROOT

confluent_kafka = pytest.importorskip("confluent_kafka")
kafka = pytest.importorskip("kafka")
from confluent_kafka.admin import AdminClient  # noqa: E402
from kafka_clients import (CLIENT_SECONDS_MAX, consume, make_topic, produce,  # noqa: E402
                           rest_post, rest_read)

pytestmark = pytest.mark.usefixtures("kafka_door")

IN_FLIGHT_MAX = 500  # Records that a producer has sent and that are not acknowledged.
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]


def kcat(address, *words, text=None):
    if not shutil.which("kcat"):
        pytest.skip("no kcat: ./dev setup --tests installs it")
    done = subprocess.run(["kcat", "-b", address, *words], input=text, capture_output=True,
                          text=True, timeout=CLIENT_SECONDS_MAX)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_address_is_said(server):
    wait_until(lambda: f"bootstrap server is {server.kafka}" in server.log(), "the greeting")


def test_kcat_lists_produces_and_consumes(server):
    rest_post(server.url, "demo.pin", {"a": 1})
    assert 'topic "demo.pin" with 1 partitions' in kcat(server.kafka, "-L")
    kcat(server.kafka, "-P", "-t", "demo.pin", "-K", ":", text="key:value\n")
    said = kcat(server.kafka, "-C", "-t", "demo.pin", "-o", "beginning", "-e", "-q",
                "-f", "%o %k %s\\n")
    assert said.splitlines() == ['0  {"a":1}', "1 key value"]
    kcat(server.kafka, "-P", "-t", "demo.pin", "-X", "enable.idempotence=true", text="once\n")
    assert kcat(server.kafka, "-Q", "-t", "demo.pin:0:-1").split()[-1] == "3"
    grouped = kcat(server.kafka, "-G", "students", "-c", "3", "-q", "-X",
                   "auto.offset.reset=earliest", "demo.pin")
    assert grouped.splitlines() == ['{"a":1}', "value", "once"]


@pytest.mark.parametrize("codec", CODECS)
def test_librdkafka_with_each_compression_is_read_by_every_door(server, codec):
    values = [f"{codec} {number} {'x' * 100}" for number in range(200)]
    produce(server.kafka, "packed", values, **{"compression.type": codec, "linger.ms": 50})
    assert consume(server.kafka, "packed", len(values)) == values
    assert rest_read(server.url, "packed", len(values)) == values


def test_kafka_python_across_the_doors(server):
    producer = kafka.KafkaProducer(bootstrap_servers=server.kafka)
    assert [producer.send("mixed", f"k{number}".encode()).get(30).offset
            for number in range(3)] == [0, 1, 2]
    producer.close()
    assert rest_post(server.url, "mixed", 3)[0]["offset"] == 3
    consumer = kafka.KafkaConsumer("mixed", bootstrap_servers=server.kafka, group_id="students",
                                   auto_offset_reset="earliest", consumer_timeout_ms=10_000)
    assert [next(consumer).value for _ in range(4)] == [b"k0", b"k1", b"k2", b"3"]
    consumer.commit()
    consumer.close()
    rest_post(server.url, "mixed", 4)
    again = kafka.KafkaConsumer("mixed", bootstrap_servers=server.kafka, group_id="students",
                                auto_offset_reset="earliest", consumer_timeout_ms=10_000)
    assert next(again).value == b"4"
    again.close()


def test_a_kinesis_stream_is_a_topic(program):
    import boto3
    from botocore.config import Config
    program.start(environment={"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"})
    kinesis = boto3.client("kinesis", endpoint_url=program.url, region_name="us-east-1",
                           aws_access_key_id="any", aws_secret_access_key="any",
                           config=Config(retries={"max_attempts": 0}))
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    kinesis.put_record(StreamName="clicks", Data=b"from kinesis", PartitionKey="k")
    produce(program.kafka, "clicks", ["from kafka"])
    assert consume(program.kafka, "clicks", 2) == ["from kinesis", "from kafka"]
    iterator = kinesis.get_shard_iterator(
        StreamName="clicks", ShardId="shardId-000000000000",
        ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    assert [record["Data"] for record in records] == [b"from kinesis", b"from kafka"]


def test_what_comes_in_becomes_rows(server):
    """A producer of Kafka's is a source of the pipeline as any other."""
    from posts import pin_row
    produce(server.kafka, "demo.pin", [json.dumps(pin_row(number)) for number in range(3)])
    wait_until(lambda: len(server.objects("demo.pin")) == 3, "the objects")


def test_positions_are_one_with_those_of_rest_consumers(server):
    rest_post(server.url, "shared", 0, 1, 2)
    assert consume(server.kafka, "shared", 2, group="students") == ["0", "1"]
    kind = {"Content-Type": "application/vnd.kafka.v2+json"}
    group = f"{server.url}/consumers/students"
    requests.post(group, headers=kind, timeout=30, data=json.dumps(
        {"name": "one", "format": "json", "auto.offset.reset": "earliest"}))
    requests.post(f"{group}/instances/one/subscription", headers=kind, timeout=30,
                  data=json.dumps({"topics": ["shared"]}))
    got = requests.get(f"{group}/instances/one/records", headers={"Accept": JSON_V2}, timeout=30)
    assert [record["value"] for record in got.json()] == [2]
    requests.post(f"{group}/instances/one/offsets", headers=kind, timeout=30)
    requests.delete(f"{group}/instances/one", headers=kind, timeout=30)
    rest_post(server.url, "shared", 3)
    assert consume(server.kafka, "shared", 1, group="students") == ["3"]


def test_topics_are_made_as_the_client_says(server):
    make_topic(server.kafka, "made", 3, **{"retention.ms": "3600000"})
    settings = requests.get(f"{server.url}/topics/made", timeout=30).json()
    assert len(settings["partitions"]) == 3
    assert settings["configs"]["retention.ms"] == "3600000"
    with pytest.raises(confluent_kafka.KafkaException, match="compacted"):
        make_topic(server.kafka, "compacted", 1, **{"cleanup.policy": "compact"})
    with pytest.raises(confluent_kafka.KafkaException, match="exists"):
        make_topic(server.kafka, "made")


def members_of(address, group, topic, count):
    """So many processes that read, and what each has said so far."""
    members = []
    for _ in range(count):
        process = subprocess.Popen(
            [sys.executable, ROOT / "tests/end_to_end/kafka_member.py", address, group, topic],
            stdout=subprocess.PIPE, text=True)
        seen = []
        threading.Thread(target=lambda source, into: into.extend(line.strip() for line in source),
                         args=(process.stdout, seen), daemon=True).start()
        members.append((process, seen))
    return members


def test_a_group_reads_all_while_members_are_killed_and_added(server):
    make_topic(server.kafka, "spread", 8)
    members = members_of(server.kafka, "readers", "spread", 4)
    sent = []

    def send(count):
        values = [str(len(sent) + number) for number in range(count)]
        sent.extend(values)
        produce(server.kafka, "spread", values)

    def read():
        return collections.Counter(value for _, seen in members for value in seen)

    try:
        send(400)
        wait_until(lambda: len(read()) == len(sent), "the first records", 60)
        for process, _ in members[:2]:
            process.kill()
            process.wait()
        send(400)
        members += members_of(server.kafka, "readers", "spread", 2)
        send(400)
        wait_until(lambda: len(read()) == len(sent), "all records", 60)
    finally:
        for process, _ in members:
            process.kill()
            process.wait()
    consumer = confluent_kafka.Consumer({"bootstrap.servers": server.kafka, "group.id": "readers"})
    places = [confluent_kafka.TopicPartition("spread", number) for number in range(8)]

    def is_committed():
        return sum(max(place.offset, 0) for place in consumer.committed(places)) == len(sent)
    wait_until(is_committed, "the last commit")
    consumer.close()


def quiet_port():
    """One that nothing is given by chance while the program is down."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def test_idempotent_producers_lose_and_double_nothing_over_kill_9(program, seed):
    chance = random.Random(seed)
    settings = {KAFKA_LISTEN: f"127.0.0.1:{quiet_port()}"}
    program.start(environment=settings)
    make_topic(program.kafka, "once", 2)
    failures = []
    sent = 0
    has_ended = threading.Event()

    def send():
        nonlocal sent
        producer = confluent_kafka.Producer({
            "bootstrap.servers": program.kafka, "enable.idempotence": True, "linger.ms": 1,
            "reconnect.backoff.max.ms": 100, "retry.backoff.ms": 20,
            "message.timeout.ms": 300_000})
        while not has_ended.is_set():
            if len(producer) < IN_FLIGHT_MAX:
                producer.produce("once", str(sent), partition=sent % 2,
                                 on_delivery=lambda error, _: error and failures.append(error))
                sent += 1
            producer.poll(0.001)
        assert producer.flush(CLIENT_SECONDS_MAX) == 0
    sending = threading.Thread(target=send)
    sending.start()
    try:
        for _ in range(100 if FULL else 10):
            time.sleep(chance.uniform(0.05, 0.5))
            program.kill()
            program.start(environment=settings)
    finally:
        has_ended.set()
        sending.join()
    assert not failures, failures[0]
    values = consume(program.kafka, "once", sent)
    assert len(values) == sent
    counts = collections.Counter(map(int, values))
    assert counts == {number: 1 for number in range(sent)}
    for half in range(2):
        own = [int(value) for value in values if int(value) % 2 == half]
        assert own == sorted(own)


def with_key(**more):
    hashed = hashlib.sha256(b"s3cret").hexdigest()
    return {"PINFLOW__GATEWAY__KEY__ALICE__SHA256": hashed,
            "PINFLOW__GATEWAY__KEY__ALICE__TOPICS": "alice.*", **more}


SASL = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN",
        "sasl.username": "alice", "sasl.password": "s3cret"}


def test_a_key_opens_its_topics_only(program):
    program.start(environment=with_key())
    produce(program.kafka, "alice.pin", ["mine"], **SASL)
    assert consume(program.kafka, "alice.pin", 1, **SASL) == ["mine"]
    with pytest.raises(AssertionError, match="TOPIC_AUTHORIZATION_FAILED"):
        produce(program.kafka, "bob.pin", ["not mine"], **SASL)
    producer = kafka.KafkaProducer(
        bootstrap_servers=program.kafka, security_protocol="SASL_PLAINTEXT", sasl_mechanism="PLAIN",
        sasl_plain_username="alice", sasl_plain_password="s3cret")
    assert producer.send("alice.pin", b"too").get(30).offset == 1
    producer.close()


def test_without_the_right_key_nobody_gets_in(program):
    program.start(environment=with_key())
    for settings in ({}, SASL | {"sasl.password": "wrong"}):
        admin = AdminClient({"bootstrap.servers": program.kafka, "log_level": 0, **settings})
        with pytest.raises(confluent_kafka.KafkaException):
            admin.list_topics(timeout=3)


def test_tls_with_a_certificate_of_our_own(program):
    program.start(environment={"PINFLOW__GATEWAY__KAFKA__TLS": "true"})
    certificate = program.data / "tls/self-signed.crt"
    tls = {"security.protocol": "SSL", "ssl.ca.location": str(certificate)}
    produce(program.kafka, "secret", ["quietly"], **tls)
    assert consume(program.kafka, "secret", 1, **tls) == ["quietly"]


def test_an_address_that_others_can_reach_needs_keys(program):
    with pytest.raises(AssertionError, match="gateway.kafka.listen"):
        program.start(environment={KAFKA_LISTEN: "0.0.0.0:0"})


def test_a_port_that_is_taken_ends_it_only_where_somebody_chose_it(program):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = f"127.0.0.1:{holder.getsockname()[1]}"
        with pytest.raises(AssertionError, match="gateway.kafka.listen"):
            program.start(environment={KAFKA_LISTEN: taken})
    program.start(environment={KAFKA_LISTEN: ""})
    assert program.kafka is None


def test_garbage_ends_a_connection_and_nothing_else(server):
    host, port = server.kafka.split(":")
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\x7f\xff\xff\xff", b"\0\0\0\x04abcd",
                    b"\0\0\0\x0a\0\x03\0\x08\0\0\0\1\xff\xff"):
        with socket.create_connection((host, int(port)), timeout=30) as client:
            client.sendall(garbage)
            assert client.recv(1) == b""
    produce(server.kafka, "after", ["fine"])


KAFKA_TOOLS = "org.apache.kafka.tools."


@pytest.mark.slow
@pytest.mark.skipif(not is_installed(), reason="no Kafka: ./dev setup --tests fetches it")
def test_kafkas_own_tools(server):
    at = ("--bootstrap-server", server.kafka)

    def topics(*words):
        return run_tool(KAFKA_TOOLS + "TopicCommand", *at, *words)

    def groups(*words):
        return run_tool(KAFKA_TOOLS + "consumer.group.ConsumerGroupCommand", *at, *words)
    topics("--create", "--topic", "demo.pin", "--partitions", "2", "--config",
           "retention.ms=7200000")
    topics("--alter", "--topic", "demo.pin", "--partitions", "3")
    described = topics("--describe", "--topic", "demo.pin")
    assert "PartitionCount: 3" in described and "retention.ms=7200000" in described
    run_tool(KAFKA_TOOLS + "ConsoleProducer", *at, "--topic", "demo.pin",
             text="".join(f"line {number}\n" for number in range(5)))
    said = run_tool(KAFKA_TOOLS + "consumer.ConsoleConsumer", *at, "--topic", "demo.pin", "--group",
                    "students", "--from-beginning", "--max-messages", "5", "--timeout-ms", "60000")
    assert sorted(said.splitlines()) == [f"line {number}" for number in range(5)]
    assert sorted(rest_read(server.url, "demo.pin", 5)) == sorted(said.splitlines())
    assert "students" in groups("--list").split()
    lags = groups("--describe", "--group", "students")
    assert "demo.pin" in lags
    groups("--reset-offsets", "--group", "students", "--topic", "demo.pin", "--to-earliest",
           "--execute")
    again = run_tool(KAFKA_TOOLS + "consumer.ConsoleConsumer", *at, "--topic", "demo.pin",
                     "--group", "students", "--max-messages", "5", "--timeout-ms", "60000")
    assert sorted(again.splitlines()) == sorted(said.splitlines())
    offsets = run_tool(KAFKA_TOOLS + "GetOffsetShell", *at, "--topic", "demo.pin")
    assert sum(int(line.split(":")[2]) for line in offsets.splitlines()) == 5
    groups("--delete", "--group", "students")
    assert "students" not in groups("--list").split()
    topics("--delete", "--topic", "demo.pin")
    assert "demo.pin" not in topics("--list").split()
