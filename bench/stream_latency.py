#!/usr/bin/env python3
"""How long a posted row takes until it is in a version of the stream's Delta table, at a steady rate."""
import json
import statistics
import tempfile
import threading
import time

import requests
from harness import ROOT, ROW, Program, parse_arguments, report

TOPIC = "streaming-demo-pin"
REQUESTS_A_SECOND = 100


class Poster(threading.Thread):
    """Posts at the rate, and keeps when each offset was sent."""

    def __init__(self, url, rate, seconds):
        super().__init__()
        self.url, self.rate, self.seconds = url, rate, seconds
        self.sent = []  # By offset.

    def run(self):
        session, started = requests.Session(), time.monotonic()
        rows_a_request = self.rate // REQUESTS_A_SECOND
        for number in range(self.seconds * REQUESTS_A_SECOND):
            wait = started + number / REQUESTS_A_SECOND - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            first = len(self.sent)
            records = [{"value": ROW | {"index": first + i, "unique_id": f"id-{first + i}"}}
                       for i in range(rows_a_request)]
            self.sent += [time.monotonic()] * rows_a_request
            session.post(f"{self.url}/topics/{TOPIC}", json={"records": records}, timeout=60,
                         headers={"Content-Type": "application/vnd.kafka.json.v2+json"}
                         ).raise_for_status()


def visible_offsets(commit):
    """The offset after the last one that the commit holds, from its note."""
    ranges = json.loads(commit.read_text().splitlines()[0])["commitInfo"].get(
        "pinflow", {}).get("ranges", {})
    return max((end for _, end in ranges.values()), default=0)


def watch(log, poster):
    """When each offset was first in a version of the table."""
    seen, version = [], 0
    while poster.is_alive() or len(seen) < len(poster.sent):
        commit = log / f"{version:020}.json"
        if not commit.exists():
            time.sleep(0.002)
            continue
        now = time.monotonic()
        seen += [now] * (visible_offsets(commit) - len(seen))
        version += 1
    return seen


def measure(folder, rate, seconds, environment=None):
    """Seconds from post to Delta row, of each row, the shortest first."""
    program = Program(folder).start(environment=environment)
    poster = Poster(program.url, rate, seconds)
    poster.start()
    seen = watch(program.table_path("stream.demo_pin_table") / "_delta_log", poster)
    program.stop()
    return sorted(at - sent for at, sent in zip(seen, poster.sent))


def p99_of(delays):
    return delays[int(len(delays) * 0.99)]


def main():
    arguments = parse_arguments(__doc__, rate=5000, seconds=20)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        delays = measure(folder, arguments.rate, arguments.seconds)
    p50, p99 = statistics.median(delays), p99_of(delays)
    report(arguments, f"From post to Delta row at {arguments.rate:,} rows/s", [
        {"what": "p50", "seconds": p50}, {"what": "p95", "seconds": delays[int(len(delays) * 0.95)]},
        {"what": "p99", "seconds": p99}, {"what": "longest", "seconds": delays[-1]},
    ], [("p50 under 0.7 s", p50, p50 < 0.7), ("p99 under 1.5 s", p99, p99 < 1.5)])


if __name__ == "__main__":
    main()
