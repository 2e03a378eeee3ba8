#!/usr/bin/env python3
"""Objects a second that the sink writes with flush.size=1, each durable, beside a loop that writes
files one after another in the same way: temporary file, fsync, rename, fsync of the folder."""
import os
import pathlib
import statistics
import tempfile
import time

import requests
from harness import ROOT, ROW, Program, parse_arguments, produce_body, report

TOPIC = "demo.pin"
ROWS_A_REQUEST = 1000


def fill(program, count):
    """Puts `count` records into the log, with no sink running."""
    program.start("--only", "gateway")
    body = produce_body(ROWS_A_REQUEST)
    headers = {"Content-Type": "application/vnd.kafka.json.v2+json"}
    for _ in range(count // ROWS_A_REQUEST):
        requests.post(f"{program.url}/topics/{TOPIC}", data=body, headers=headers,
                      timeout=60).raise_for_status()
    program.stop()


def wait_for_objects(find, count):
    """Asks seldom, since the asking takes from what is measured."""
    while len(names := find()) < count:
        time.sleep(0.2)
    return names


def sink_rate(folder, count):
    """Objects a second from the first object to the last."""
    program = Program(folder)
    fill(program, count)
    program.start("--only", "sink")
    names = wait_for_objects(lambda: program.objects(TOPIC), count)
    program.stop()
    times = [name.stat().st_mtime_ns for name in names]
    return count / ((max(times) - min(times)) / 1e9)


def plain_rate(folder, count):
    """What one thread without any grouping gets out of this disk."""
    folder = pathlib.Path(folder)
    text = str(ROW).encode()
    directory = os.open(folder, os.O_RDONLY)
    started = time.monotonic()
    for number in range(count):
        with open(folder / "new", "wb", buffering=0) as file:
            file.write(text)
            os.fsync(file.fileno())
        os.rename(folder / "new", folder / f"{number:010}.json")
        os.fsync(directory)
    os.close(directory)
    return count / (time.monotonic() - started)


def main():
    arguments = parse_arguments(__doc__, objects=20_000)
    sink, plain = [], []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            plain.append(plain_rate(folder, 2_000))
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            sink.append(sink_rate(folder, arguments.objects))
    rate, base = statistics.median(sink), statistics.median(plain)
    report(arguments, "Sink, flush.size=1, local folder", [
        {"what": "pinflow's sink", "objects/s": rate},
        {"what": "files one after another, each synced", "objects/s": base},
        {"what": "ratio", "objects/s": rate / base},
    ], [("at least 3,000 objects/s", rate, rate >= 3000)])


if __name__ == "__main__":
    main()
