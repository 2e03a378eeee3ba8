"""Kafka Connect and Spark on the embedded log, each across the doors."""
import contextlib
import json
import subprocess

import pytest
import requests
from conftest import wait_until
from kafka_server import FOR_TESTS, free_port, is_installed
from posts import kinesis_request
from program import ROOT

confluent_kafka = pytest.importorskip("confluent_kafka")
from kafka_clients import consume, produce, rest_post, rest_read  # noqa: E402

pytestmark = [pytest.mark.usefixtures("kafka_door"), pytest.mark.slow]

STREAM_SECONDS_MAX = 120
WORKER = """bootstrap.servers={address}
key.converter=org.apache.kafka.connect.storage.StringConverter
value.converter=org.apache.kafka.connect.storage.StringConverter
offset.storage.file.filename={folder}/offsets
offset.flush.interval.ms=200
listeners=http://127.0.0.1:{port}
plugin.discovery=service_load
"""
CONNECTOR = """name={name}
connector.class=org.apache.kafka.connect.file.FileStream{kind}Connector
tasks.max=1
{topic}
file={file}
"""


@contextlib.contextmanager
def connect_standalone(address, folder, **connectors):
    """Kafka Connect with these connectors, each the text of its file; killed at the end."""
    folder.mkdir(exist_ok=True)
    texts = {"worker": WORKER.format(address=address, folder=folder, port=free_port()),
             **connectors}
    for name, text in texts.items():
        (folder / name).write_text(text)
    with open(folder / "said", "w") as said:
        worker = subprocess.Popen(
            [*FOR_TESTS, "org.apache.kafka.connect.cli.ConnectStandalone",
             *(folder / name for name in texts)], stdout=said, stderr=said)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def put_record(url, stream, data):
    answer = requests.post(url, timeout=30, **kinesis_request("PutRecord", {
        "StreamName": stream, "PartitionKey": "k", "Data": data}))
    assert answer.status_code == 200, answer.text


def make_stream(program, name):
    answer = requests.post(program.url, timeout=30, **kinesis_request(
        "CreateStream", {"StreamName": name, "ShardCount": 1}))
    assert answer.status_code == 200, answer.text


@pytest.fixture
def streams(program):
    """`pinflow up` whose Kinesis streams are there at once."""
    return program.start(environment={"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"})


@pytest.mark.skipif(not is_installed(), reason="no Kafka: ./dev setup --tests fetches it")
def test_kafka_connect_takes_files_in_and_out(streams, tmp_path):
    source, sunk = tmp_path / "source.txt", tmp_path / "sunk.txt"
    sink = CONNECTOR.format(name="sink", kind="Sink", topic="topics=clicks", file=sunk)
    make_stream(streams, "clicks")
    put_record(streams.url, "clicks", "ZnJvbSBraW5lc2lz")
    rest_post(streams.url, "clicks", {"from": "REST"})
    expected = ["from kinesis", '{"from":"REST"}']
    source.write_text("line 1\nline 2\n")
    with connect_standalone(
            streams.kafka, tmp_path / "connect", sink=sink,
            source=CONNECTOR.format(name="source", kind="Source", topic="topic=lines",
                                    file=source)) as worker:
        def has_sunk():
            assert worker.poll() is None, (tmp_path / "connect/said").read_text()
            return lines_of(sunk) == expected
        wait_until(has_sunk, "what is there already", STREAM_SECONDS_MAX)
        produce(streams.kafka, "clicks", ["from kafka"])
        expected.append("from kafka")
        wait_until(has_sunk, "what comes later", STREAM_SECONDS_MAX)
        assert rest_read(streams.url, "lines", 2) == ["line 1", "line 2"]
        # Its position is a group's; another worker goes on from there.
        wait_until(lambda: committed(streams, "connect-sink", "clicks") == 3, "the commit",
                   STREAM_SECONDS_MAX)
    produce(streams.kafka, "clicks", ["while it was down"])
    expected.append("while it was down")
    with connect_standalone(streams.kafka, tmp_path / "connect", sink=sink):
        wait_until(lambda: lines_of(sunk) == expected, "the rest", STREAM_SECONDS_MAX)


def committed(server, group, topic):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": server.kafka, "group.id": group})
    [place] = consumer.committed([confluent_kafka.TopicPartition(topic, 0)], timeout=30)
    consumer.close()
    return place.offset


def has_kafka_source():
    return any((ROOT / "build/delta_jars").glob("spark-sql-kafka-*.jar"))


def by_spark(reader, server, topic):
    return (reader.format("kafka").option("kafka.bootstrap.servers", server.kafka)
            .option("subscribe", topic).option("startingOffsets", "earliest").load())


@pytest.mark.skipif(not has_kafka_source(), reason="no Kafka for Spark: ./dev setup --tests")
@pytest.mark.parametrize("codec", ["none", "lz4", "zstd"])
def test_spark_reads_and_writes_a_topic(streams, spark, codec):
    make_stream(streams, "clicks")
    put_record(streams.url, "clicks", "ZnJvbSBraW5lc2lz")
    rest_post(streams.url, "clicks", {"from": "REST"})
    produce(streams.kafka, "clicks", ["from kafka"], **{"compression.type": codec})
    rows = by_spark(spark.read, streams, "clicks").orderBy("offset").collect()
    assert [bytes(row.value).decode() for row in rows] == [
        "from kinesis", '{"from":"REST"}', "from kafka"]
    assert [(row.topic, row.partition, row.offset) for row in rows] == [
        ("clicks", 0, offset) for offset in range(3)]
    made = spark.createDataFrame([(f"row {number}",) for number in range(100)], "value string")
    (made.coalesce(1).write.format("kafka").option("kafka.bootstrap.servers", streams.kafka)
     .option("kafka.compression.type", codec).option("topic", "made").save())
    expected = [f"row {number}" for number in range(100)]
    assert rest_read(streams.url, "made", 100) == expected
    assert consume(streams.kafka, "made", 100) == expected


@pytest.mark.skipif(not has_kafka_source(), reason="no Kafka for Spark: ./dev setup --tests")
def test_sparks_stream_goes_on_where_it_was(streams, spark, tmp_path):
    def drain():
        query = (by_spark(spark.readStream, streams, "clicks")
                 .selectExpr("CAST(value AS STRING) AS value", "offset")
                 .writeStream.format("delta").option("checkpointLocation", str(tmp_path / "seen"))
                 .trigger(availableNow=True).start(str(tmp_path / "table")))
        assert query.awaitTermination(STREAM_SECONDS_MAX)
        rows = spark.read.format("delta").load(str(tmp_path / "table")).orderBy("offset").collect()
        return [row.value for row in rows]
    rest_post(streams.url, "clicks", *range(50))
    assert drain() == [str(number) for number in range(50)]
    streams.kill()
    streams.start()
    produce(streams.kafka, "clicks", [json.dumps(number) for number in range(50, 60)])
    assert drain() == [str(number) for number in range(60)]
