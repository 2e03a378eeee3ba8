"""The whole pipeline on a real Kafka; both are killed and started again in the middle."""
import collections
import json

import pytest
import requests
from conftest import table_rows, wait_until
from kafka_server import KafkaServer, is_installed
from posts import ROWS, as_emulator, JSON_V2
from sts_server import StsServer

ROW_COUNT = 30
TOPICS = {f"{beginning}{name}": row for name, row in ROWS.items()
          for beginning in ("demo.", "streaming-demo-")}
SECONDS = 120


@pytest.fixture(scope="module")
def kafka(tmp_path_factory):
    if not is_installed():
        pytest.skip("no Kafka: ./dev setup --tests fetches it")
    server = KafkaServer(tmp_path_factory.mktemp("kafka") / "server")
    yield server
    server.kill()


def post_until_acknowledged(url, topic, index):
    """As a client that tries again until it is told an offset, and says that it is the same."""
    def acknowledged():
        answer = requests.post(f"{url}/topics/{topic}", data=as_emulator(TOPICS[topic](index)),
                               headers={"Content-Type": JSON_V2,
                                        "Idempotency-Key": f"{topic}/{index}"}, timeout=60)
        return answer.status_code == 200 and answer.json()["offsets"][0]["error_code"] is None
    wait_until(acknowledged, f"row {index} of {topic}", SECONDS)


def test_nothing_is_lost_or_doubled_when_either_is_killed_on_the_way(program, kafka):
    settings = kafka.environment()
    program.start(environment=settings)
    for index in range(ROW_COUNT):
        if index == ROW_COUNT // 3:
            program.kill()
            program.start(environment=settings)
        if index == ROW_COUNT // 2:
            kafka.kill()
            kafka.start()
        for topic in TOPICS:
            post_until_acknowledged(program.url, topic, index)
    wait_until(lambda: all(len(program.objects(f"demo.{name}")) == ROW_COUNT for name in ROWS),
               "the sink", SECONDS)

    def ledger():
        return json.loads(program.run("audit", "--json", environment=settings))
    wait_until(lambda: not any(one["waiting"] for one in ledger()["ledgers"]
                               if one["table"].startswith("stream.")), "the streams", SECONDS)
    assert program.stop() == 0
    assert not (program.data / "eventlog").exists()

    program.run("clean", environment=settings)
    assert len(json.loads(program.run("query", "--json", environment=settings))) >= 9
    for name in ROWS:
        for table in (f"silver.demo_{name}", f"stream.demo_{name}_table"):
            counts = collections.Counter(row["ind"] for row in table_rows(program, table))
            assert counts == {index: 1 for index in range(ROW_COUNT)}, table
    total = ledger()
    assert total["accepted"] == total["tables"] == ROW_COUNT * len(TOPICS)
    assert total["duplicates"] == total["dead_letters"] == total["waiting"] == 0


def test_kafkas_own_consumer_sees_keys_and_headers(program, kafka):
    program.start(environment=kafka.environment())
    cluster = requests.get(f"{program.url}/v3/clusters", timeout=30).json()["data"][0]
    answer = requests.post(
        f"{program.url}/v3/clusters/{cluster['cluster_id']}/topics/seen/records",
        json={"key": {"type": "STRING", "data": "k-1"},
              "value": {"type": "JSON", "data": {"a": 1}},
              "headers": [{"name": "trace", "value": "YWJj"}]}, timeout=30)
    assert answer.status_code == 200 and answer.json()["error_code"] == 200, answer.text
    assert kafka.consumed("seen", 1) == ['trace:abc\tk-1\t{"a":1}']


def test_a_consumer_reads_and_keeps_its_place(program, kafka):
    program.start(environment=kafka.environment())
    for index in range(3):
        answer = requests.post(f"{program.url}/topics/read", data=json.dumps(
            {"records": [{"value": {"n": index}}]}), headers={"Content-Type": JSON_V2}, timeout=30)
        assert answer.status_code == 200, answer.text

    def read_as(name):
        group = f"{program.url}/consumers/students"
        kind = {"Content-Type": "application/vnd.kafka.v2+json"}
        made = requests.post(group, data=json.dumps(
            {"name": name, "format": "json", "auto.offset.reset": "earliest"}),
            headers=kind, timeout=30)
        assert made.status_code == 200, made.text
        consumer = f"{group}/instances/{name}"
        requests.post(f"{consumer}/subscription", data=json.dumps({"topics": ["read"]}),
                      headers=kind, timeout=30)
        got = requests.get(f"{consumer}/records", headers={"Accept": JSON_V2}, timeout=30).json()
        requests.post(f"{consumer}/offsets", headers=kind, timeout=30)
        requests.delete(consumer, headers=kind, timeout=30)
        return [one["value"]["n"] for one in got]
    assert read_as("first") == [0, 1, 2]
    assert read_as("second") == []


def test_what_kafka_cannot_do_is_refused_by_name(program, kafka):
    program.start(environment=kafka.environment())
    answer = requests.post(f"{program.url}/test/streams/shards", json={"ShardCount": 2}, timeout=30)
    assert answer.status_code == 400 and "eventlog.type" in answer.text, answer.text


def test_a_kafka_that_is_not_there_is_named(program):
    said = program.run("topics", environment={
        "PINFLOW__EVENTLOG__TYPE": "kafka",
        "PINFLOW__EVENTLOG__KAFKA__ANSWER_TIMEOUT_MS": "1000",
        "PINFLOW__EVENTLOG__KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:9"}, expect=None)
    assert program.exit_status == 69, said + program.errors
    assert "127.0.0.1:9" in program.errors and "bootstrap.servers" in program.errors


def test_doctor_says_whether_it_is_let_in(program, kafka):
    def about_kafka(environment, expect):
        said = program.run("doctor", "--json", environment=environment, expect=expect)
        return {one["what"]: one for one in json.loads(said) if one["what"].startswith("kafka")}
    found = about_kafka(kafka.environment(), 0)
    assert found["kafka port"]["found"] == f"{kafka.address} answers"
    assert found["kafka"]["state"] == "ok" and "lets this user in" in found["kafka"]["found"]
    found = about_kafka({"PINFLOW__EVENTLOG__TYPE": "kafka",
                         "PINFLOW__EVENTLOG__KAFKA__BOOTSTRAP_SERVERS": "b-1.invalid:9092"}, 1)
    assert found["kafka name"]["state"] == "BAD" and "VPC" in found["kafka name"]["mend"]


def test_doctor_names_each_right_that_is_missing_and_the_command_that_gives_it(program, tmp_path):
    if not is_installed():
        pytest.skip("no Kafka: ./dev setup --tests fetches it")
    kafka = KafkaServer(tmp_path / "kafka", guarded=True)
    try:
        check_rights(program, kafka, tmp_path / "client.properties")
    finally:
        kafka.kill()


def check_rights(program, kafka, properties):
    login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    properties.write_text(
        f"bootstrap.servers = {kafka.guarded_address}\nsecurity.protocol = SASL_PLAINTEXT\n"
        "sasl.mechanism = PLAIN\n"
        f"sasl.jaas.config = {login} username=\"alice\" password=\"wonder\";\n")
    plain = ["--bootstrap-server", kafka.address]
    allow = ["org.apache.kafka.tools.AclCommand", *plain, "--add", "--allow-principal", "User:alice"]
    kafka.tool("org.apache.kafka.tools.TopicCommand", *plain, "--create", "--topic", "demo.pin")
    # All but Write on one topic, and the groups.
    kafka.tool(*allow, "--operation", "All", "--topic", "demo.geo", "--topic", "demo.user")
    kafka.tool(*allow, "--operation", "All", "--resource-pattern-type", "prefixed",
               "--topic", "streaming-demo-")
    kafka.tool(*allow, "--operation", "Read", "--operation", "DescribeConfigs", "--topic",
               "demo.pin")

    def missing():
        said = json.loads(program.run("doctor", "--json", expect=None, environment={
            "PINFLOW__EVENTLOG__TYPE": "kafka",
            "PINFLOW__EVENTLOG__KAFKA__PROPERTIES_FILES": str(properties)}))
        about = [one for one in said if one["what"] in ("kafka topic", "kafka group")]
        assert len(about) == 8, said
        return {one["found"]: one["mend"] for one in about if one["state"] != "ok"}
    wanted = {"demo.pin: not allowed: Write"}
    found = missing()
    assert {one for one in found if "demo.pin" in one} == wanted, found
    groups = set(found) - wanted
    assert len(groups) == 2 and all(
        one.startswith("connect-") and one.endswith(": not allowed: Describe, Read")
        for one in groups), found
    for mend in found.values():
        tool, _, server, *words = mend.split()
        assert (tool, server) == ("kafka-acls.sh", kafka.guarded_address), mend
        kafka.tool("org.apache.kafka.tools.AclCommand", *plain, *words)
    wait_until(lambda: not missing(), "what the mends gave", SECONDS)


def test_a_role_of_the_login_module_is_assumed(program, tmp_path):
    """By an STS that knows signatures; there is no public emulator of MSK's own login."""
    login = "software.amazon.msk.auth.iam.IAMLoginModule required"
    handler = "software.amazon.msk.auth.iam.IAMClientCallbackHandler"
    role = "arn:aws:iam::123456789012:role/demo-access-role"
    sts = StsServer("eu-west-1", {role})

    def token_of(arn):
        properties = tmp_path / "client.properties"
        properties.write_text(
            "security.protocol = SASL_SSL\nsasl.mechanism = AWS_MSK_IAM\n"
            f"sasl.jaas.config = {login} awsRoleArn=\"{arn}\" awsRoleExternalId=\"a b/c\";\n"
            f"sasl.client.callback.handler.class = {handler}\n")
        said = program.run("doctor", "--json", expect=1, environment=sts.environment() | {
            "PINFLOW__EVENTLOG__TYPE": "kafka",
            "PINFLOW__EVENTLOG__KAFKA__PROPERTIES_FILES": str(properties),
            "PINFLOW__EVENTLOG__KAFKA__REGION": "eu-west-1",
            "PINFLOW__EVENTLOG__KAFKA__BOOTSTRAP_SERVERS": "b-1.invalid:9098"})
        assert not any(secret in said + program.errors for secret in
                       ("base-secret", "base-token", "role-secret", "role-token", "a b/c"))
        return next(one for one in json.loads(said) if one["what"] == "kafka token")

    found = token_of(role)
    assert found["state"] == "ok" and role in found["found"], found
    assert sts.asked == [{"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": role,
                          "RoleSessionName": "pinflow", "ExternalId": "a b/c"}]
    refused = token_of(role + "-2")
    sts.close()
    assert refused["state"] == "BAD" and role + "-2" in refused["found"], refused
    assert "AccessDenied: User: arn:aws:iam::1:user/u" in refused["found"]
    assert "trust policy" in refused["found"] and "aws sts assume-role" in refused["mend"]
