"""S3Server: the Versity S3 Gateway on a folder, and a proxy in front of it that makes faults."""
import datetime
import email.utils
import os
import random
import re
import socket
import socketserver
import subprocess
import threading
import time

import boto3
import botocore.config
import pytest
from program import ROOT

BINARY = os.environ.get("PINFLOW_S3_SERVER", ROOT / "build/tools/versitygw")
KEYS = {"AWS_ACCESS_KEY_ID": "test-key", "AWS_SECRET_ACCESS_KEY": "test-secret"}


class S3Server:
    def __init__(self, folder):
        if not os.path.exists(BINARY):
            pytest.skip("no S3 server: ./dev setup --tests installs one")
        folder.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [BINARY, "--quiet", "--keep-alive", "--access", KEYS["AWS_ACCESS_KEY_ID"],
             "--secret", KEYS["AWS_SECRET_ACCESS_KEY"], "--port", f"127.0.0.1:{self.port}",
             "posix", folder], stdout=subprocess.DEVNULL)
        self.client = boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            config=botocore.config.Config(retries={"max_attempts": 10}))
        self.client.list_buckets()  # Waits until it answers.

    def objects(self, bucket, prefix=""):
        """All objects below the prefix: name -> bytes."""
        found = {}
        for page in self.client.get_paginator("list_objects_v2").paginate(
                Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                got = self.client.get_object(Bucket=bucket, Key=item["Key"])
                found[item["Key"]] = got["Body"].read()
        return found

    def count(self, bucket, prefix=""):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return sum(page["KeyCount"] for page in pages)

    def stop(self):
        self._process.kill()
        self._process.wait()


def environment(url):
    """What makes pinflow work on this server, making buckets as it needs them."""
    return KEYS | {"AWS_ENDPOINT_URL": url, "PINFLOW__OBJECTS__TYPE": "s3",
                   "PINFLOW__OBJECTS__S3__CREATE_BUCKETS": "true"}


class FaultProxy:
    """Passes requests on to the server; about one in `every` meets a fault of `kinds`."""

    KINDS = ("error 500", "slow down", "stall", "reset before", "reset in the middle",
             "truncated answer", "lost answer", "error 412", "clock skew")

    def __init__(self, server_port, seed, every=5, kinds=KINDS):
        self.server_port, self.every, self.kinds = server_port, every, kinds
        self.made = dict.fromkeys(kinds, 0)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        proxy = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                while proxy.pass_on(self.request):
                    pass

        socketserver.ThreadingTCPServer.request_queue_size = 128
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def choose(self):
        with self._lock:
            if self._random.randrange(self.every):
                return None
            kind = self._random.choice(self.kinds)
            self.made[kind] += 1
            return kind

    def pass_on(self, client):
        """One request; whether the connection goes on."""
        try:
            head, body = read_message(client)
            if head is None:
                return False
            fault = self.choose()
            if fault in (None, "truncated answer", "lost answer"):
                answer = self.ask(head, body)
                if fault == "lost answer":
                    return False
                if fault == "truncated answer":
                    client.sendall(answer[:-1] if answer.endswith(b"\r\n\r\n")
                                   else answer[:len(answer) - 3])
                    return False
                client.sendall(answer)
                return True
            return make_fault(fault, client, head)
        except OSError:
            return False

    def ask(self, head, body):
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            server.sendall(head + body)
            return b"".join(read_message(server, is_head=head.startswith(b"HEAD")))


def read_message(connection, is_head=False):
    """Head and body of a request or an answer; (None, None) at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None, None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    head += b"\r\n\r\n"
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    wanted = 0 if is_head or not length else int(length[1])
    while len(body) < wanted:
        more = connection.recv(65536)
        if not more:
            return None, None
        body += more
    return head, body


def make_fault(kind, client, head):
    """Answers in the server's place; whether the connection goes on."""
    if kind == "stall":
        time.sleep(2.5)
        return False
    if kind == "reset before":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        return False
    if kind == "reset in the middle":
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")
        return False
    status, code, date = {
        "error 500": ("500 Internal Server Error", "InternalError", 0),
        "slow down": ("503 Slow Down", "SlowDown", 0),
        "error 412": ("412 Precondition Failed", "PreconditionFailed", 0),
        "clock skew": ("403 Forbidden", "RequestTimeTooSkewed", 5 * 60)}[kind]
    if kind == "error 412" and b"if-none-match" not in head.lower():
        status, code = "500 Internal Server Error", "InternalError"
    if kind == "clock skew":  # Ahead, or behind for a client that followed it ahead.
        sent = re.search(rb"(?i)x-amz-date: *(\w+)", head)[1].decode()
        at = datetime.datetime.strptime(sent + "+0000", "%Y%m%dT%H%M%SZ%z").timestamp()
        date = -date if at > time.time() + 60 else date
    body = f"<Error><Code>{code}</Code></Error>".encode()
    if head.startswith(b"HEAD"):
        body = b""
    client.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n"
                   f"Date: {email.utils.formatdate(time.time() + date, usegmt=True)}\r\n\r\n"
                   .encode() + body)
    return True
