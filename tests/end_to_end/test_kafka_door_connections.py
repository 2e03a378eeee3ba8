"""Thousands of Kafka clients at once: each is answered, and the door goes on serving."""
import contextlib
import resource
import socket
import struct

import pytest

pytest.importorskip("confluent_kafka")
from kafka_clients import consume, produce, rest_post  # noqa: E402

pytestmark = pytest.mark.usefixtures("kafka_door")

COUNT = 2_000
API_VERSIONS, METADATA, FETCH = 18, 3, 1
ALL_TOPICS = struct.pack(">i", -1)


@pytest.fixture
def many_files():
    """Room for as many connections, here and in the program that is started."""
    wanted = 2 * COUNT
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < wanted:
        pytest.skip(f"ulimit -Hn is {most}, {wanted} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before, wanted), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


def send(client, kind, version, number, body=b""):
    """A request whose client id is null."""
    packet = struct.pack(">hhih", kind, version, number, -1) + body
    client.sendall(struct.pack(">i", len(packet)) + packet)


def receive(client):
    """An answer's correlation id and what follows it."""
    def exactly(size):
        bytes_ = b""
        while len(bytes_) < size:
            more = client.recv(size - len(bytes_))
            assert more, "the connection was closed"
            bytes_ += more
        return bytes_
    [size] = struct.unpack(">i", exactly(4))
    packet = exactly(size)
    return struct.unpack(">i", packet[:4])[0], packet[4:]


def ask_all(clients, kind, version, body=b""):
    """Everybody asks, and only then are answers read; they are all the same."""
    for number, client in enumerate(clients):
        send(client, kind, version, number, body)
    answers = [receive(client) for client in clients]
    assert [number for number, _ in answers] == list(range(len(clients)))
    assert len({answer for _, answer in answers}) == 1
    return answers[0][1]


def waiting_fetch(topic, offset):
    """A Fetch of version 4 that waits half a minute for a byte of partition 0."""
    name = topic.encode()
    return (struct.pack(">iiiib", -1, 30_000, 1, 1 << 20, 0) + struct.pack(">ih", 1, len(name))
            + name + struct.pack(">iiqi", 1, 0, offset, 1 << 20))


def test_two_thousand_connections_hold(many_files, server):
    host, port = server.kafka.split(":")
    rest_post(server.url, "demo.pin", "first")
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection((host, int(port)), timeout=60))
                   for _ in range(COUNT)]
        assert struct.unpack(">h", ask_all(clients, API_VERSIONS, 0)[:2]) == (0,)
        assert b"demo.pin" in ask_all(clients, METADATA, 1, ALL_TOPICS)
        produce(server.kafka, "demo.pin", ["second"])
        assert consume(server.kafka, "demo.pin", 2) == ['"first"', "second"]
        for number, client in enumerate(clients):
            send(client, FETCH, 4, number, waiting_fetch("demo.pin", 2))
        rest_post(server.url, "other", "wakes nobody")
        produce(server.kafka, "demo.pin", ["for all"])
        answers = [receive(client) for client in clients]
        assert [number for number, _ in answers] == list(range(COUNT))
        assert all(b"for all" in answer for _, answer in answers)
        ask_all(clients, API_VERSIONS, 0)
    produce(server.kafka, "demo.pin", ["after all"])
