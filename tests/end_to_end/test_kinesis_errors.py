"""Every error of Kinesis' service model that a client can provoke, through boto3."""
import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

AT_ONCE = {"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "0"}
# No state ends while a test runs.
NEVER = {"PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS": "3600000"}

ACCOUNT = "arn:aws:kinesis:us-east-1:000000000000"
ORDERS = {"StreamName": "orders"}
ORDERS_ARN = f"{ACCOUNT}:stream/orders"
NO_STREAM = {"StreamName": "none"}
NO_STREAM_ARN = f"{ACCOUNT}:stream/none"
SHARD = "shardId-000000000000"
NO_SHARD = "shardId-000000000099"
RECORD = {"Data": b"x", "PartitionKey": "k"}
TOO_MANY_TAGS = {f"key {i}": "v" for i in range(51)}
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kinesis:*"}})
METRICS = {"ShardLevelMetrics": ["ALL"]}
KMS = {"EncryptionType": "KMS", "KeyId": "alias/k"}

NOT_FOUND = "ResourceNotFoundException"
IN_USE = "ResourceInUseException"
INVALID = "InvalidArgumentException"
VALIDATION = "ValidationException"
LIMIT = "LimitExceededException"
THROUGHPUT = "ProvisionedThroughputExceededException"
DENIED = "AccessDeniedException"
DRY_RUN = "DryRunOperationException"


def client_of(program, key="any"):
    """A client that leaves all checks to the service."""
    return boto3.client(
        "kinesis", endpoint_url=program.url, region_name="us-east-1", aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 0}, parameter_validation=False))


def outcome(kinesis, action, members):
    """The code of the error that the action ends with, or "OK"."""
    method = "".join("_" + c.lower() if c.isupper() else c for c in action).lstrip("_")
    try:
        getattr(kinesis, method)(**members)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert error.response["Error"]["Message"]
        return error.response["Error"]["Code"]
    return "OK"


@pytest.fixture
def kinesis(program):
    """With two shards of "orders", one consumer of it, and the stream "demand"."""
    client = client_of(program.start(environment=AT_ONCE))
    client.create_stream(ShardCount=2, **ORDERS)
    client.register_stream_consumer(StreamARN=ORDERS_ARN, ConsumerName="billing")
    client.create_stream(StreamName="demand", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    return client


# Of all actions that name a stream, what they also need. A stream that is not there is not found.
ON_A_STREAM = [
    ("AddTagsToStream", {"Tags": {"a": "b"}}),
    ("DecreaseStreamRetentionPeriod", {"RetentionPeriodHours": 24}),
    ("DeleteStream", {}),
    ("DescribeStream", {}),
    ("DescribeStreamSummary", {}),
    ("DisableEnhancedMonitoring", METRICS),
    ("EnableEnhancedMonitoring", METRICS),
    ("GetShardIterator", {"ShardId": SHARD, "ShardIteratorType": "LATEST"}),
    ("IncreaseStreamRetentionPeriod", {"RetentionPeriodHours": 48}),
    ("ListShards", {}),
    ("ListTagsForStream", {}),
    ("MergeShards", {"ShardToMerge": SHARD, "AdjacentShardToMerge": "shardId-000000000001"}),
    ("PutRecord", RECORD),
    ("PutRecords", {"Records": [RECORD]}),
    ("RemoveTagsFromStream", {"TagKeys": ["a"]}),
    ("SplitShard", {"ShardToSplit": SHARD, "NewStartingHashKey": "100"}),
    ("StartStreamEncryption", KMS),
    ("StopStreamEncryption", KMS),
    ("UpdateShardCount", {"TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"}),
]
ON_A_STREAM_ARN = [
    ("ListStreamConsumers", {}),
    ("RegisterStreamConsumer", {"ConsumerName": "new"}),
    ("DescribeStreamConsumer", {"ConsumerName": "billing"}),
    ("DeregisterStreamConsumer", {"ConsumerName": "billing"}),
    ("UpdateMaxRecordSize", {"MaxRecordSizeInKiB": 2048}),
    ("UpdateStreamMode", {"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
    ("UpdateStreamRecordDistributionStrategy", {"RecordDistributionStrategy": "AUTO"}),
    ("UpdateStreamWarmThroughput", {"WarmThroughputMiBps": 10}),
]
ON_A_RESOURCE_ARN = [
    ("DeleteResourcePolicy", {}),
    ("GetResourcePolicy", {}),
    ("ListTagsForResource", {}),
    ("PutResourcePolicy", {"Policy": POLICY}),
    ("TagResource", {"Tags": {"a": "b"}}),
    ("UntagResource", {"TagKeys": ["a"]}),
]


def test_what_is_not_there_is_not_found(kinesis):
    expected = {}
    for action, members in ON_A_STREAM:
        expected[action, "name"] = outcome(kinesis, action, NO_STREAM | members)
        expected[action, "ARN"] = outcome(kinesis, action, {"StreamARN": NO_STREAM_ARN} | members)
    for action, members in ON_A_STREAM_ARN:
        expected[action, "ARN"] = outcome(kinesis, action, {"StreamARN": NO_STREAM_ARN} | members)
    for action, members in ON_A_RESOURCE_ARN:
        expected[action, "ARN"] = outcome(kinesis, action, {"ResourceARN": NO_STREAM_ARN} | members)
    assert {key: code for key, code in expected.items() if code != NOT_FOUND} == {}


# Action, members, error: on the streams of the fixture.
ERRORS = [
    ("AddTagsToStream", ORDERS | {"Tags": TOO_MANY_TAGS}, INVALID),
    ("AddTagsToStream", ORDERS | {"Tags": {"a;": "b"}}, INVALID),
    ("AddTagsToStream", ORDERS | {"Tags": {"a" * 129: "b"}}, VALIDATION),
    ("AddTagsToStream", {"Tags": {"a": "b"}}, VALIDATION),
    ("CreateStream", ORDERS | {"ShardCount": 1}, IN_USE),
    ("CreateStream", {"StreamName": "large", "ShardCount": 100_000}, LIMIT),
    ("CreateStream", {"StreamName": "a b", "ShardCount": 1}, VALIDATION),
    ("CreateStream", {"StreamName": "none", "ShardCount": 0}, VALIDATION),
    ("CreateStream", {"StreamName": "none"}, VALIDATION),
    ("CreateStream", {"ShardCount": 1}, VALIDATION),
    ("CreateStream", {"StreamName": "none", "StreamModeDetails": {"StreamMode": "NONE"}},
     VALIDATION),
    ("CreateStream", {"StreamName": "none", "ShardCount": 1, "Tags": TOO_MANY_TAGS}, INVALID),
    ("CreateStream", {"StreamName": "none", "ShardCount": 1, "Tags": {"a;": "b"}}, INVALID),
    ("DecreaseStreamRetentionPeriod", ORDERS | {"RetentionPeriodHours": 23}, INVALID),
    ("DecreaseStreamRetentionPeriod", ORDERS | {"RetentionPeriodHours": 25}, INVALID),
    ("DeleteResourcePolicy", {"ResourceARN": "garbage"}, VALIDATION),
    ("DeleteStream", ORDERS, IN_USE),
    ("DeregisterStreamConsumer", {"StreamARN": ORDERS_ARN, "ConsumerName": "none"}, NOT_FOUND),
    ("DeregisterStreamConsumer", {}, INVALID),
    ("DescribeStream", {}, VALIDATION),
    ("DescribeStream", ORDERS | {"Limit": 0}, VALIDATION),
    ("DescribeStream", ORDERS | {"Limit": 10_001}, VALIDATION),
    ("DescribeStream", ORDERS | {"ExclusiveStartShardId": "a b"}, VALIDATION),
    ("DescribeStream", {"StreamName": "orders", "StreamARN": NO_STREAM_ARN}, INVALID),
    ("DescribeStreamConsumer", {"StreamARN": ORDERS_ARN, "ConsumerName": "none"}, NOT_FOUND),
    ("DescribeStreamConsumer", {"ConsumerARN": f"{ORDERS_ARN}/consumer/none:1"}, NOT_FOUND),
    ("DescribeStreamConsumer", {"StreamARN": ORDERS_ARN}, INVALID),
    ("DisableEnhancedMonitoring", ORDERS | {"ShardLevelMetrics": []}, VALIDATION),
    ("EnableEnhancedMonitoring", ORDERS | {"ShardLevelMetrics": ["None"]}, VALIDATION),
    ("GetRecords", {"ShardIterator": "garbage"}, INVALID),
    ("GetRecords", {"ShardIterator": ""}, VALIDATION),
    ("GetRecords", {"ShardIterator": "x" * 513}, VALIDATION),
    ("GetRecords", {"ShardIterator": "garbage", "Limit": 10_001}, VALIDATION),
    ("GetResourcePolicy", {"ResourceARN": "garbage"}, VALIDATION),
    ("GetShardIterator", ORDERS | {"ShardId": NO_SHARD, "ShardIteratorType": "LATEST"}, NOT_FOUND),
    ("GetShardIterator", ORDERS | {"ShardId": "nonsense", "ShardIteratorType": "LATEST"},
     NOT_FOUND),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "FIRST"}, VALIDATION),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "AT_SEQUENCE_NUMBER"},
     INVALID),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "LATEST",
                                   "StartingSequenceNumber": "1"}, INVALID),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                                   "StartingSequenceNumber": "5"}, INVALID),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "AT_TIMESTAMP"}, INVALID),
    ("GetShardIterator", ORDERS | {"ShardId": SHARD, "ShardIteratorType": "AT_TIMESTAMP",
                                   "Timestamp": 4_000_000_000}, INVALID),
    ("IncreaseStreamRetentionPeriod", ORDERS | {"RetentionPeriodHours": 8761}, INVALID),
    ("IncreaseStreamRetentionPeriod", ORDERS | {"RetentionPeriodHours": 23}, INVALID),
    ("ListShards", {}, INVALID),
    ("ListShards", {"NextToken": "garbage"}, INVALID),
    ("ListShards", ORDERS | {"NextToken": "garbage"}, INVALID),
    ("ListShards", ORDERS | {"MaxResults": 0}, VALIDATION),
    ("ListShards", ORDERS | {"ShardFilter": {"Type": "NONE"}}, VALIDATION),
    ("ListShards", ORDERS | {"ShardFilter": {"Type": "AT_TIMESTAMP"}}, INVALID),
    ("ListShards", ORDERS | {"ShardFilter": {"Type": "AFTER_SHARD_ID"}}, INVALID),
    ("ListShards", ORDERS | {"ShardFilter": {"Type": "AT_LATEST", "ShardId": SHARD}}, INVALID),
    ("ListStreamConsumers", {"StreamARN": ORDERS_ARN, "NextToken": "garbage"}, INVALID),
    ("ListStreamConsumers", {"StreamARN": ORDERS_ARN, "MaxResults": 0}, VALIDATION),
    ("ListStreamConsumers", {}, VALIDATION),
    ("ListStreams", {"Limit": 0}, VALIDATION),
    ("ListStreams", {"NextToken": "garbage"}, INVALID),
    ("ListTagsForResource", {"ResourceARN": "garbage"}, VALIDATION),
    ("ListTagsForStream", ORDERS | {"Limit": 51}, VALIDATION),
    ("MergeShards", ORDERS | {"ShardToMerge": SHARD, "AdjacentShardToMerge": NO_SHARD}, NOT_FOUND),
    ("MergeShards", ORDERS | {"ShardToMerge": SHARD, "AdjacentShardToMerge": SHARD}, INVALID),
    ("MergeShards", {"StreamName": "demand", "ShardToMerge": SHARD,
                     "AdjacentShardToMerge": "shardId-000000000001"}, VALIDATION),
    ("PutRecord", ORDERS | {"Data": b"x"}, VALIDATION),
    ("PutRecord", ORDERS | {"PartitionKey": "k"}, VALIDATION),
    ("PutRecord", ORDERS | {"Data": b"x", "PartitionKey": "k" * 257}, VALIDATION),
    ("PutRecord", ORDERS | {"Data": b"x" * ((1 << 20) + 1), "PartitionKey": "k"}, VALIDATION),
    ("PutRecord", ORDERS | RECORD | {"ExplicitHashKey": str(2**128)}, INVALID),
    ("PutRecord", ORDERS | RECORD | {"ExplicitHashKey": "-1"}, VALIDATION),
    ("PutRecord", ORDERS | RECORD | {"SequenceNumberForOrdering": "1" * 60}, INVALID),
    ("PutRecord", ORDERS | RECORD | {"DryRun": True}, DRY_RUN),
    ("PutRecord", NO_STREAM | RECORD | {"DryRun": True}, NOT_FOUND),
    ("PutRecords", ORDERS | {"Records": []}, VALIDATION),
    ("PutRecords", ORDERS | {"Records": [RECORD] * 501}, VALIDATION),
    ("PutRecords", ORDERS | {"Records": [{"Data": b"x"}]}, VALIDATION),
    ("PutRecords", ORDERS | {"Records": [RECORD | {"Data": b"x" * (1 << 20)}] * 11}, INVALID),
    ("PutRecords", ORDERS | {"Records": [RECORD | {"ExplicitHashKey": str(2**128)}]}, INVALID),
    ("PutRecords", ORDERS | {"Records": [RECORD], "DryRun": True}, DRY_RUN),
    ("PutResourcePolicy", {"ResourceARN": ORDERS_ARN, "Policy": "{"}, INVALID),
    ("PutResourcePolicy", {"ResourceARN": ORDERS_ARN, "Policy": "{}"}, INVALID),
    ("PutResourcePolicy", {"ResourceARN": ORDERS_ARN}, VALIDATION),
    ("RegisterStreamConsumer", {"StreamARN": ORDERS_ARN, "ConsumerName": "billing"}, IN_USE),
    ("RegisterStreamConsumer", {"StreamARN": ORDERS_ARN, "ConsumerName": "a b"}, VALIDATION),
    ("RegisterStreamConsumer", {"StreamARN": ORDERS_ARN, "ConsumerName": "tagged",
                                "Tags": TOO_MANY_TAGS}, INVALID),
    ("RemoveTagsFromStream", ORDERS | {"TagKeys": []}, VALIDATION),
    ("RemoveTagsFromStream", ORDERS | {"TagKeys": ["a;"]}, INVALID),
    ("SplitShard", ORDERS | {"ShardToSplit": NO_SHARD, "NewStartingHashKey": "100"}, NOT_FOUND),
    ("SplitShard", ORDERS | {"ShardToSplit": SHARD, "NewStartingHashKey": "0"}, INVALID),
    ("SplitShard", ORDERS | {"ShardToSplit": SHARD, "NewStartingHashKey": "x"}, VALIDATION),
    ("SplitShard", {"StreamName": "demand", "ShardToSplit": SHARD, "NewStartingHashKey": "100"},
     VALIDATION),
    ("StartStreamEncryption", ORDERS | {"EncryptionType": "NONE", "KeyId": "k"}, INVALID),
    ("StartStreamEncryption", ORDERS | {"EncryptionType": "KMS"}, VALIDATION),
    ("StopStreamEncryption", ORDERS | {"EncryptionType": "ROT13", "KeyId": "k"}, VALIDATION),
    ("SubscribeToShard", {"ConsumerARN": f"{ORDERS_ARN}/consumer/none:1", "ShardId": SHARD,
                          "StartingPosition": {"Type": "LATEST"}}, NOT_FOUND),
    ("SubscribeToShard", {"ConsumerARN": "garbage", "ShardId": SHARD,
                          "StartingPosition": {"Type": "LATEST"}}, VALIDATION),
    ("TagResource", {"ResourceARN": ORDERS_ARN, "Tags": TOO_MANY_TAGS}, INVALID),
    ("TagResource", {"ResourceARN": "garbage", "Tags": {"a": "b"}}, VALIDATION),
    ("UntagResource", {"ResourceARN": ORDERS_ARN, "TagKeys": []}, VALIDATION),
    ("UpdateAccountSettings", {}, VALIDATION),
    ("UpdateAccountSettings", {"MinimumThroughputBillingCommitment": {"Status": "MAYBE"}},
     VALIDATION),
    ("UpdateMaxRecordSize", {"StreamARN": ORDERS_ARN, "MaxRecordSizeInKiB": 1023}, VALIDATION),
    ("UpdateMaxRecordSize", {"StreamARN": ORDERS_ARN, "MaxRecordSizeInKiB": 10_241}, VALIDATION),
    ("UpdateShardCount", ORDERS | {"TargetShardCount": 5, "ScalingType": "UNIFORM_SCALING"},
     INVALID),
    ("UpdateShardCount", ORDERS | {"TargetShardCount": 0, "ScalingType": "UNIFORM_SCALING"},
     VALIDATION),
    ("UpdateShardCount", {"StreamName": "demand", "TargetShardCount": 5,
                          "ScalingType": "UNIFORM_SCALING"}, VALIDATION),
    ("UpdateStreamMode", {"StreamARN": ORDERS_ARN}, VALIDATION),
    ("UpdateStreamRecordDistributionStrategy",
     {"StreamARN": ORDERS_ARN, "RecordDistributionStrategy": "NONE"}, VALIDATION),
    ("UpdateStreamWarmThroughput", {"StreamARN": ORDERS_ARN, "WarmThroughputMiBps": 10}, INVALID),
]


def test_errors_have_the_services_codes(kinesis):
    wrong = [f"{action} {str(members)[:90]}: {code}, not {found}" for action, members, code in ERRORS
             if (found := outcome(kinesis, action, members)) != code]
    assert not wrong, "\n".join(wrong)
    names = kinesis.list_streams()["StreamNames"]
    assert names == ["demand", "orders"]  # What failed did nothing.
    assert [shard["ShardId"][-1] for shard in kinesis.list_shards(**ORDERS)["Shards"]] == ["0", "1"]


def test_reading_can_be_tried_dry(kinesis):
    place = ORDERS | {"ShardId": SHARD, "ShardIteratorType": "LATEST"}
    iterator = kinesis.get_shard_iterator(**place)["ShardIterator"]
    consumer = kinesis.describe_stream_consumer(
        StreamARN=ORDERS_ARN, ConsumerName="billing")["ConsumerDescription"]["ConsumerARN"]
    dry = {"DryRun": True}
    assert outcome(kinesis, "GetShardIterator", place | dry) == DRY_RUN
    assert outcome(kinesis, "GetRecords", {"ShardIterator": iterator} | dry) == DRY_RUN
    assert outcome(kinesis, "SubscribeToShard", {
        "ConsumerARN": consumer, "ShardId": SHARD, "StartingPosition": {"Type": "LATEST"}} | dry
    ) == DRY_RUN


def test_a_deleted_stream_leaves_its_iterators_behind(kinesis):
    kinesis.create_stream(StreamName="short", ShardCount=1)
    iterator = kinesis.get_shard_iterator(
        StreamName="short", ShardId=SHARD, ShardIteratorType="LATEST")["ShardIterator"]
    kinesis.delete_stream(StreamName="short")
    assert outcome(kinesis, "GetRecords", {"ShardIterator": iterator}) == NOT_FOUND


def test_consumers_have_a_limit(kinesis):
    for number in range(19):
        kinesis.register_stream_consumer(StreamARN=ORDERS_ARN, ConsumerName=f"c{number}")
    assert outcome(kinesis, "RegisterStreamConsumer",
                   {"StreamARN": ORDERS_ARN, "ConsumerName": "more"}) == LIMIT


def test_a_stream_that_changes_is_in_use(program):
    kinesis = client_of(program.start(environment=NEVER))
    kinesis.create_stream(ShardCount=2, **ORDERS)
    codes = {action: outcome(kinesis, action, ORDERS | members)
             for action, members in ON_A_STREAM if action != "DeleteStream"}
    codes |= {action: outcome(kinesis, action, {"StreamARN": ORDERS_ARN} | members)
              for action, members in ON_A_STREAM_ARN
              if "Consumer" not in action and "Warm" not in action}
    told_of = {"DescribeStream", "DescribeStreamSummary", "ListTagsForStream",
               "AddTagsToStream", "RemoveTagsFromStream"}
    in_use = {action for action, code in codes.items() if code == IN_USE}
    not_found = {action for action, code in codes.items() if code == NOT_FOUND}
    assert {action for action, code in codes.items() if code == "OK"} - told_of == set()
    assert not_found == {"GetShardIterator", "PutRecord", "PutRecords"}
    assert in_use | not_found | told_of == set(codes)


def test_a_shard_has_the_services_throughput_where_it_is_told_to(program):
    limits = {"PINFLOW__GATEWAY__KINESIS__SHARD_LIMITS": "true",
              "PINFLOW__GATEWAY__KINESIS__SHARD_LIMIT": "3"}
    kinesis = client_of(program.start(environment=AT_ONCE | limits))
    kinesis.create_stream(ShardCount=2, **ORDERS)
    place = ORDERS | {"ShardId": SHARD, "ShardIteratorType": "LATEST"}
    iterator = kinesis.get_shard_iterator(**place)["ShardIterator"]
    reads = [outcome(kinesis, "GetRecords", {"ShardIterator": iterator}) for _ in range(20)]
    assert set(reads) == {"OK", THROUGHPUT}
    large = {"Data": b"x" * (1 << 20), "PartitionKey": "k"}
    puts = [outcome(kinesis, "PutRecord", ORDERS | large) for _ in range(5)]
    assert set(puts) == {"OK", THROUGHPUT}
    answer = kinesis.put_records(Records=[large] * 5, **ORDERS)
    assert answer["FailedRecordCount"] > 0
    assert {record.get("ErrorCode") for record in answer["Records"]} <= {None, THROUGHPUT}
    for action, members in [
            ("CreateStream", {"StreamName": "more", "ShardCount": 2}),
            ("UpdateShardCount", ORDERS | {"TargetShardCount": 4,
                                           "ScalingType": "UNIFORM_SCALING"})]:
        assert outcome(kinesis, action, members) == LIMIT
    kinesis.split_shard(ShardToSplit=SHARD, NewStartingHashKey="100", **ORDERS)
    assert outcome(kinesis, "SplitShard", ORDERS | {
        "ShardToSplit": "shardId-000000000001", "NewStartingHashKey": str(2**128 - 100)}) == LIMIT


def test_a_policy_denies_every_action_on_its_stream(program, tmp_path):
    settings = tmp_path / "pinflow.toml"
    settings.write_text("".join(
        f'[gateway.credential.{name}]\naccess_key = "{key}"\nsecret_key = "secret"\n'
        for name, key in [("alice", "AKIDALICE"), ("bob", "AKIDBOB")]))
    program.start("--config", settings, environment=AT_ONCE)
    alice, bob = client_of(program, "AKIDALICE"), client_of(program, "AKIDBOB")
    alice.create_stream(ShardCount=2, **ORDERS)
    consumer = alice.register_stream_consumer(
        StreamARN=ORDERS_ARN, ConsumerName="billing")["Consumer"]["ConsumerARN"]
    iterator = bob.get_shard_iterator(
        ShardId=SHARD, ShardIteratorType="LATEST", **ORDERS)["ShardIterator"]
    token = bob.list_shards(MaxResults=1, **ORDERS)["NextToken"]
    alice.put_resource_policy(ResourceARN=ORDERS_ARN, Policy=json.dumps({"Statement": {
        "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::000000000000:user/bob"},
        "Action": "kinesis:*", "Resource": ORDERS_ARN}}))
    calls = [(action, ORDERS | members) for action, members in ON_A_STREAM]
    calls += [(action, {"StreamARN": ORDERS_ARN} | members) for action, members in ON_A_STREAM_ARN]
    calls += [(action, {"ResourceARN": ORDERS_ARN} | members)
              for action, members in ON_A_RESOURCE_ARN]
    calls += [("GetRecords", {"ShardIterator": iterator}), ("ListShards", {"NextToken": token}),
              ("DescribeStreamConsumer", {"ConsumerARN": consumer}),
              ("SubscribeToShard", {"ConsumerARN": consumer, "ShardId": SHARD,
                                    "StartingPosition": {"Type": "LATEST"}})]
    allowed = [action for action, members in calls if outcome(bob, action, members) != DENIED]
    assert allowed == []
    assert outcome(alice, "GetRecords", {"ShardIterator": iterator}) == "OK"


def test_a_policy_on_a_consumer_denies_its_use(program, tmp_path):
    settings = tmp_path / "pinflow.toml"
    settings.write_text('[gateway.credential.bob]\naccess_key = "AKIDBOB"\nsecret_key = "secret"\n')
    bob = client_of(program.start("--config", settings, environment=AT_ONCE), "AKIDBOB")
    bob.create_stream(ShardCount=1, **ORDERS)
    consumer = bob.register_stream_consumer(
        StreamARN=ORDERS_ARN, ConsumerName="billing")["Consumer"]["ConsumerARN"]
    bob.put_resource_policy(ResourceARN=consumer, Policy=json.dumps({"Statement": {
        "Effect": "Deny", "Principal": "*", "Action": "kinesis:SubscribeToShard"}}))
    assert outcome(bob, "SubscribeToShard", {
        "ConsumerARN": consumer, "ShardId": SHARD, "StartingPosition": {"Type": "LATEST"}}
    ) == DENIED
    assert outcome(bob, "PutRecord", ORDERS | RECORD) == "OK"
