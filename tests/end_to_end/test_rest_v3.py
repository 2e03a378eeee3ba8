"""The REST API v3, as requests and curl use it."""
import json
import subprocess

import requests
from posts import SECONDS_MAX, pin_row
from test_consumers import Consumer


class Cluster:
    """The only one there is, as its own answers say where everything is found."""

    def __init__(self, url):
        listed = requests.get(f"{url}/v3/clusters", timeout=SECONDS_MAX).json()
        self.url = listed["data"][0]["metadata"]["self"]

    def send(self, method, path, body=None):
        return requests.request(method, self.url + path, json=body, timeout=SECONDS_MAX)


def test_the_life_of_a_topic(server):
    cluster = Cluster(server.url)
    made = cluster.send("POST", "/topics", {"topic_name": "demo.pin", "partitions_count": 2})
    assert made.status_code == 201
    partitions = requests.get(made.json()["partitions"]["related"], timeout=SECONDS_MAX).json()
    assert [one["partition_id"] for one in partitions["data"]] == [0, 1]
    configs = made.json()["configs"]["related"]
    assert requests.put(f"{configs}/retention.ms", json={"value": "60000"},
                        timeout=SECONDS_MAX).status_code == 204
    assert requests.get(f"{configs}/retention.ms", timeout=SECONDS_MAX).json()["value"] == "60000"
    assert cluster.send("DELETE", "/topics/demo.pin").status_code == 204
    gone = cluster.send("GET", "/topics/demo.pin")
    assert (gone.status_code, gone.json()["error_code"]) == (404, 40403)


def test_curl_streams_records_and_reads_a_report_for_each(server):
    records = "".join(json.dumps({"value": {"type": "JSON", "data": pin_row(index)}})
                      for index in range(100))
    done = subprocess.run(
        ["curl", "-sS", "-X", "POST", "-H", "Content-Type: application/json",
         "-H", "Transfer-Encoding: chunked", "--data-binary", "@-",
         f"{server.url}/v3/clusters/any/topics/demo.pin/records"],
        input=records, capture_output=True, text=True, timeout=SECONDS_MAX, check=True)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["offset"] for report in reports] == list(range(100))
    assert {report["error_code"] for report in reports} == {200}
    consumer = Consumer(server.url, "sam").subscribe("demo.pin")
    assert [record["value"] for record in consumer.records()] == [
        pin_row(index) for index in range(100)]


def test_the_lag_of_a_group_shrinks_as_it_commits(server):
    cluster = Cluster(server.url)
    entries = [{"id": str(index), "value": {"type": "JSON", "data": index}} for index in range(3)]
    batch = cluster.send("POST", "/topics/demo.pin/records:batch", {"entries": entries})
    assert batch.status_code == 207
    assert [entry["id"] for entry in batch.json()["successes"]] == ["0", "1", "2"]
    consumer = Consumer(server.url, "sam").subscribe("demo.pin")
    place = {"topic": "demo.pin", "partition": 0}
    consumer.send("POST", "/offsets", {"offsets": [place | {"offset": 0}]})

    def total_lag():
        return cluster.send("GET", "/consumer-groups/students/lag-summary").json()["total_lag"]

    assert total_lag() == 2
    consumer.records()
    consumer.send("POST", "/offsets")
    assert total_lag() == 0
