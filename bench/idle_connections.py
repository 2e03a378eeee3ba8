#!/usr/bin/env python3
"""10,000 idle keep-alive connections: the memory they add, and the p99 of posts beside them. And
slow clients, a byte every ten seconds: they are closed by the time limit and hurt nobody."""
import pathlib
import re
import resource
import selectors
import socket
import tempfile
import threading
import time
import urllib.parse

from harness import ROOT, Program, parse_arguments, produce_body, report, run_wrk

REQUEST_TIMEOUT_MS = 30_000


def resident_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def connect(url, count):
    address = urllib.parse.urlsplit(url)
    return [socket.create_connection((address.hostname, address.port)) for _ in range(count)]


def ask(connections):
    """One request on each, and its answer: from then on they are idle."""
    for connection in connections:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for connection in connections:
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")


def seconds_until_closed(connections, patience):
    """Sends a byte of a request every ten seconds on each, until the server has closed all."""
    selector = selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
    began = sent_at = time.monotonic()
    request = iter(b"POST /topics/slow HTTP/1.1\r\nHost: localhost\r\n")
    letter = bytes([next(request)])
    for connection in connections:
        connection.send(letter)
    while selector.get_map():
        assert time.monotonic() - began < patience, f"{len(selector.get_map())} are still open"
        for key, _ in selector.select(timeout=1):
            try:
                is_open = bool(key.fileobj.recv(4096))
            except ConnectionError:
                is_open = False
            if not is_open:
                selector.unregister(key.fileobj)
        if time.monotonic() - sent_at >= 10:
            sent_at, letter = time.monotonic(), bytes([next(request)])
            for key in list(selector.get_map().values()):
                try:
                    key.fileobj.send(letter)
                except ConnectionError:
                    pass
    return time.monotonic() - began


def main():
    arguments = parse_arguments(__doc__, connections=10_000, slow=2_000, runs=1)
    wanted = arguments.connections + arguments.slow + 1_000
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(wanted, 1024), most), most))
    settings = {"PINFLOW__HTTP__CONNECTIONS_MAX": str(2 * wanted),
                "PINFLOW__HTTP__IDLE_TIMEOUT_MS": "600000",
                "PINFLOW__HTTP__REQUEST_TIMEOUT_MS": str(REQUEST_TIMEOUT_MS)}
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start("--only", "gateway,serve", environment=settings)
        url, body = f"{program.url}/topics/bench.rows", produce_body(1)
        run_wrk(url, body, 1)
        alone, before = run_wrk(url, body, 5), resident_mb(program.process_id)
        idle = connect(program.url, arguments.connections)
        ask(idle)
        added = resident_mb(program.process_id) - before
        beside_idle = run_wrk(url, body, 5)
        slow = connect(program.url, arguments.slow)
        beside_slow = {}
        posting = threading.Thread(target=lambda: beside_slow.update(run_wrk(url, body, 20)))
        posting.start()
        closed_after = seconds_until_closed(slow, 2 * REQUEST_TIMEOUT_MS / 1000)
        posting.join()
        assert ask(idle[:100]) is None  # Those that were idle all the time are still served.
        program.stop()
    idle_ratio = beside_idle["p99_ms"] / alone["p99_ms"]
    slow_ratio = beside_slow["p99_ms"] / alone["p99_ms"]
    report(arguments, f"{arguments.connections} idle and {arguments.slow} slow connections", [
        {"what": "posts alone", "p99 ms": alone["p99_ms"],
         "requests/s": alone["requests_per_second"]},
        {"what": f"beside the idle ones, {added:.0f} MB more", "p99 ms": beside_idle["p99_ms"],
         "requests/s": beside_idle["requests_per_second"]},
        {"what": "beside the slow ones, too", "p99 ms": beside_slow["p99_ms"],
         "requests/s": beside_slow["requests_per_second"]},
    ], [("idle connections add less than 100 MB", added, added < 100),
        ("p99 beside the idle ones as it was (at most 1.5 times)", idle_ratio, idle_ratio <= 1.5),
        ("p99 beside the slow ones as it was (at most 1.5 times)", slow_ratio, slow_ratio <= 1.5),
        ("slow clients are closed by the limit of 30 s", closed_after, closed_after < 35)])


if __name__ == "__main__":
    main()
