#!/usr/bin/env python3
"""The sink on a real S3 server, the Versity gateway of the tests: objects of one record each beside
a bare loop of puts by as many connections, and records a second with 10,000 in an object; and the
real connector on the same server, where PINFLOW_CONNECT_PLUGINS and KAFKA_HOME name one. The
server keeps its objects in --server-in, by default in memory, lest its disk set the figures; what
pinflow writes of its own goes to the disk as always."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

from harness import ROOT, ROW, Program, parse_arguments, report
from peers import connect_s3
from s3_server import KEYS, S3Server, environment
from sink import TOPIC, fill, wait_for_objects

BARE_LOOP = ROOT / "build/release/s3_put_bench"
BUCKET = "user-demo-bucket"
IN_MEMORY = pathlib.Path("/dev/shm")
# Of the real connector on MinIO, quiet machine; those that are measured here go before.
REAL_OBJECTS, REAL_RECORDS, REAL_PEAK_MB = 135, 74_000, 1_600


def peak_mb(process_id):
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


@contextmanager
def s3_server(place):
    """A server and the folder of its objects, below `place`."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        objects = pathlib.Path(folder) / "s3"
        server = S3Server(objects)
        try:
            yield server, objects
        finally:
            server.stop()


def sink_rate(folder, place, records, flush_size):
    """Records a second from the first object to the last, and the program's largest size."""
    program = Program(folder)
    fill(program, records)
    with s3_server(place) as (server, objects):
        program.start("--only", "sink", environment=environment(server.url) | {
            "PINFLOW__SINK__FLUSH_SIZE": str(flush_size)})
        names = wait_for_objects(lambda: object_files(objects), records // flush_size)
        peak = peak_mb(program.process_id)
        program.stop()
        return rate_of(names, records, flush_size), peak


def object_files(objects):
    return list((objects / BUCKET).rglob(f"{TOPIC}+0+*.json"))


def rate_of(names, records, flush_size):
    times = [name.stat().st_mtime_ns for name in names]
    return (records - flush_size) / ((max(times) - min(times)) / 1e9)


def real_rate(folder, place, records, flush_size):
    """The same of the real connector."""
    with s3_server(place) as (server, objects):
        server.client.create_bucket(Bucket=BUCKET)
        connect = connect_s3.Connect(folder, KEYS)
        try:
            connect.fill(TOPIC, json.dumps(ROW), records)
            sink = connect.start_sink(TOPIC, BUCKET, server.url, flush_size)
            deadline = time.monotonic() + connect_s3.RUN_SECONDS_MAX
            while len(names := object_files(objects)) < records // flush_size:
                assert sink.poll() is None, (pathlib.Path(folder) / "connect-standalone.sh.out").read_text()
                assert time.monotonic() < deadline, f"{len(names)} objects, then nothing"
                time.sleep(0.2)
            return rate_of(names, records, flush_size), peak_mb(sink.pid)
        finally:
            connect.stop()


def bare_rate(place, count):
    with s3_server(place) as (server, _):
        done = subprocess.run([BARE_LOOP, server.url, "bare", str(count)], text=True, check=True,
                              capture_output=True, env=os.environ | KEYS)
        return float(done.stdout)


def median_of(runs, measure):
    """The medians of rate and peak over runs, each in a folder of its own."""
    figures = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            figures.append(measure(folder))
    return tuple(statistics.median(values) for values in zip(*figures))


def main():
    arguments = parse_arguments(__doc__, objects=3_000, records=600_000, server_in=str(IN_MEMORY))
    place = arguments.server_in
    single, bare, large, peaks = [], [], [], []
    for _ in range(arguments.runs):
        for rates, measure in ((bare, lambda at: (bare_rate(place, arguments.objects), 0)),
                               (single, lambda at: sink_rate(at, place, arguments.objects, 1)),
                               (large, lambda at: sink_rate(at, place, arguments.records, 10_000))):
            with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
                rate, peak = measure(folder)
                rates.append(rate)
                peaks.append(peak)
    objects, base, records = (statistics.median(rates) for rates in (single, bare, large))
    real_objects, real_records, real_peak, real_rows = REAL_OBJECTS, REAL_RECORDS, REAL_PEAK_MB, []
    if why := connect_s3.why_not():
        print(f"{why}; goals stand beside what was recorded of it.", file=sys.stderr)
    else:
        real_objects, one_peak = median_of(
            arguments.runs, lambda at: real_rate(at, place, arguments.objects, 1))
        real_records, real_peak = median_of(
            arguments.runs, lambda at: real_rate(at, place, arguments.records, 10_000))
        real_peak = round(max(one_peak, real_peak))
        real_rows = [{"what": "real connector, flush.size=1", "records/s": real_objects},
                     {"what": "real connector, flush.size=10,000", "records/s": real_records},
                     {"what": "its largest size, MB", "records/s": real_peak}]
    report(arguments, "Sink, S3 server", [
        {"what": "flush.size=1", "records/s": objects},
        {"what": "bare loop of puts", "records/s": base},
        {"what": "ratio", "records/s": objects / base},
        {"what": "flush.size=10,000", "records/s": records},
        {"what": "largest size, MB", "records/s": max(peaks)},
    ] + real_rows, [
        ("at least 0.7 of the bare loop", objects / base, objects >= 0.7 * base),
        ("at least 10 times the real connector's objects/s", objects, objects >= 10 * real_objects),
        ("at least 4 times its records/s", records, records >= 4 * real_records),
        (f"under 200 MB, its {real_peak:,}", max(peaks), max(peaks) < 200)])


if __name__ == "__main__":
    main()
