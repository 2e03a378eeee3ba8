#!/usr/bin/env python3
"""64 producers and 16 consumers of one group at once: nothing lost, order kept, and what that
does to the p99 of single posts beside them. And how fast the consumers read what is there.

The clients of the load are threads of a few processes that run only when the program and wrk leave
a processor free (SCHED_IDLE), as clients on other machines would take none of it: else their
interpreter is what is measured."""
import http.client
import json
import multiprocessing
import os
import re
import tempfile
import threading
import time
import urllib.parse

from harness import ROOT, ROW, ROW_BYTES, Program, parse_arguments, produce_body, report, run_wrk

PRODUCERS, CONSUMERS, PARTITIONS = 64, 16, 16
PROCESSES = 4  # Of each kind.
ROWS_A_REQUEST = 100
JSON_V2 = "application/vnd.kafka.json.v2+json"
V2 = {"Content-Type": "application/vnd.kafka.v2+json"}
# The row comes first in a value, and is the same in all: only what is behind it is made anew.
ROW_BEGIN = b'{"value":{"row":' + json.dumps(ROW).encode()
RECORD = re.compile(rb'"producer":(\d+),"number":(\d+)},"partition":(\d+),"offset":(\d+)')


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


def in_processes(work, indexes):
    """Starts work(part of the indexes, pipe) in each process; the other ends of their pipes,
    through which what it returns will come."""
    context, workers = multiprocessing.get_context("fork"), []
    for part in (indexes[i::PROCESSES] for i in range(PROCESSES)):
        ours, theirs = context.Pipe()
        worker = context.Process(target=run_aside, args=(work, part, theirs), daemon=True)
        worker.start()
        workers.append(ours)
    return workers


def run_aside(work, part, pipe):
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    try:
        pipe.send(work(part, pipe))
    except BaseException as error:
        pipe.send(repr(error))
        raise


def in_threads(work, items):
    """work(item) for each, at the same time; the sum of what they return."""
    results, failures = [], []

    def run(item):
        try:
            results.append(work(item))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(item,)) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(results)


def total_of(workers):
    results = [worker.recv() for worker in workers]
    assert all(isinstance(result, int) for result in results), results
    return sum(results)


def produce(url, topic, producer, ends_at):
    """Posts numbered rows until the time is over; how many were acknowledged."""
    connection, number = Connection(url), 0
    place = b',"partition":%d}' % (producer % PARTITIONS)
    while time.monotonic() < ends_at:
        body = b",".join(ROW_BEGIN + b',"producer":%d,"number":%d}' % (producer, number + i)
                         + place for i in range(ROWS_A_REQUEST))
        answer = connection.send("POST", f"/topics/{topic}", b'{"records":[' + body + b"]}",
                                 {"Content-Type": JSON_V2})
        assert answer.count(b'"error":null') == ROWS_A_REQUEST
        number += ROWS_A_REQUEST
    return number


class Reader:
    """One instance of the group; checks the order of what it gets."""

    def __init__(self, url, topic, name, group, checks):
        self._connection, self._checks = Connection(url), checks
        self._base = f"/consumers/{group}/instances/{name}"
        body = {"name": name, "format": "json", "auto.offset.reset": "earliest"}
        self._connection.send("POST", f"/consumers/{group}", json.dumps(body))
        self._connection.send("POST", f"{self._base}/subscription",
                              json.dumps({"topics": [topic]}))
        self._next_number, self._next_offset = {}, {}

    def read(self, has_ended):
        """Reads until nothing comes any more after the end; how many rows."""
        count = 0
        while True:
            was_told = has_ended.is_set()
            content = self._connection.send("GET", f"{self._base}/records?timeout=100", None,
                                            {"Accept": JSON_V2})
            count += self._check(content) if self._checks else content.count(b'"offset":')
            if was_told and len(content) <= 2:
                return count

    def _check(self, content):
        records = RECORD.findall(content)
        for producer, number, partition, offset in records:
            offset, number = int(offset), int(number)
            assert self._next_offset.get(partition, offset) == offset, "a gap"
            assert self._next_number.get(producer, 0) == number, "not in order"
            self._next_offset[partition] = offset + 1
            self._next_number[producer] = number + 1
        return len(records)


def start_readers(url, topic, group, checks):
    """Processes with the readers, all of which have joined the group; they read when told."""

    def work(part, pipe):
        readers = [Reader(url, topic, f"c{i}", group, checks) for i in part]
        pipe.send("joined")
        pipe.recv()
        has_ended = threading.Event()
        threading.Thread(target=lambda: pipe.recv() and has_ended.set(), daemon=True).start()
        return in_threads(lambda reader: reader.read(has_ended), readers)

    workers = in_processes(work, range(CONSUMERS))
    for worker in workers:
        assert worker.recv() == "joined"
    for worker in workers:
        worker.send("read")
    return workers


def stop_readers(workers):
    for worker in workers:
        worker.send("end")
    return total_of(workers)


def mixed(url, topic, seconds):
    """Figures of the mixed load; a single post's p99 is measured by wrk beside it."""
    began = time.monotonic()
    readers = start_readers(url, topic, "mixed", checks=True)
    producers = in_processes(
        lambda part, _: in_threads(lambda i: produce(url, topic, i, began + seconds), part),
        range(PRODUCERS))
    beside = run_wrk(f"{url}/topics/bench.single", produce_body(1), max(1, seconds - 2), 2)
    acknowledged = total_of(producers)
    read = stop_readers(readers)
    assert read == acknowledged, f"{acknowledged} acknowledged, {read} read"
    return {"rows": read, "rows_per_second": read / (time.monotonic() - began),
            "p99_ms": beside["p99_ms"]}


def stored(url, topic):
    return sum(json.loads(Connection(url).send(
        "GET", f"/topics/{topic}/partitions/{partition}/offsets"))["end_offset"]
        for partition in range(PARTITIONS))


def main():
    arguments = parse_arguments(__doc__, seconds=60, fill_seconds=10, runs=1)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        program = Program(folder).start("--only", "gateway",
                                        environment={"PINFLOW__GATEWAY__PARTITIONS": str(PARTITIONS)})
        url = program.url
        alone = run_wrk(f"{url}/topics/bench.single", produce_body(1), 5, 2)
        both = mixed(url, "bench.mixed", arguments.seconds)
        run_wrk(f"{url}/topics/bench.read", produce_body(ROWS_A_REQUEST), arguments.fill_seconds)
        began = time.monotonic()
        read = stop_readers(start_readers(url, "bench.read", "read", checks=False))
        read_rate = read / (time.monotonic() - began)
        # Asked afterwards: what was under way when wrk ended may have been stored since.
        total = stored(url, "bench.read")
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
