"""Kinesis by boto3 and by the exercise's API Gateway clients, with only their URL changed."""
import base64
import json

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import wait_until
from posts import as_emulator, pin_row

AT_ONCE = {"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"}


def client_of(program, **options):
    return boto3.client(
        "kinesis", endpoint_url=program.url, region_name="us-east-1", aws_access_key_id="any",
        aws_secret_access_key="any", config=Config(retries={"max_attempts": 0}), **options)


@pytest.fixture
def server(program):
    return program.start(environment=AT_ONCE)


@pytest.fixture
def kinesis(server):
    return client_of(server)


def error_of(call, **members):
    """The error's type that the call ends with."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    return caught.value.response["Error"]["Code"]


def read_all(kinesis, stream):
    """The data of all records, shard by shard, following children of closed shards."""
    data = []
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=stream, ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while iterator:
            answer = kinesis.get_records(ShardIterator=iterator)
            data += [record["Data"] for record in answer["Records"]]
            iterator = answer.get("NextShardIterator")
            if answer["MillisBehindLatest"] == 0:
                break
    return data


def test_records_come_back_as_they_were_put(kinesis):
    kinesis.create_stream(StreamName="orders", ShardCount=3)
    kinesis.get_waiter("stream_exists").wait(StreamName="orders")
    put = kinesis.put_record(StreamName="orders", Data=b"\x00first\xff", PartitionKey="key")
    assert len(put["SequenceNumber"]) == 56
    records = [{"Data": f"{i}".encode(), "PartitionKey": f"key {i}"} for i in range(500)]
    answer = kinesis.put_records(StreamName="orders", Records=records)
    assert answer["FailedRecordCount"] == 0
    assert sorted(read_all(kinesis, "orders")) == sorted(
        [b"\x00first\xff"] + [record["Data"] for record in records])


def test_a_stream_outlives_the_program(program):
    kinesis = client_of(program.start(environment=AT_ONCE))
    kinesis.create_stream(StreamName="orders", ShardCount=2)
    kinesis.split_shard(StreamName="orders", ShardToSplit="shardId-000000000000",
                        NewStartingHashKey="77")
    first = kinesis.put_record(StreamName="orders", Data=b"a", PartitionKey="k",
                               ExplicitHashKey="5")
    iterator = kinesis.get_shard_iterator(
        StreamName="orders", ShardId=first["ShardId"], ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=first["SequenceNumber"])["ShardIterator"]
    before = kinesis.list_shards(StreamName="orders")["Shards"]
    program.kill()
    kinesis = client_of(program.start(environment=AT_ONCE))
    assert kinesis.list_shards(StreamName="orders")["Shards"] == before
    assert [r["Data"] for r in kinesis.get_records(ShardIterator=iterator)["Records"]] == [b"a"]
    second = kinesis.put_record(StreamName="orders", Data=b"b", PartitionKey="k",
                                ExplicitHashKey="5")
    assert int(second["SequenceNumber"]) > int(first["SequenceNumber"])


def test_states_follow_one_another(program):
    kinesis = client_of(program.start())
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    summary = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    assert summary["StreamStatus"] == "CREATING"
    assert error_of(kinesis.put_record, StreamName="orders", Data=b"", PartitionKey="k"
                    ) == "ResourceNotFoundException"
    kinesis.get_waiter("stream_exists").wait(StreamName="orders",
                                            WaiterConfig={"Delay": 1})
    kinesis.delete_stream(StreamName="orders")
    summary = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    assert summary["StreamStatus"] == "DELETING"
    wait_until(lambda: kinesis.list_streams()["StreamNames"] == [], "the deletion")


def test_a_stream_is_a_topic_and_a_topic_a_stream(server, kinesis):
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    kinesis.put_record(StreamName="orders", Data=b'{"a":1}', PartitionKey="k")
    offsets = requests.get(f"{server.url}/topics/orders/partitions/0/offsets", timeout=10).json()
    assert offsets == {"beginning_offset": 0, "end_offset": 1}
    requests.post(f"{server.url}/topics/payments", timeout=10, data='{"records":[{"value":1}]}',
                  headers={"Content-Type": "application/vnd.kafka.json.v2+json"})
    kinesis.put_record(StreamName="payments", Data=b"2", PartitionKey="k")
    assert read_all(kinesis, "payments") == [b"1", b"2"]


def test_the_tutorials_paths_carry_rows_as_json(server, kinesis):
    url = f"{server.url}/test/streams/streaming-demo-pin"
    assert requests.post(url, json={"ShardCount": 1}, timeout=10).status_code == 200
    row = pin_row(0)
    body = json.dumps({"StreamName": "other", "Data": row, "PartitionKey": "pin"})
    for address in (f"{url}/record", url.replace("/test/", "/test//") + "/record"):
        put = requests.put(address, data=body, headers={"Content-Type": "application/json"},
                           timeout=10)
        assert put.status_code == 200 and put.json()["SequenceNumber"]
    stored = read_all(kinesis, "streaming-demo-pin")
    assert [json.loads(data) for data in stored] == [row, row]
    iterator = requests.get(f"{url}/sharditerator?shard-id=shardId-000000000000",
                            timeout=10).json()["ShardIterator"]
    records = requests.get(f"{url}/records", headers={"Shard-Iterator": iterator},
                           timeout=10).json()["Records"]
    assert json.loads(base64.b64decode(records[0]["Data"])) == row


def test_the_emulator_posts_rows_to_streams(server, kinesis):
    names = ["streaming-demo-geo", "streaming-demo-pin", "streaming-demo-user"]
    for name in names:
        kinesis.create_stream(StreamName=name, ShardCount=2)
    server.run("post", "--target", "kinesis", "--url", f"{server.url}/test", "--count", "50",
               "--batch", "20")
    assert [len(read_all(kinesis, name)) for name in names] == [50, 50, 50]


def test_errors_have_the_services_types(kinesis):
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    orders = {"StreamName": "orders"}
    put = {"Data": b"", "PartitionKey": "k"}
    assert error_of(kinesis.put_record, StreamName="none", **put) == "ResourceNotFoundException"
    assert error_of(kinesis.create_stream, ShardCount=1, **orders) == "ResourceInUseException"
    assert error_of(kinesis.create_stream, StreamName="large", ShardCount=100_000
                    ) == "LimitExceededException"
    assert error_of(kinesis.get_records, ShardIterator="garbage") == "InvalidArgumentException"
    assert error_of(kinesis.list_shards, NextToken="garbage") == "InvalidArgumentException"
    assert error_of(kinesis.put_records, Records=[put] * 501, **orders) == "ValidationException"
    assert error_of(kinesis.put_record, ExplicitHashKey=str(2**128), **put, **orders
                    ) == "InvalidArgumentException"
    assert error_of(kinesis.get_shard_iterator, ShardId="shardId-000000000007",
                    ShardIteratorType="LATEST", **orders) == "ResourceNotFoundException"


def test_an_unsigned_request_gets_the_services_error(server):
    answer = requests.post(
        server.url, data="{}", timeout=10,
        headers={"Content-Type": "application/x-amz-json-1.1",
                 "X-Amz-Target": "Kinesis_20131202.ListStreams"})
    assert answer.status_code == 400
    assert answer.json() == {"__type": "MissingAuthenticationTokenException",
                             "message": "Missing Authentication Token"}
