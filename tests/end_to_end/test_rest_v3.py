"""The REST API v3, as requests and curl use it."""
import http.client
import itertools
import json
import subprocess
import threading
import urllib.parse

import pytest
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


def record_text(value):
    return json.dumps({"value": {"type": "JSON", "data": value}}).encode()


class OpenRequest:
    """A produce request whose end the client has not decided on."""

    def __init__(self, server, path):
        self._connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(server.url).netloc, timeout=SECONDS_MAX)
        self._connection.putrequest("POST", path)
        self._connection.putheader("Content-Type", "application/json")
        self._connection.putheader("Transfer-Encoding", "chunked")
        self._connection.endheaders()
        self._answer = None

    def send(self, content):
        self._connection.send(b"%x\r\n%b\r\n" % (len(content), content))

    def end(self):
        self._connection.send(b"0\r\n\r\n")

    def ask_again(self, path):
        self._connection.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self._answer = http.client.HTTPResponse(self._connection.sock)
        self._answer.begin()

    @property
    def answer(self):
        self._answer = self._answer or self._connection.getresponse()
        return self._answer

    def report(self):
        return json.loads(self.answer.readline())


@pytest.mark.parametrize("stage", ["", "/test"])
def test_each_record_is_answered_while_its_request_is_open(server, stage):
    request = OpenRequest(server, f"{stage}/v3/clusters/any/topics/demo.pin/records")
    for offset in range(5):
        request.send(record_text(pin_row(offset)))
        report = request.report()
        assert (report["error_code"], report["offset"]) == (200, offset)
    request.send(b'{"value": {"type": "AVRO"')  # A record in two pieces, and a bad one.
    request.send(b', "data": 1}}' + record_text("last"))
    assert request.report()["error_code"] == 400
    assert request.report()["offset"] == 5
    request.end()
    assert (request.answer.status, request.answer.read()) == (200, b"")
    request.ask_again("/topics")  # The connection goes on.
    assert json.loads(request.answer.read()) == ["demo.pin"]


def test_what_an_open_request_was_told_survives_a_crash(program):
    program.start()
    request = OpenRequest(program, "/v3/clusters/any/topics/demo.pin/records")
    for offset in range(3):
        request.send(record_text(offset))
        assert request.report()["offset"] == offset
    program.kill()
    program.start()
    consumer = Consumer(program.url, "sam").subscribe("demo.pin")
    assert [record["value"] for record in consumer.records()] == [0, 1, 2]


def test_a_client_may_send_all_records_before_it_reads_a_report(server):
    records = itertools.repeat(record_text({"a": 1}), 30_000)
    answer = requests.post(f"{server.url}/v3/clusters/any/topics/demo.pin/records", data=records,
                           headers={"Content-Type": "application/json"}, timeout=120)
    reports = [json.loads(line) for line in answer.text.splitlines()]
    assert [report["offset"] for report in reports] == list(range(30_000))


def test_stopping_ends_an_open_request_after_its_last_report(server):
    request = OpenRequest(server, "/v3/clusters/any/topics/demo.pin/records")
    request.send(record_text(1))
    assert request.report()["offset"] == 0
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    assert request.answer.read() == b""
    stopping.join()


def test_an_open_request_to_nowhere_is_refused_at_once(program):
    program.start(environment={"PINFLOW__GATEWAY__AUTO_CREATE_TOPICS": "false"})
    request = OpenRequest(program, "/v3/clusters/any/topics/demo.pin/records")
    request.send(record_text(1))
    assert request.answer.status == 404
    assert json.loads(request.answer.read())["error_code"] == 40403


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
