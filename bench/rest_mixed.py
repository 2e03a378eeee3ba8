#!/usr/bin/env python3
"""64 producers and 16 consumers of one group at once: nothing lost, order kept, and what that
does to the p99 of single posts beside them. And how fast the consumers read what is there."""
import http.client
import json
import re
import tempfile
import threading
import time
import urllib.parse

from harness import ROOT, ROW, ROW_BYTES, Program, parse_arguments, produce_body, report, run_wrk

PRODUCERS, CONSUMERS, PARTITIONS = 64, 16, 16
ROWS_A_REQUEST = 100
JSON_V2 = "application/vnd.kafka.json.v2+json"
V2 = {"Content-Type": "application/vnd.kafka.v2+json"}
RECORD = re.compile(rb'"producer":(\d+),"number":(\d+).*?"partition":(\d+),"offset":(\d+)')


class Connection:
    """One keep-alive connection."""

    def __init__(self, url):
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)

    def send(self, method, path, body=None, headers=V2):
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status < 300, content
        return content


def produce(url, topic, producer, ends_at, counts):
    """Posts numbered rows until the time is over; how many were acknowledged."""
    connection, number = Connection(url), 0
    while time.monotonic() < ends_at:
        records = [{"value": {"producer": producer, "number": number + i, "row": ROW},
                    "partition": producer % PARTITIONS} for i in range(ROWS_A_REQUEST)]
        answer = connection.send("POST", f"/topics/{topic}", json.dumps({"records": records}),
                                 {"Content-Type": JSON_V2})
        assert answer.count(b'"error":null') == ROWS_A_REQUEST
        number += ROWS_A_REQUEST
        counts[producer] = number


class Reader(threading.Thread):
    """One instance of the group; checks the order of what it gets."""

    def __init__(self, url, topic, name, group, checks):
        super().__init__()
        self._connection, self._checks = Connection(url), checks
        self._base = f"/consumers/{group}/instances/{name}"
        body = {"name": name, "format": "json", "auto.offset.reset": "earliest"}
        self._connection.send("POST", f"/consumers/{group}", json.dumps(body))
        self._connection.send("POST", f"{self._base}/subscription",
                              json.dumps({"topics": [topic]}))
        self.count, self.next_number, self.next_offset, self.stops = 0, {}, {}, False

    def run(self):
        while True:
            was_told = self.stops
            content = self._connection.send("GET", f"{self._base}/records?timeout=100", None,
                                            {"Accept": JSON_V2})
            if self._checks:
                self._check(content)
            else:
                self.count += content.count(b'"offset":')
            if was_told and len(content) <= 2:
                return

    def _check(self, content):
        for producer, number, partition, offset in RECORD.findall(content):
            producer, number, partition = int(producer), int(number), int(partition)
            assert self.next_offset.get(partition, int(offset)) == int(offset), "a gap"
            assert self.next_number.get(producer, 0) == number, "not in order"
            self.next_offset[partition] = int(offset) + 1
            self.next_number[producer] = number + 1
            self.count += 1


def start_readers(url, topic, group, checks):
    readers = [Reader(url, topic, f"c{i}", group, checks) for i in range(CONSUMERS)]
    began = time.monotonic()
    for reader in readers:
        reader.start()
    return readers, began


def stop_readers(readers):
    for reader in readers:
        reader.stops = True
    for reader in readers:
        reader.join()
    return sum(reader.count for reader in readers)


def mixed(url, topic, seconds):
    """Figures of the mixed load; a single post's p99 is measured by wrk beside it."""
    ends_at, counts = time.monotonic() + seconds, {}
    readers, began = start_readers(url, topic, "mixed", checks=True)
    producers = [threading.Thread(target=produce, args=(url, topic, i, ends_at, counts))
                 for i in range(PRODUCERS)]
    for thread in producers:
        thread.start()
    beside = run_wrk(f"{url}/topics/bench.single", produce_body(1), max(1, seconds - 1), 2)
    for thread in producers:
        thread.join()
    acknowledged, read = sum(counts.values()), stop_readers(readers)
    assert read == acknowledged, f"{acknowledged} acknowledged, {read} read"
    return {"rows": read, "rows_per_second": read / (time.monotonic() - began),
            "p99_ms": beside["p99_ms"]}


def main():
    arguments = parse_arguments(__doc__, seconds=60, runs=1)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start("--only", "gateway",
                                        environment={"PINFLOW__GATEWAY__PARTITIONS": str(PARTITIONS)})
        url = program.url
        alone = run_wrk(f"{url}/topics/bench.single", produce_body(1), 5, 2)
        both = mixed(url, "bench.mixed", arguments.seconds)
        run_wrk(f"{url}/topics/bench.read", produce_body(ROWS_A_REQUEST), 10)
        total = sum(json.loads(Connection(url).send(
            "GET", f"/topics/bench.read/partitions/{partition}/offsets"))["end_offset"]
            for partition in range(PARTITIONS))
        readers, began = start_readers(url, "bench.read", "read", checks=False)
        read = stop_readers(readers)
        read_rate = read / (time.monotonic() - began)
        assert read == total, f"{total} stored, {read} read"
        program.stop()
    ratio = both["p99_ms"] / alone["p99_ms"]
    report(arguments, f"REST, {PRODUCERS} producers and {CONSUMERS} consumers, rows of "
           f"{ROW_BYTES} bytes", [
               {"what": "single posts alone", "rows/s": "-", "p99 ms": alone["p99_ms"]},
               {"what": f"beside the mixed load, {both['rows']} rows",
                "rows/s": both["rows_per_second"], "p99 ms": both["p99_ms"]},
               {"what": f"consumers reading {total} rows", "rows/s": read_rate, "p99 ms": "-"},
           ], [("nothing lost, order kept", "yes", True),
               ("consumers read at least 200,000 rows/s", read_rate, read_rate >= 200_000),
               ("p99 of a single post at most 5 times", ratio, ratio <= 5)])


if __name__ == "__main__":
    main()
