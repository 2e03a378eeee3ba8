"""Every action of the service model that docs/api.md says is there, used by boto3 with what it is
for; and the ones that are not are refused as AWS refuses what it does not know."""
import json
import re

import boto3
import pytest
from conftest import wait_until
from program import ROOT
from test_kinesis_clients import AT_ONCE, client_of, error_of

ORDERS = {"StreamName": "orders"}


def documented_actions():
    section = (ROOT / "docs/api.md").read_text().split("\n## Kinesis\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([A-Z]\w+(?:, [A-Z]\w+)*)[^|]*\| (?:there|flag only)", section, re.M)
    return {name for row in rows for name in row.split(", ")}


@pytest.fixture
def kinesis(program):
    """A client that remembers which actions were answered well."""
    client = client_of(program.start(environment=AT_ONCE))
    client.answered = set()

    def remember(http_response, model, **_):
        if http_response.status_code == 200:
            client.answered.add(model.name)
    client.meta.events.register("after-call.kinesis", remember)
    return client


def summary_of(kinesis):
    return kinesis.describe_stream_summary(**ORDERS)["StreamDescriptionSummary"]


def open_shards(kinesis):
    return [shard["ShardId"] for shard in kinesis.list_shards(
        ShardFilter={"Type": "AT_LATEST"}, **ORDERS)["Shards"]]


def make_stream(kinesis):
    kinesis.create_stream(ShardCount=2, **ORDERS)
    assert kinesis.list_streams()["StreamNames"] == ["orders"]
    described = kinesis.describe_stream(**ORDERS)["StreamDescription"]
    assert [shard["ShardId"][-1] for shard in described["Shards"]] == ["0", "1"]
    assert summary_of(kinesis)["OpenShardCount"] == 2
    assert kinesis.describe_limits()["OpenShardCount"] == 2
    return described["StreamARN"]


def put_and_get(kinesis):
    one = kinesis.put_record(Data=b"one", PartitionKey="a", ExplicitHashKey="0", **ORDERS)
    assert one["ShardId"] == "shardId-000000000000"
    more = kinesis.put_records(Records=[
        {"Data": b"two", "PartitionKey": "a", "ExplicitHashKey": "1"},
        {"Data": b"three", "PartitionKey": "b", "ExplicitHashKey": str(2**128 - 1)}], **ORDERS)
    assert more["FailedRecordCount"] == 0
    assert int(more["Records"][0]["SequenceNumber"]) > int(one["SequenceNumber"])
    iterator = kinesis.get_shard_iterator(
        ShardId=one["ShardId"], ShardIteratorType="AFTER_SEQUENCE_NUMBER",
        StartingSequenceNumber=one["SequenceNumber"], **ORDERS)["ShardIterator"]
    found = kinesis.get_records(ShardIterator=iterator)
    assert [record["Data"] for record in found["Records"]] == [b"two"]
    assert found["MillisBehindLatest"] == 0


def change_shards(kinesis):
    shards = open_shards(kinesis)
    kinesis.split_shard(ShardToSplit=shards[0], NewStartingHashKey=str(2**126), **ORDERS)
    halves = open_shards(kinesis)[-2:]
    kinesis.merge_shards(ShardToMerge=halves[0], AdjacentShardToMerge=halves[1], **ORDERS)
    assert len(open_shards(kinesis)) == 2
    changed = kinesis.update_shard_count(
        TargetShardCount=4, ScalingType="UNIFORM_SCALING", **ORDERS)
    assert (changed["CurrentShardCount"], changed["TargetShardCount"]) == (2, 4)
    wait_until(lambda: len(open_shards(kinesis)) == 4, "scaling to four shards")


def use_consumer(kinesis, arn):
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="billing")["Consumer"]
    listed = kinesis.list_stream_consumers(StreamARN=arn)["Consumers"]
    assert [one["ConsumerARN"] for one in listed] == [consumer["ConsumerARN"]]
    described = kinesis.describe_stream_consumer(ConsumerARN=consumer["ConsumerARN"])
    assert described["ConsumerDescription"]["ConsumerStatus"] == "ACTIVE"
    events = kinesis.subscribe_to_shard(
        ConsumerARN=consumer["ConsumerARN"], ShardId="shardId-000000000001",
        StartingPosition={"Type": "TRIM_HORIZON"})["EventStream"]
    found = next(event["SubscribeToShardEvent"]["Records"] for event in events
                 if event["SubscribeToShardEvent"]["Records"])
    assert [record["Data"] for record in found] == [b"three"]
    events.close()
    kinesis.deregister_stream_consumer(ConsumerARN=consumer["ConsumerARN"])
    wait_until(lambda: not kinesis.list_stream_consumers(StreamARN=arn)["Consumers"],
               "the end of a consumer")


def use_tags(kinesis, arn):
    kinesis.add_tags_to_stream(Tags={"team": "a", "cost": "b"}, **ORDERS)
    kinesis.remove_tags_from_stream(TagKeys=["cost"], **ORDERS)
    assert kinesis.list_tags_for_stream(**ORDERS)["Tags"] == [{"Key": "team", "Value": "a"}]
    kinesis.tag_resource(ResourceARN=arn, Tags={"cost": "c"})
    kinesis.untag_resource(ResourceARN=arn, TagKeys=["team"])
    assert kinesis.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
        {"Key": "cost", "Value": "c"}]


def use_policy(kinesis, arn):
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "kinesis:GetRecords", "Resource": arn}]})
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy)
    assert json.loads(kinesis.get_resource_policy(ResourceARN=arn)["Policy"]) == json.loads(policy)
    kinesis.delete_resource_policy(ResourceARN=arn)


def change_settings(kinesis, arn):
    kinesis.increase_stream_retention_period(RetentionPeriodHours=72, **ORDERS)
    kinesis.decrease_stream_retention_period(RetentionPeriodHours=48, **ORDERS)
    kinesis.start_stream_encryption(EncryptionType="KMS", KeyId="alias/k", **ORDERS)
    assert summary_of(kinesis)["EncryptionType"] == "KMS"
    kinesis.stop_stream_encryption(EncryptionType="KMS", KeyId="alias/k", **ORDERS)
    kinesis.enable_enhanced_monitoring(
        ShardLevelMetrics=["IncomingBytes", "OutgoingBytes"], **ORDERS)
    kinesis.disable_enhanced_monitoring(ShardLevelMetrics=["OutgoingBytes"], **ORDERS)
    kinesis.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
    kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    summary = summary_of(kinesis)
    assert summary["RetentionPeriodHours"] == 48
    assert summary["EncryptionType"] == "NONE"
    assert summary["EnhancedMonitoring"] == [{"ShardLevelMetrics": ["IncomingBytes"]}]
    assert summary["MaxRecordSizeInKiB"] == 2048
    assert summary["StreamModeDetails"] == {"StreamMode": "ON_DEMAND"}


def change_throughput(kinesis, arn):
    kinesis.update_account_settings(MinimumThroughputBillingCommitment={"Status": "ENABLED"})
    account = kinesis.describe_account_settings()["MinimumThroughputBillingCommitment"]
    assert account["Status"] == "ENABLED"
    kinesis.update_stream_warm_throughput(StreamARN=arn, WarmThroughputMiBps=8)
    assert summary_of(kinesis)["WarmThroughput"]["TargetMiBps"] == 8
    kinesis.update_stream_record_distribution_strategy(
        StreamARN=arn, RecordDistributionStrategy="AUTO")
    assert summary_of(kinesis)["RecordDistributionStrategy"] == "AUTO"


def test_every_action_does_what_its_name_says(kinesis):
    arn = make_stream(kinesis)
    put_and_get(kinesis)
    change_shards(kinesis)
    use_consumer(kinesis, arn)
    use_tags(kinesis, arn)
    use_policy(kinesis, arn)
    change_settings(kinesis, arn)
    change_throughput(kinesis, arn)
    kinesis.delete_stream(**ORDERS)
    wait_until(lambda: not kinesis.list_streams()["StreamNames"], "the end of a stream")
    assert kinesis.answered == documented_actions()


def test_the_documented_actions_are_those_of_the_classic_model():
    model = boto3.client("kinesis", region_name="us-east-1").meta.service_model
    newer = {name for name in model.operation_names if re.search("Queue|Channel", name)}
    assert documented_actions() == set(model.operation_names) - newer
    assert len(documented_actions()) == 40


def test_an_action_that_is_not_there_is_unknown(kinesis):
    assert error_of(kinesis.list_queues) == "UnknownOperationException"
