"""Kinesis by boto3 and by the exercise's API Gateway clients, with only their URL changed."""
import base64
import json
import os
import shutil
import subprocess
import time

import boto3
import cbor2
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import wait_until
from posts import pin_row
from program import ROOT

CLIENT_SECONDS_MAX = 120
AT_ONCE = {"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"}


def client_of(program, key="any", secret="any", region="us-east-1"):
    return boto3.client(
        "kinesis", endpoint_url=program.url, region_name=region, aws_access_key_id=key,
        aws_secret_access_key=secret, config=Config(retries={"max_attempts": 0}))


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
    body = {"records": [{"key": "k", "value": 2}]}
    put = requests.post(f"{server.url}/topics/orders", timeout=10, json=body, headers={
        "Content-Type": "application/vnd.kafka.json.v2+json"}).json()
    assert put["offsets"][0]["offset"] == 1
    assert read_all(kinesis, "orders") == [b'{"a":1}', b"2"]
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


def test_the_emulator_makes_streams_when_it_is_told_to(program):
    program.start()  # With the usual delay: a stream is not ACTIVE at once.
    target = ["post", "--target", "kinesis", "--url", f"{program.url}/test", "--count", "20"]
    program.run(*target, expect=1)
    assert "not found" in program.errors
    for _ in range(2):  # The second time they are there.
        program.run(*target, "--create-streams", "--shards", "3")
    kinesis = client_of(program)
    for name in kinesis.list_streams()["StreamNames"]:
        assert len(kinesis.list_shards(StreamName=name)["Shards"]) == 3
        assert len(read_all(kinesis, name)) == 40
    program.run(*target, "--shards", "3", expect=2)


def test_the_streams_command_lists_describes_and_follows(server, kinesis, monkeypatch):
    for name, value in AT_ONCE.items():  # The commands ask the folder when nothing runs.
        monkeypatch.setenv(name, value)
    kinesis.create_stream(StreamName="orders", ShardCount=2)
    for key in ("0", str(2**127)):
        kinesis.put_record(StreamName="orders", Data=b'{"a":1}', PartitionKey="k",
                           ExplicitHashKey=key)
    for _ in range(2):  # With pinflow running, and by the folder alone.
        assert [(row["stream"], row["open_shards"]) for row in server.run_json("streams")] == [
            ("orders", 2)]
        described = server.run_json("streams", "describe", "orders")
        assert described["summary"]["StreamStatus"] == "ACTIVE"
        assert [shard["ShardId"][-1] for shard in described["shards"]] == ["0", "1"]
        rates = server.run_json("streams", "rates", "orders", "--seconds", "0")
        assert [(row["records"], row["records_per_second"]) for row in rates] == [(1, 0), (1, 0)]
        tailed = server.run("streams", "tail", "orders", "--from-beginning", "--limit", "2",
                            "--json")
        assert [json.loads(line)["value"] for line in tailed.splitlines()] == [{"a": 1}] * 2
        server.run("streams", "describe", "none", expect=4)
        server.stop()


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


def cbor_call(server, operation, members):
    """One request as the Java SDK sends it."""
    answer = requests.post(
        server.url, data=cbor2.dumps(members), timeout=10,
        headers={"Content-Type": "application/x-amz-cbor-1.1", "X-Amz-Date": "20260101T000000Z",
                 "X-Amz-Target": f"Kinesis_20131202.{operation}",
                 "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/kinesis/"
                                  "aws4_request, SignedHeaders=host, Signature=0"})
    assert answer.headers["Content-Type"] == "application/x-amz-cbor-1.1"
    # The service's tag 1 is of milliseconds, which CBOR's own is not.
    raw = answer.content.replace(b"\xc1\x1b", b"\x1b")
    return answer.status_code, cbor2.loads(raw) if raw else None


def test_cbor_carries_bytes_and_milliseconds(server, kinesis):
    assert cbor_call(server, "CreateStream", {"StreamName": "orders", "ShardCount": 1}) == (
        200, None)
    status, put = cbor_call(server, "PutRecord", {
        "StreamName": "orders", "Data": b"\x00\xff", "PartitionKey": "k"})
    assert status == 200
    before = int(time.time() * 1000) - 60_000
    _, iterator = cbor_call(server, "GetShardIterator", {
        "StreamName": "orders", "ShardId": put["ShardId"], "ShardIteratorType": "AT_TIMESTAMP",
        "Timestamp": cbor2.CBORTag(1, before)})
    _, answer = cbor_call(server, "GetRecords", iterator)
    record = answer["Records"][0]
    assert record["Data"] == b"\x00\xff"
    assert before < record["ApproximateArrivalTimestamp"] < before + 120_000
    assert cbor_call(server, "DescribeStream", {"StreamName": "none"}) == (
        400, {"__type": "ResourceNotFoundException",
              "message": "Stream none under account 000000000000 not found."})


def test_a_subscriber_sees_records_as_they_are_put(kinesis):
    kinesis.create_stream(StreamName="orders", ShardCount=1)
    stream = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    consumer = kinesis.register_stream_consumer(StreamARN=stream["StreamARN"],
                                                ConsumerName="billing")["Consumer"]
    events = kinesis.subscribe_to_shard(
        ConsumerARN=consumer["ConsumerARN"], ShardId="shardId-000000000000",
        StartingPosition={"Type": "TRIM_HORIZON"})["EventStream"]
    for data in (b"a", b"b"):
        kinesis.put_record(StreamName="orders", Data=data, PartitionKey="k")
    kinesis.split_shard(StreamName="orders", ShardToSplit="shardId-000000000000",
                        NewStartingHashKey="100")
    seen = []
    for event in events:
        event = event["SubscribeToShardEvent"]
        seen += [record["Data"] for record in event["Records"]]
    assert seen == [b"a", b"b"]
    assert [child["ShardId"] for child in event["ChildShards"]] == [
        "shardId-000000000001", "shardId-000000000002"]
    assert error_of(kinesis.subscribe_to_shard, ConsumerARN=consumer["ConsumerARN"],
                    ShardId="shardId-000000000000", StartingPosition={"Type": "LATEST"}
                    ) == "ResourceInUseException"


def test_settings_are_kept_over_a_restart(program):
    kinesis = client_of(program.start(environment=AT_ONCE))
    orders = {"StreamName": "orders"}
    kinesis.create_stream(ShardCount=1, Tags={"team": "a"}, **orders)
    arn = kinesis.describe_stream_summary(**orders)["StreamDescriptionSummary"]["StreamARN"]
    kinesis.increase_stream_retention_period(RetentionPeriodHours=48, **orders)
    kinesis.enable_enhanced_monitoring(ShardLevelMetrics=["IncomingBytes"], **orders)
    kinesis.start_stream_encryption(EncryptionType="KMS", KeyId="alias/k", **orders)
    kinesis.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
    kinesis.tag_resource(ResourceARN=arn, Tags={"cost": "b"})
    kinesis.put_resource_policy(ResourceARN=arn, Policy=json.dumps({"Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "kinesis:*"}}))
    kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="billing")
    kinesis.update_account_settings(MinimumThroughputBillingCommitment={"Status": "ENABLED"})
    program.kill()
    kinesis = client_of(program.start(environment=AT_ONCE))
    summary = kinesis.describe_stream_summary(**orders)["StreamDescriptionSummary"]
    assert summary["RetentionPeriodHours"] == 48
    assert summary["EnhancedMonitoring"] == [{"ShardLevelMetrics": ["IncomingBytes"]}]
    assert (summary["EncryptionType"], summary["KeyId"]) == ("KMS", "alias/k")
    assert summary["MaxRecordSizeInKiB"] == 2048
    assert summary["ConsumerCount"] == 1
    account = kinesis.describe_account_settings()["MinimumThroughputBillingCommitment"]
    assert account["Status"] == "ENABLED"
    assert kinesis.list_tags_for_stream(**orders)["Tags"] == [
        {"Key": "cost", "Value": "b"}, {"Key": "team", "Value": "a"}]
    assert "Allow" in kinesis.get_resource_policy(ResourceARN=arn)["Policy"]
    large = b"x" * (2 << 20)
    kinesis.put_record(Data=large, PartitionKey="k", **orders)
    assert read_all(kinesis, "orders") == [large]


def test_signatures_are_verified_where_there_are_credentials(program, tmp_path):
    settings = tmp_path / "pinflow.toml"
    settings.write_text('''
        [gateway.credential.alice]
        access_key = "AKIDALICE"
        secret_key = "secret"
        [gateway.credential.bob]
        access_key = "AKIDBOB"
        secret_key = "other"
    ''')
    program.start("--config", settings, environment=AT_ONCE)
    alice, bob = client_of(program, "AKIDALICE", "secret"), client_of(program, "AKIDBOB", "other")
    alice.create_stream(StreamName="orders", ShardCount=1)
    arn = alice.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"][
        "StreamARN"]
    put = {"StreamName": "orders", "Data": b"x", "PartitionKey": "k"}
    bob.put_record(**put)
    alice.put_resource_policy(ResourceARN=arn, Policy=json.dumps({"Statement": [{
        "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::000000000000:user/bob"},
        "Action": "kinesis:Put*", "Resource": arn}]}))
    assert error_of(bob.put_record, **put) == "AccessDeniedException"
    alice.put_record(**put)
    wrong = client_of(program, "AKIDALICE", "guess")
    assert error_of(wrong.list_streams) == "InvalidSignatureException"
    unknown = client_of(program, "AKIDEVE", "secret")
    assert error_of(unknown.list_streams) == "UnrecognizedClientException"
    elsewhere = client_of(program, "AKIDALICE", "secret", "eu-west-1")
    assert error_of(elsewhere.list_streams) == "InvalidSignatureException"


@pytest.mark.parametrize("http_version", ["1", "2"])
def test_the_javascript_sdk_lives_a_streams_life(server, tmp_path, http_version):
    packages = ROOT / "build/js_sdk/node_modules"
    if not packages.is_dir():
        pytest.skip("AWS's SDK for JavaScript is not installed: ./dev setup --tests")
    (tmp_path / "node_modules").symlink_to(packages)
    program = tmp_path / "kinesis_cycle.mjs"
    program.write_text((ROOT / "tests/js_sdk/kinesis_cycle.mjs").read_text())
    done = subprocess.run(["node", program, server.url, http_version], capture_output=True,
                          text=True, timeout=CLIENT_SECONDS_MAX, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    both = ["first", "second"]
    assert json.loads(done.stdout.splitlines()[-1]) == {"read": both, "subscribed": both}


def java_cycle(kind, url):
    """The lines that the Java SDK's cycle prints."""
    jars = ROOT / "build/java_sdk"
    if not (jars / "pom.stamp").exists():
        pytest.skip("AWS's SDK for Java is not installed: ./dev setup --tests")
    done = subprocess.run(
        ["java", "-cp", f"{jars}/*", ROOT / "tests/java_sdk/KinesisCycle.java", kind, url],
        capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_java_sdk_lives_a_streams_life_by_http_1(server):
    assert java_cycle("sync", server.url) == ["first", "second", "ResourceNotFoundException"]


@pytest.mark.parametrize("with_tls", [False, True])
def test_the_java_sdk_subscribes_by_http_2(program, with_tls):
    listen = {"PINFLOW__HTTP__TLS_LISTEN": "127.0.0.1:0"} if with_tls else {}
    program.start(environment=AT_ONCE | listen)
    url = program.tls_url() if with_tls else program.url
    assert java_cycle("async", url) == ["first", "second"] * 2 + ["third", "2 children"]


def test_the_aws_cli_lives_a_streams_life(server, tmp_path):
    if not shutil.which("aws"):
        pytest.skip("the AWS CLI is not installed")
    environment = os.environ | {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
                                "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""}

    def aws(*words, stream=("--stream-name", "orders")):
        done = subprocess.run(
            ["aws", "kinesis", *words, *stream, "--endpoint-url", server.url],
            capture_output=True, text=True, timeout=CLIENT_SECONDS_MAX, env=environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    aws("create-stream", "--shard-count", "1")
    data = tmp_path / "hello"  # As a file it means the same to both versions of the CLI.
    data.write_bytes(b"hello")
    put = aws("put-record", "--partition-key", "k", "--data", f"fileb://{data}")
    assert put["ShardId"] == "shardId-000000000000"
    assert len(aws("list-shards")["Shards"]) == 1
    iterator = aws("get-shard-iterator", "--shard-id", put["ShardId"], "--shard-iterator-type",
                   "TRIM_HORIZON")["ShardIterator"]
    records = aws("get-records", "--shard-iterator", iterator, stream=())["Records"]
    assert [base64.b64decode(record["Data"]) for record in records] == [b"hello"]
    arn = aws("describe-stream-summary")["StreamDescriptionSummary"]["StreamARN"]
    # The CLI has no subscribe-to-shard, which answers with an event stream.
    consumer = aws("register-stream-consumer", "--stream-arn", arn, "--consumer-name", "billing",
                   stream=())["Consumer"]
    assert consumer["ConsumerARN"].startswith(arn)
    aws("delete-stream", "--enforce-consumer-deletion")
    assert aws("list-streams", stream=())["StreamNames"] == []
