"""Kafka Connect's REST API and `pinflow connector`, on the real program: connectors that are made,
changed and ended while it runs, and what of it outlives kill -9."""
import gzip
import json

import pyarrow.parquet
import requests
from conftest import wait_until
from posts import JSON_V2
from s3_server import KEYS, S3Server

SECONDS_MAX = 30
PROPERTIES = {
    "connector.class": "io.confluent.connect.s3.S3SinkConnector",
    "storage.class": "io.confluent.connect.s3.storage.S3Storage",
    "format.class": "io.confluent.connect.s3.format.json.JsonFormat",
    "partitioner.class": "io.confluent.connect.storage.partitioner.DefaultPartitioner",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    "flush.size": "2", "tasks.max": "2", "topics.regex": "archive.*", "s3.bucket.name": "archive",
}


def connect(server, method, path, body=None):
    return requests.request(method, server.url + path, json=body, timeout=SECONDS_MAX)


def post(server, topic, *values):
    answer = requests.post(f"{server.url}/topics/{topic}", headers={"Content-Type": JSON_V2},
                           json={"records": [{"value": value} for value in values]},
                           timeout=SECONDS_MAX)
    assert answer.status_code == 200, answer.text


def archived(server):
    """The values of the archive's objects, by their names."""
    folder = server.data / "objects" / "archive"
    return {path.name: [json.loads(line) for line in path.read_text().splitlines()]
            for path in sorted(folder.rglob("*.json"))}


def state(server, name):
    return connect(server, "GET", f"/connectors/{name}/status").json()["connector"]["state"]


def test_a_connector_made_by_request_takes_new_topics_up_and_outlives_a_kill(server):
    made = connect(server, "POST", "/connectors", {"name": "archive", "config": PROPERTIES})
    assert made.status_code == 201, made.text
    assert connect(server, "GET", "/connectors").json() == ["archive", "s3-sink-demo"]
    post(server, "archive.a", 1, 2, 3)
    wait_until(lambda: archived(server) == {"archive.a+0+0000000000.json": [1, 2]}, "an object")
    server.kill()
    server.start()
    post(server, "archive.a", 4)
    wait_until(lambda: archived(server).get("archive.a+0+0000000002.json") == [3, 4], "the next one")
    assert connect(server, "DELETE", "/connectors/archive").status_code == 204
    assert connect(server, "DELETE", "/connectors/s3-sink-demo").status_code == 204
    server.kill()
    server.start()
    assert connect(server, "GET", "/connectors").json() == []


def test_a_paused_connector_rests_after_a_kill_and_goes_on_when_told(server):
    connect(server, "POST", "/connectors", {"name": "archive", "config": PROPERTIES})
    assert connect(server, "PUT", "/connectors/archive/pause").status_code == 202
    server.kill()
    server.start()
    assert state(server, "archive") == "PAUSED"
    post(server, "archive.a", 1, 2)
    post(server, "demo.pin", {"index": 1})
    wait_until(lambda: server.objects("demo.pin"), "the other connector's object")
    assert archived(server) == {}
    assert connect(server, "PUT", "/connectors/archive/resume").status_code == 202
    wait_until(lambda: archived(server), "an object after resume")


def test_offsets_set_back_write_lost_objects_again(server):
    connect(server, "POST", "/connectors", {"name": "archive", "config": PROPERTIES})
    post(server, "archive.a", 1, 2, 3, 4)
    wait_until(lambda: len(archived(server)) == 2, "two objects")
    for path in (server.data / "objects" / "archive").rglob("*0000000002.json"):
        path.unlink()
    connect(server, "PUT", "/connectors/archive/stop")
    offsets = connect(server, "GET", "/connectors/archive/offsets").json()
    assert offsets["offsets"][0]["offset"] == {"kafka_offset": 4}
    assert connect(server, "DELETE", "/connectors/archive/offsets").status_code == 200
    connect(server, "PUT", "/connectors/archive/resume")
    wait_until(lambda: [4] in [values[1:] for values in archived(server).values()], "the lost one")
    assert [value for values in archived(server).values() for value in values] == [1, 2, 3, 4]


def test_options_of_the_connector_hold_together(server):
    """Fields make folders, a transform adds one, gzip packs, dead letters go to their topic."""
    options = {
        "partitioner.class": "io.confluent.connect.storage.partitioner.FieldPartitioner",
        "partition.field.name": "category", "s3.compression.type": "gzip", "flush.size": "3",
        "transforms": "mark", "transforms.mark.type":
            "org.apache.kafka.connect.transforms.InsertField$Value",
        "transforms.mark.offset.field": "offset", "errors.tolerance": "all",
        "errors.deadletterqueue.topic.name": "archive.dead",
        "errors.deadletterqueue.context.headers.enable": "true",
    }
    made = connect(server, "POST", "/connectors",
                   {"name": "archive", "config": PROPERTIES | options})
    assert made.status_code == 201, made.text
    post(server, "archive.a", {"category": "art"}, {"category": "food"}, {"none": 1},
         {"category": "art"})
    folder = server.data / "objects" / "archive" / "topics" / "archive.a"
    wait_until(lambda: len(list(folder.rglob("*.json.gz"))) == 2, "two objects")
    assert {str(path.relative_to(folder)): gzip.decompress(path.read_bytes()).decode()
            for path in folder.rglob("*.json.gz")} == {
        "category=art/archive.a+0+0000000000.json.gz":
            '{"category":"art","offset":0}\n{"category":"art","offset":3}\n',
        "category=food/archive.a+0+0000000001.json.gz": '{"category":"food","offset":1}\n'}
    path = "/topics/archive.dead/partitions/0/offsets"
    wait_until(lambda: connect(server, "GET", path).json().get("end_offset") == 1, "a dead letter")
    assert connect(server, "GET", "/connectors/archive/topics").json() == {
        "archive": {"topics": ["archive.a"]}}


def test_the_commands_use_the_running_pinflow(server, tmp_path):
    file = tmp_path / "archive.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in PROPERTIES.items()))
    assert "right" in server.run("connector", "validate", str(file))
    server.run("connector", "create", str(file), "--name", "archive")
    assert "archive" in server.run("connector", "ls")
    assert "flush.size=2" in server.run("connector", "show", "archive")
    server.run("connector", "stop", "archive")
    assert state(server, "archive") == "STOPPED"
    post(server, "archive.a", 1, 2, 3)
    server.run("connector", "offsets", "archive", "--set", "archive.a/0=1")
    server.run("connector", "resume", "archive")
    wait_until(lambda: archived(server) == {"archive.a+0+0000000001.json": [2, 3]}, "the object")
    assert "archive.a" in server.run("connector", "offsets", "archive")
    server.run("connector", "restart", "archive")
    server.run("connector", "rm", "archive")
    server.run("connector", "show", "archive", expect=4)
    file.write_text(file.read_text() + "flush.sise=1\n")
    assert "did you mean 'flush.size'" in server.run("connector", "validate", str(file), expect=1)
    server.stop()
    server.run("connector", "ls", expect=69)
    assert "pinflow up" in server.errors


def test_a_client_that_is_wrong_is_told_so(server):
    odd_bodies = [b"", b"{", b"[]", b"null", b'{"name":"a","config":[]}', b'{"name":1,"config":{}}',
                  b'{"name":"a/b","config":{}}', b"\xff\xfe", b'{"offsets":5}']
    for method, path in [("POST", "/connectors"), ("PUT", "/connectors/s3-sink-demo/config"),
                         ("PATCH", "/connectors/s3-sink-demo/config"),
                         ("PATCH", "/connectors/s3-sink-demo/offsets"),
                         ("PUT", "/connector-plugins/S3SinkConnector/config/validate")]:
        for body in odd_bodies:
            answer = requests.request(method, server.url + path, data=body, timeout=SECONDS_MAX,
                                      headers={"Content-Type": "application/json"})
            assert answer.status_code < 500, (method, path, body, answer.text)
    assert state(server, "s3-sink-demo") == "RUNNING"


def test_a_connector_writes_to_the_server_that_its_own_properties_name(server, tmp_path):
    other = S3Server(tmp_path / "other")
    try:
        other.client.create_bucket(Bucket="elsewhere")
        properties = PROPERTIES | {
            "store.url": other.url, "s3.region": "us-east-1", "s3.bucket.name": "elsewhere",
            "aws.access.key.id": KEYS["AWS_ACCESS_KEY_ID"],
            "aws.secret.access.key": KEYS["AWS_SECRET_ACCESS_KEY"], "s3.part.size": "5242880"}
        # Properties from a file, and objects over a part's size.
        file = tmp_path / "elsewhere.properties"
        file.write_text("name=elsewhere\n" + "".join(f"{k}={v}\n" for k, v in properties.items()))
        server.run("connector", "create", file)
        post(server, "archive.a", 1, 2)
        for _ in range(2):
            post(server, "archive.large", *("x" * 1_000_000 for _ in range(4)))
        changed = properties | {"flush.size": "8", "topics.regex": "archive.large"}
        name = "archive.a+0+0000000000.json"
        wait_until(lambda: f"topics/archive.a/partition=0/{name}" in other.objects("elsewhere"),
                   "an object elsewhere")
        made = connect(server, "POST", "/connectors", {
            "name": "large", "config": changed | {"topics.dir": "large"}})
        assert made.status_code == 201, made.text
        large = "large/archive.large/partition=0/archive.large+0+0000000000.json"
        wait_until(lambda: large in other.objects("elsewhere"), "a large object elsewhere")
        assert other.objects("elsewhere")[large] == (b'"' + b"x" * 1_000_000 + b'"\n') * 8
        assert not (server.data / "objects" / "elsewhere").exists()
        shown = connect(server, "PUT", "/connector-plugins/S3SinkConnector/config/validate",
                        properties).text
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in shown
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in server.log()
    finally:
        other.stop()


def test_json_becomes_parquet_that_any_reader_takes(server):
    properties = PROPERTIES | {
        "format.class": "io.confluent.connect.s3.format.parquet.ParquetFormat", "flush.size": "3"}
    made = connect(server, "POST", "/connectors", {"name": "archive", "config": properties})
    assert made.status_code == 201, made.text
    rows = [{"index": 1, "title": "ä", "share": 1, "tags": ["a"]},
            {"index": -2, "share": 0.5, "at": "2026-01-31", "of": {"a": None}},
            {"index": 3, "title": "c"}]
    post(server, "archive.a", *rows)
    folder = server.data / "objects" / "archive"
    name = "archive.a+0+0000000000.snappy.parquet"
    wait_until(lambda: [path.name for path in folder.rglob("*.parquet")] == [name], "an object")
    read = pyarrow.parquet.read_table(next(folder.rglob(name)))
    assert {field.name: str(field.type) for field in read.schema} == {
        "index": "int64", "title": "string", "share": "double", "at": "string",
        "tags": "list<element: string>", "of": "struct<a: string>"}
    assert read.column("index").to_pylist() == [1, -2, 3]
    assert read.column("title").to_pylist() == ["ä", None, "c"]
    # An object that cannot be a row stops its partition, and says why.
    post(server, "archive.a", 7, {"index": 4}, {"index": 5})
    wait_until(lambda: "needs an object with fields" in connect(
        server, "GET", "/connectors/archive/status").text, "the reason")
