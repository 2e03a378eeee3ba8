#!/usr/bin/env python3
"""The streams on a real Kafka beside the same streams on the embedded log: rows a second out of a
full log into a Delta table, and how long a posted row takes until it is there."""
import pathlib
import statistics
import tempfile

from harness import ROOT, medians, parse_arguments, report
from kafka_server import JVM, KafkaServer
from stream_drain import drain
from stream_latency import measure, p99_of

SLOWER_MAX = 1.3  # Within 30 % of the embedded log.


def drained(arguments, environment):
    """On a data folder of its own, and a Kafka of its own where there is one."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        rate, _ = drain(folder, arguments.rows, environment)
    return {"rows_per_second": rate}


def delays(arguments, environment):
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        found = measure(folder, arguments.rate, arguments.seconds, environment)
    return {"p50_s": statistics.median(found), "p99_s": p99_of(found)}


def on_kafka(measured, arguments):
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        kafka = KafkaServer(pathlib.Path(folder) / "kafka", JVM)
        try:
            return measured(arguments, kafka.environment())
        finally:
            kafka.kill()


def main():
    arguments = parse_arguments(__doc__, runs=3, rows=1_000_000, rate=5000, seconds=20)
    runs = {"the embedded log": [], "Kafka": []}
    for _ in range(arguments.runs):
        runs["the embedded log"].append(drained(arguments, {}) | delays(arguments, {}))
        runs["Kafka"].append(on_kafka(drained, arguments) | on_kafka(delays, arguments))
    figures = {name: medians(found) for name, found in runs.items()}
    rows = [{"the log": name, "draining, rows/s": f["rows_per_second"],
             f"p50 s at {arguments.rate:,} rows/s": f["p50_s"], "p99 s": f["p99_s"]}
            for name, f in figures.items()]
    local, kafka = figures.values()
    goals = [("draining Kafka takes at most 1.3 times as long",
              local["rows_per_second"] / kafka["rows_per_second"])]
    goals += [(f"{name} at most 1.3 times", kafka[key] / local[key])
              for name, key in (("p50", "p50_s"), ("p99", "p99_s"))]
    report(arguments, "Streams on the embedded log and on Kafka", rows,
           [(text, ratio, ratio <= SLOWER_MAX) for text, ratio in goals])


if __name__ == "__main__":
    main()
