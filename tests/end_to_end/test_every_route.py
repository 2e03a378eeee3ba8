"""Every route of the REST Proxy that docs/api.md says is there, used once by requests, with the
shape of its answer as Confluent has it; and every link of the REST API v3 followed."""
import base64
import collections
import json
import re

import pytest
import requests
from posts import JSON_V2, SECONDS_MAX
from program import ROOT

V2 = "application/vnd.kafka.v2+json"
BINARY_V2 = "application/vnd.kafka.binary.v2+json"
PARTITION = {"partition": 0, "leader": 1,
             "replicas": [{"broker": 1, "leader": True, "in_sync": True}]}
OFFSETS = {"offsets": [{"topic": "demo.pin", "partition": 0, "offset": 0}]}
PARTITIONS = {"partitions": [{"topic": "demo.pin", "partition": 0}]}


class Walk:
    """Sends requests to routes by their names in docs/api.md and remembers which ones."""

    def __init__(self, url):
        self.url, self.routes = url, set()
        self.parameters = {"cluster": "pinflow", "topic": "demo.pin", "partition": "0",
                           "broker": "1", "group": "students", "instance": "sam",
                           "consumer": "sam", "name": "retention.ms"}

    def send(self, method, route, status, body=None, content_type=None, query=None, **parameters):
        path = re.sub(r"{(\w+)}", lambda name: (self.parameters | parameters)[name[1]], route)
        headers = {"Content-Type": content_type} if content_type else {}
        text = json.dumps(body) if body is not None and not isinstance(body, str) else body
        answer = requests.request(method, self.url + path, data=text, headers=headers,
                                  params=query, timeout=SECONDS_MAX)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        self.routes.add((method, route))
        return answer.json() if answer.content else None


def documented_routes(heading):
    """Method and path of each route that is there, of one section of docs/api.md."""
    section = (ROOT / "docs/api.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z]+) (/\S*)` \|(?! not)", section, re.M))


def produced(partition, offset):
    return {"offsets": [{"partition": partition, "offset": offset, "error_code": None,
                         "error": None}], "key_schema_id": None, "value_schema_id": None}


@pytest.fixture
def walk(server):
    return Walk(server.url)


def walk_topics(walk):
    one = {"records": [{"value": {"index": 1}}]}
    assert walk.send("POST", "/topics/{topic}", 200, one, JSON_V2) == produced(0, 0)
    in_base64 = {"records": [{"value": base64.b64encode(b'{"index":2}').decode()}]}
    assert walk.send("POST", "/topics/{topic}/partitions/{partition}", 200, in_base64,
                     BINARY_V2) == produced(0, 1)
    assert walk.send("GET", "/topics", 200) == ["demo.pin"]
    topic = walk.send("GET", "/topics/{topic}", 200)
    assert topic["name"] == "demo.pin" and topic["partitions"] == [PARTITION]
    assert topic["configs"]["cleanup.policy"] == "delete"
    assert walk.send("GET", "/topics/{topic}/partitions", 200) == [PARTITION]
    assert walk.send("GET", "/topics/{topic}/partitions/{partition}", 200) == PARTITION
    assert walk.send("GET", "/topics/{topic}/partitions/{partition}/offsets", 200) == {
        "beginning_offset": 0, "end_offset": 2}
    assert walk.send("GET", "/brokers", 200) == {"brokers": [1]}
    assert walk.send("GET", "/", 200) == {}
    assert walk.send("POST", "/", 200) == {}


def walk_consumers(walk):
    instance = "/consumers/{group}/instances/{instance}"
    made = walk.send("POST", "/consumers/{group}", 200,
                     {"name": "sam", "format": "json", "auto.offset.reset": "earliest"}, V2)
    assert made == {"instance_id": "sam",
                    "base_uri": f"{walk.url}/consumers/students/instances/sam"}

    subscription = instance + "/subscription"
    walk.send("POST", subscription, 204, {"topic_pattern": "demo[.].*"}, V2)
    walk.send("DELETE", subscription, 204)
    walk.send("POST", subscription, 204, {"topics": ["demo.pin"]}, V2)
    assert walk.send("GET", subscription, 200) == {"topics": ["demo.pin"]}
    fetched = walk.send("GET", instance + "/records", 200, query={"timeout": 5000})
    assert [(one["offset"], one["value"]) for one in fetched] == [
        (0, {"index": 1}), (1, {"index": 2})]
    assert set(fetched[0]) == {"topic", "key", "value", "partition", "offset"}
    walk.send("DELETE", subscription, 204)

    walk.send("POST", instance + "/assignments", 204, PARTITIONS, V2)
    assert walk.send("GET", instance + "/assignments", 200) == PARTITIONS
    for place, offset in [("/beginning", 0), ("/end", None)]:
        walk.send("POST", instance + "/positions" + place, 204, PARTITIONS, V2)
        assert first_offset(walk, instance) == offset
    walk.send("POST", instance + "/positions", 204,
              {"offsets": [OFFSETS["offsets"][0] | {"offset": 1}]}, V2)
    assert first_offset(walk, instance) == 1
    walk.send("POST", instance + "/offsets", 200, OFFSETS, V2)  # The last that is done.
    next_one = OFFSETS["offsets"][0] | {"offset": 1, "metadata": ""}
    assert walk.send("GET", instance + "/offsets", 200, PARTITIONS, V2) == {"offsets": [next_one]}
    walk.send("DELETE", instance, 204)


def first_offset(walk, instance):
    fetched = walk.send("GET", instance + "/records", 200, query={"timeout": 0})
    return fetched[0]["offset"] if fetched else None


def test_every_route_of_v2_does_what_its_name_says(walk):
    walk_topics(walk)
    walk_consumers(walk)
    assert walk.routes == documented_routes("REST Proxy v2")


def walk_clusters(walk, cluster):
    listed = walk.send("GET", "/v3/clusters", 200)
    assert listed["kind"] == "KafkaClusterList"
    assert walk.send("GET", cluster, 200) == listed["data"][0]
    brokers = walk.send("GET", cluster + "/brokers", 200)["data"]
    assert [walk.send("GET", cluster + "/brokers/{broker}", 200)] == brokers


def walk_v3_topics(walk, cluster):
    topics, topic = cluster + "/topics", cluster + "/topics/{topic}"
    walk.send("POST", topics, 201, {"topic_name": "demo.pin"})
    assert [one["topic_name"] for one in walk.send("GET", topics, 200)["data"]] == ["demo.pin"]
    walk.send("PATCH", topic, 200, {"partitions_count": 2})
    assert walk.send("GET", topic, 200)["partitions_count"] == 2

    walk.send("POST", topic + "/configs:alter", 204,
              {"data": [{"name": "retention.ms", "value": "5000"}]})
    assert walk.send("GET", topic + "/configs/{name}", 200)["value"] == "5000"
    walk.send("PUT", topic + "/configs/{name}", 204, {"value": "6000"})
    values = {one["name"]: one["value"]
              for one in walk.send("GET", topic + "/configs", 200)["data"]}
    assert values["retention.ms"] == "6000"
    walk.send("DELETE", topic + "/configs/{name}", 204)
    everywhere = walk.send("GET", topics + "/-/configs", 200)["data"]
    assert {one["name"]: one["value"] for one in everywhere} == values | {
        "retention.ms": walk.send("GET", topic + "/configs/{name}", 200)["value"]}

    partitions = walk.send("GET", topic + "/partitions", 200)["data"]
    partition = topic + "/partitions/{partition}"
    assert walk.send("GET", partition, 200) == partitions[0]
    replicas = walk.send("GET", partition + "/replicas", 200)["data"]
    assert [walk.send("GET", partition + "/replicas/{broker}", 200)] == replicas
    walk.send("GET", partition + "/replicas/{broker}", 404, broker="2")

    record = {"partition_id": 0, "value": {"type": "JSON", "data": {"index": 1}}}
    report = walk.send("POST", topic + "/records", 200, record, "application/json")
    assert (report["error_code"], report["offset"]) == (200, 0)
    entries = {"entries": [{"id": "one"} | record, {"id": "two", "value": {"type": "NONE"}}]}
    batch = walk.send("POST", topic + "/records:batch", 207, entries, "application/json")
    assert [one["id"] for one in batch["successes"] + batch["failures"]] == ["one", "two"]
    assert walk.send("GET", partition + "/offset", 200)["offset"] == 2


def begin_group(walk):
    """A group with one instance that has both partitions, and a position in the first."""
    base = f"{walk.url}/consumers/students"
    for path, body in [("", {"name": "sam", "format": "json", "auto.offset.reset": "earliest"}),
                       ("/instances/sam/subscription", {"topics": ["demo.pin"]}),
                       ("/instances/sam/offsets", OFFSETS)]:
        requests.post(base + path, json=body, headers={"Content-Type": V2},
                      timeout=SECONDS_MAX).raise_for_status()


def walk_groups(walk, cluster):
    group = cluster + "/consumer-groups/{group}"
    listed = walk.send("GET", cluster + "/consumer-groups", 200)["data"]
    assert walk.send("GET", group, 200) in listed  # Beside those of connectors.
    consumers = walk.send("GET", group + "/consumers", 200)["data"]
    consumer = group + "/consumers/{consumer}"
    assert [walk.send("GET", consumer, 200)] == consumers
    assigned = walk.send("GET", consumer + "/assignments", 200)["data"]
    assignment = consumer + "/assignments/{topic}/partitions/{partition}"
    assert [walk.send("GET", assignment, 200, partition=number) for number in "01"] == assigned
    walk.send("GET", assignment, 404, partition="2")
    assert walk.send("GET", group + "/lag-summary", 200)["total_lag"] == 1
    lag, = walk.send("GET", group + "/lags", 200)["data"]
    assert walk.send("GET", group + "/lags/{topic}/partitions/{partition}", 200) == lag
    assert (lag["current_offset"], lag["log_end_offset"], lag["lag"]) == (1, 2, 1)


def test_every_route_of_v3_does_what_its_name_says(walk):
    cluster = "/v3/clusters/{cluster}"
    walk_clusters(walk, cluster)
    walk_v3_topics(walk, cluster)
    begin_group(walk)
    walk_groups(walk, cluster)
    walk.send("DELETE", cluster + "/topics/{topic}", 204)
    assert walk.routes == documented_routes("REST API v3")


def links_of(answer):
    """Each URL in an answer that says where it, or what belongs to it, is found."""
    if isinstance(answer, list):
        return [link for one in answer for link in links_of(one)]
    if not isinstance(answer, dict):
        return []
    own = [answer[name] for name in ("self", "related") if isinstance(answer.get(name), str)]
    return own + [link for one in answer.values() for link in links_of(one)]


def test_every_link_of_v3_leads_to_what_it_names(walk):
    walk_v3_topics(walk, "/v3/clusters/{cluster}")
    begin_group(walk)
    waiting, followed = collections.deque([f"{walk.url}/v3/clusters"]), set()
    while waiting:
        link = waiting.popleft()
        if link in followed or link.endswith("/lags/demo.pin/partitions/1"):
            continue  # Where a group has no position there is no lag.
        followed.add(link)
        answer = requests.get(link, timeout=SECONDS_MAX)
        assert answer.status_code == 200, f"{link}: {answer.text}"
        assert answer.json()["metadata"]["self"] == link
        waiting.extend(links_of(answer.json()))
    assert len(followed) > 25, followed
