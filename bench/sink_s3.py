#!/usr/bin/env python3
"""The sink on a real S3 server, the Versity gateway of the tests: objects of one record each beside
a bare loop of puts by as many connections, and records a second with 10,000 in an object."""
import os
import pathlib
import statistics
import subprocess
import tempfile

from harness import ROOT, Program, parse_arguments, report
from s3_server import KEYS, S3Server, environment
from sink import TOPIC, fill, wait_for_objects

BARE_LOOP = ROOT / "build/release/s3_put_bench"
BUCKET = "user-demo-bucket"
# Of the real connector on MinIO, quiet machine.
REAL_OBJECTS, REAL_RECORDS, REAL_PEAK_MB = 135, 74_000, 1_600


def peak_mb(process_id):
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def sink_rate(folder, records, flush_size):
    """Records a second from the first object to the last, and the program's largest size."""
    program = Program(folder)
    fill(program, records)
    server = S3Server(pathlib.Path(folder) / "s3")
    try:
        program.start("--only", "sink", environment=environment(server.url) | {
            "PINFLOW__SINK__FLUSH_SIZE": str(flush_size)})
        names = wait_for_objects(
            lambda: list((pathlib.Path(folder) / "s3" / BUCKET).rglob(f"{TOPIC}+0+*.json")),
            records // flush_size)
        peak = peak_mb(program.process_id)
        program.stop()
        times = [name.stat().st_mtime_ns for name in names]
        seconds = (max(times) - min(times)) / 1e9
        return (records - flush_size) / seconds, peak
    finally:
        server.stop()


def bare_rate(folder, count):
    server = S3Server(pathlib.Path(folder) / "s3")
    try:
        done = subprocess.run([BARE_LOOP, server.url, "bare", str(count)], text=True, check=True,
                              capture_output=True, env=os.environ | KEYS)
        return float(done.stdout)
    finally:
        server.stop()


def main():
    arguments = parse_arguments(__doc__, objects=3_000, records=600_000)
    single, bare, large, peaks = [], [], [], []
    for _ in range(arguments.runs):
        for rates, measure in ((bare, lambda at: (bare_rate(at, arguments.objects), 0)),
                               (single, lambda at: sink_rate(at, arguments.objects, 1)),
                               (large, lambda at: sink_rate(at, arguments.records, 10_000))):
            with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
                rate, peak = measure(folder)
                rates.append(rate)
                peaks.append(peak)
    objects, base, records = (statistics.median(rates) for rates in (single, bare, large))
    report(arguments, "Sink, S3 server", [
        {"what": "flush.size=1", "records/s": objects},
        {"what": "bare loop of puts", "records/s": base},
        {"what": "ratio", "records/s": objects / base},
        {"what": "flush.size=10,000", "records/s": records},
        {"what": "largest size, MB", "records/s": max(peaks)},
    ], [("at least 0.7 of the bare loop", objects / base, objects >= 0.7 * base),
        ("at least 10 times the real connector's objects/s", objects, objects >= 10 * REAL_OBJECTS),
        ("at least 4 times its records/s", records, records >= 4 * REAL_RECORDS),
        (f"under 200 MB, its {REAL_PEAK_MB:,}", max(peaks), max(peaks) < 200)])


if __name__ == "__main__":
    main()
