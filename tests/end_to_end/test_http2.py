"""HTTP/2 by the clients that speak it: curl and httpx, without and with TLS."""
import asyncio
import json
import socket
import subprocess
import urllib.parse

import h2.connection
import h2.events
import httpx
import pytest
from posts import JSON_V2, SECONDS_MAX, as_emulator, pin_row

PRODUCE = {"Content-Type": JSON_V2}


def curl(url, *options):
    """The answer's body, version and status."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", str(SECONDS_MAX),
         "--write-out", "\n%{http_version} %{http_code}", *options, url],
        capture_output=True, text=True, check=True)
    body, _, outcome = done.stdout.rpartition("\n")
    return body, outcome


def produce_options(row):
    return ["--header", f"Content-Type: {JSON_V2}", "--data-raw", as_emulator(row)]


@pytest.fixture
def tls_server(program):
    """Listens with TLS beside plain HTTP, by a certificate of its own."""
    return program.start(environment={"PINFLOW__HTTP__TLS_LISTEN": "127.0.0.1:0"})


def test_curl_with_prior_knowledge_posts_as_with_http_1(server):
    url = f"{server.url}/test/topics/demo.pin"
    for offset, (option, version) in enumerate(
            [("--http2-prior-knowledge", "2"), ("--http1.1", "1.1"), ("--http2", "1.1")]):
        body, outcome = curl(url, option, *produce_options(pin_row(offset)))
        assert outcome == f"{version} 200"
        assert json.loads(body)["offsets"][0]["offset"] == offset


def test_curl_agrees_on_http_2_in_the_handshake(tls_server):
    url = f"{tls_server.tls_url()}/test/topics/demo.pin"
    for option, version in [("--http2", "2"), ("--http1.1", "1.1")]:
        _, outcome = curl(url, "--insecure", option, *produce_options(pin_row(0)))
        assert outcome == f"{version} 200"


def test_a_body_that_is_too_long_is_refused_and_the_reason_seen(server, tmp_path):
    large = tmp_path / "large"
    large.write_bytes(b"x" * (20 << 20))
    body, outcome = curl(f"{server.url}/test/topics/demo.pin", "--http2-prior-knowledge",
                         "--header", f"Content-Type: {JSON_V2}", "--data-binary", f"@{large}")
    assert outcome == "2 413"
    assert json.loads(body)["error_code"] == 413


class OpenRequest:
    """An HTTP/2 request whose body is sent piece by piece, while its answer is read."""

    def __init__(self, server, path):
        address = urllib.parse.urlsplit(server.url)
        self._socket = socket.create_connection((address.hostname, address.port), SECONDS_MAX)
        self._connection = h2.connection.H2Connection()
        self._connection.initiate_connection()
        self._connection.send_headers(1, [
            (":method", "POST"), (":scheme", "http"), (":authority", "localhost"),
            (":path", path), ("content-type", "application/json")])
        self._received, self._has_ended = b"", False

    def send(self, body, end=False):
        self._connection.send_data(1, body, end_stream=end)
        self._socket.sendall(self._connection.data_to_send())

    def line(self):
        """The answer's next line; nothing at its end."""
        while b"\n" not in self._received:
            if self._has_ended:
                return None
            for event in self._connection.receive_data(self._socket.recv(1 << 16)):
                self._has_ended = isinstance(event, h2.events.StreamEnded)
                if isinstance(event, h2.events.DataReceived):
                    self._received += event.data
        line, _, self._received = self._received.partition(b"\n")
        return json.loads(line)


def test_each_record_of_an_open_request_is_answered_as_it_comes(server):
    request = OpenRequest(server, "/v3/clusters/any/topics/demo.pin/records")
    for offset in range(5):
        request.send(json.dumps({"value": {"type": "JSON", "data": offset}}).encode())
        assert request.line()["offset"] == offset
    request.send(b'{"value": {"type": "AVRO"')  # A record in two pieces, and a bad one.
    request.send(b', "data": 1}}', end=True)
    assert request.line()["error_code"] == 400
    assert request.line() is None


def test_curl_sends_a_long_request_of_records_by_http_2(server, tmp_path):
    count, path = 50_000, tmp_path / "records"
    path.write_text('{"value":{"type":"JSON","data":{"a":1}}}\n' * count)
    with open(path, encoding="utf-8") as records:
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--http2-prior-knowledge", "--header",
             "Content-Type: application/json", "--upload-file", "-", "--request", "POST",
             f"{server.url}/v3/clusters/any/topics/demo.pin/records"],
            stdin=records, capture_output=True, text=True, check=True)
    assert [json.loads(line)["offset"] for line in done.stdout.splitlines()] == list(range(count))


def test_one_connection_carries_many_requests_at_once(server):
    url = f"{server.url}/test/topics/demo.pin"

    async def post_all():
        async with httpx.AsyncClient(http1=False, http2=True, timeout=SECONDS_MAX) as client:
            async def post(index):
                answer = await client.post(url, content=as_emulator(pin_row(index)),
                                           headers=PRODUCE)
                assert (answer.status_code, answer.http_version) == (200, "HTTP/2")
                return answer.json()["offsets"][0]["offset"]
            return await asyncio.gather(*(post(index) for index in range(200)))

    assert sorted(asyncio.run(post_all())) == list(range(200))


def test_the_page_guard_holds_for_http_2(server):
    with httpx.Client(http1=False, http2=True, timeout=SECONDS_MAX) as client:
        answer = client.post(f"{server.url}/topics/demo.pin", content=as_emulator(pin_row(0)),
                             headers=PRODUCE | {"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403
        answer = client.get(f"{server.url}/topics", headers={"Host": "elsewhere.example"})
        assert answer.status_code in (400, 403, 421)


def test_a_graceful_stop_answers_what_runs(server):
    with httpx.Client(http1=False, http2=True, timeout=SECONDS_MAX) as client:
        assert client.get(f"{server.url}/topics").status_code == 200
        assert server.stop() == 0
