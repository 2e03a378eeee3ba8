"""Consumer instances of the REST proxy, as requests uses them."""
import concurrent.futures
import time

import pytest
import requests
from conftest import wait_until
from posts import JSON_V2, SECONDS_MAX, pin_row, post

V2 = "application/vnd.kafka.v2+json"


class Consumer:
    """One instance, made and used through a stage as the exercise's clients do."""

    def __init__(self, url, name, group="students", stage="/test", **settings):
        body = {"name": name, "format": "json", "auto.offset.reset": "earliest"} | settings
        answer = requests.post(f"{url}{stage}/consumers/{group}", json=body,
                               headers={"Content-Type": V2}, timeout=SECONDS_MAX)
        assert answer.status_code == 200, answer.text
        self.base = answer.json()["base_uri"]
        assert self.base == f"{url}{stage}/consumers/{group}/instances/{name}"

    def send(self, method, path="", body=None, **options):
        return requests.request(method, self.base + path, json=body, timeout=SECONDS_MAX,
                                headers={"Content-Type": V2}, **options)

    def subscribe(self, *topics):
        assert self.send("POST", "/subscription", {"topics": topics}).status_code == 204
        return self

    def records(self, **query):
        answer = requests.get(self.base + "/records", params=query, timeout=SECONDS_MAX,
                              headers={"Accept": JSON_V2})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == JSON_V2
        return answer.json()


def test_the_life_of_a_consumer_through_a_stage(server):
    post(server.url, "demo.pin", pin_row(3))
    consumer = Consumer(server.url, "sam").subscribe("demo.pin")
    record, = consumer.records()
    assert record == {"topic": "demo.pin", "key": None, "value": pin_row(3), "partition": 0,
                      "offset": 0}
    assert consumer.send("DELETE").status_code == 204
    answer = consumer.send("GET", "/records")
    assert (answer.status_code, answer.json()["error_code"]) == (404, 40403)


def test_a_group_goes_on_after_a_restart(program):
    program.start()
    for index in range(3):
        post(program.url, "demo.pin", pin_row(index))
    consumer = Consumer(program.url, "sam", **{"auto.commit.enable": "false"}).subscribe("demo.pin")
    assert len(consumer.records()) == 3
    body = {"offsets": [{"topic": "demo.pin", "partition": 0, "offset": 1}]}
    assert consumer.send("POST", "/offsets", body).status_code == 200
    program.kill()
    program.start()
    consumer = Consumer(program.url, "sam").subscribe("demo.pin")
    assert [record["offset"] for record in consumer.records()] == [2]


def test_a_fetch_waits_for_the_first_record(server):
    consumer = Consumer(server.url, "sam").subscribe("demo.pin")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        fetched = pool.submit(consumer.records, timeout=20_000)
        wait_until(lambda: fetched.running(), "the fetch")
        post(server.url, "demo.pin", pin_row(0))
        began = time.monotonic()
        assert [record["offset"] for record in fetched.result()] == [0]
        assert time.monotonic() - began < 15, "it waited for its timeout"


def test_instances_of_a_group_share_the_partitions(program):
    program.start(environment={"PINFLOW__GATEWAY__PARTITIONS": "4"})
    rows = [{"value": {"index": index}, "partition": index % 4} for index in range(40)]
    answer = requests.post(f"{program.url}/topics/demo.pin", json={"records": rows},
                           headers={"Content-Type": JSON_V2}, timeout=SECONDS_MAX)
    assert answer.headers.get("X-Pinflow-Records-Failed") is None
    first = Consumer(program.url, "first").subscribe("demo.pin")
    second = Consumer(program.url, "second").subscribe("demo.pin")
    shares = [[record["value"]["index"] for record in consumer.records()]
              for consumer in (first, second)]
    assert sorted(shares[0] + shares[1]) == list(range(40))
    assert len(shares[0]) == len(shares[1]) == 20


def test_an_idle_instance_goes_and_its_partitions_go_to_others(program):
    program.start(environment={"PINFLOW__GATEWAY__CONSUMER_TIMEOUT_MS": "1000"})
    post(program.url, "demo.pin", pin_row(0))
    idle = Consumer(program.url, "idle").subscribe("demo.pin")
    busy = Consumer(program.url, "busy").subscribe("demo.pin")
    wait_until(lambda: busy.records(timeout=100), "taking over")
    assert idle.send("GET", "/subscription").status_code == 404


@pytest.mark.parametrize("consumer_format, value", [("binary", "eyJhIjoxfQ=="), ("text", '{"a":1}')])
def test_a_record_comes_in_the_format_of_its_consumer(server, consumer_format, value):
    post(server.url, "demo.pin", {"a": 1})
    consumer = Consumer(server.url, "sam", format=consumer_format).subscribe("demo.pin")
    answer = consumer.send("GET", "/records")
    assert answer.headers["Content-Type"] == f"application/vnd.kafka.{consumer_format}.v2+json"
    assert answer.json()[0]["value"] == value
