#!/usr/bin/env python3
"""One row a request over 64 keep-alive connections through the REST door into a real Kafka, beside
Kafka's own producer, which sends batches, on the same server."""
import pathlib
import re
import tempfile

from harness import (ROOT, ROW_BYTES, Program, medians, parse_arguments, produce_body, report,
                     run_wrk)
from kafka_server import JVM, KafkaServer

BRIDGE_REQUESTS_PER_SECOND = 1463  # Strimzi's bridge, measured on two cores like these.
RECORDS = 300_000


def own_producer(kafka):
    """Records a second of Kafka's own kafka-producer-perf-test."""
    said = kafka.tool("org.apache.kafka.tools.ProducerPerformance", "--topic", "bench.rows",
                      "--num-records", str(RECORDS), "--record-size", str(ROW_BYTES),
                      "--throughput", "-1", "--producer-props",
                      f"bootstrap.servers={kafka.address}", "acks=all")
    return float(re.findall(r"([\d.]+) records/sec", said)[-1])


def main():
    arguments = parse_arguments(__doc__, seconds=5)
    body = produce_body(1)
    runs, own_runs = [], []
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        kafka = KafkaServer(pathlib.Path(folder) / "kafka", JVM)
        try:
            program = Program(pathlib.Path(folder) / "data").start(
                "--only", "gateway", environment=kafka.environment())
            url = f"{program.url}/topics/bench.rows"
            run_wrk(url, body, 5)  # The JVM is slow at first.
            for _ in range(arguments.runs):
                runs.append(run_wrk(url, body, arguments.seconds))
                own_runs.append({"records_per_second": own_producer(kafka)})
            program.stop()
        finally:
            kafka.kill()
    produce, own = medians(runs), medians(own_runs)
    times = produce["requests_per_second"] / BRIDGE_REQUESTS_PER_SECOND
    rows = [{"way": "pinflow up into Kafka, a record a request",
             "records/s": produce["requests_per_second"], "p50 ms": produce["p50_ms"],
             "p99 ms": produce["p99_ms"]},
            {"way": "Kafka's own producer, batches", "records/s": own["records_per_second"],
             "p50 ms": 0, "p99 ms": 0}]
    report(arguments, f"REST produce into Kafka, rows of {ROW_BYTES} bytes, 64 connections", rows,
           [("at least 10 times the bridge's requests/s", times, times >= 10)])


if __name__ == "__main__":
    main()
