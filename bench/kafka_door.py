#!/usr/bin/env python3
"""Kafka's own performance tools against the Kafka door, whose every acknowledgement stands behind
an fdatasync, and against Kafka itself, which makes none: records of 600 bytes, one partition,
acks=all. Then the memory after --records more."""
import os
import pathlib
import re
import tempfile
import time

from harness import ROOT, Program, medians, parse_arguments, report
from kafka_server import JVM, KafkaServer, run_tool
from program import KAFKA_LISTEN

RECORD_BYTES = 600
TOOLS = "org.apache.kafka.tools."
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process_id):
    """User and system time of all its threads."""
    fields = pathlib.Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def resident_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def make_topic(address, name):
    run_tool(TOOLS + "TopicCommand", "--bootstrap-server", address, "--create", "--topic", name,
             "--partitions", "1", jvm=JVM)


def produce(address, topic, count):
    """Records a second of producer-perf-test."""
    said = run_tool(TOOLS + "ProducerPerformance", "--topic", topic, "--num-records", str(count),
                    "--record-size", str(RECORD_BYTES), "--throughput", "-1", "--producer-props",
                    f"bootstrap.servers={address}", "acks=all", jvm=JVM)
    return float(re.findall(r"([\d.]+) records/sec", said)[-1])


def consume(address, topic, count):
    """Records a second of consumer-perf-test, while it fetches."""
    said = run_tool(TOOLS + "ConsumerPerformance", "--bootstrap-server", address, "--topic", topic,
                    "--messages", str(count), "--timeout", "60000", jvm=JVM)
    names, figures = (line.split(", ") for line in said.splitlines()[-2:])
    figures = dict(zip(names, figures))
    assert int(figures["data.consumed.in.nMsg"]) >= count, said
    return float(figures["fetch.nMsg.sec"])


class Pinflow:
    name = "pinflow up"

    def __init__(self, folder):
        began = time.monotonic()
        self._program = Program(folder / "pinflow").start(
            "--only", "gateway", environment={KAFKA_LISTEN: "127.0.0.1:0"})
        self.ready_seconds = time.monotonic() - began
        self.address = self._program.kafka
        self.process_id = self._program.process_id

    def stop(self):
        self._program.stop()


class Kafka:
    name = "Kafka 4.1"

    def __init__(self, folder):
        self._server = KafkaServer(folder / "kafka", JVM)
        self.ready_seconds = self._server.ready_seconds
        self.address = self._server.address
        self.process_id = self._server.process_id

    def stop(self):
        self._server.kill()


def measure(server, run, count):
    """One topic written and then read."""
    topic = f"bench.rows{run}"
    make_topic(server.address, topic)
    before = cpu_seconds(server.process_id)
    produced = produce(server.address, topic, count)
    between = cpu_seconds(server.process_id)
    consumed = consume(server.address, topic, count)
    after = cpu_seconds(server.process_id)
    return {"producer records/s": produced,
            "CPU us a record": 1e6 * (between - before) / count,
            "consumer records/s": consumed,
            "CPU us a record read": 1e6 * (after - between) / count}


def measure_both(arguments, folder):
    """What each server does in turns; of each its medians, and memory after many records."""
    servers = [Pinflow(folder), Kafka(folder)]
    figures = {server.name: [] for server in servers}
    try:
        for server in servers:
            measure(server, "warm", arguments.run_records)  # The JVM is slow at first.
        for run in range(arguments.runs):
            for server in servers:
                figures[server.name].append(measure(server, run, arguments.run_records))
        rows = {}
        for server in servers:
            rows[server.name] = medians(figures[server.name])
            written = (arguments.runs + 1) * arguments.run_records
            if written < arguments.records:
                produce(server.address, "bench.rows0", arguments.records - written)
            rows[server.name] |= {"memory MB": resident_mb(server.process_id),
                                  "ready s": server.ready_seconds}
        return [rows[server.name] for server in servers]
    finally:
        for server in servers:
            server.stop()


def main():
    arguments = parse_arguments(__doc__, records=10_000_000, run_records=2_000_000)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        ours, theirs = measure_both(arguments, pathlib.Path(folder))
    ratio = {name: ours[name] / theirs[name] for name in ours}
    rows = [{"server": name, **figures} for name, figures in
            [(Pinflow.name, ours), (Kafka.name, theirs), ("ratio", ratio)]]
    report(arguments, f"Kafka's performance tools, records of {RECORD_BYTES} bytes, 1 partition",
           rows, [
               ("producer at least Kafka's records/s", ratio["producer records/s"],
                ratio["producer records/s"] >= 1),
               ("at most half its CPU a record", ratio["CPU us a record"],
                ratio["CPU us a record"] <= 0.5),
               ("consumer at least Kafka's records/s", ratio["consumer records/s"],
                ratio["consumer records/s"] >= 1),
               (f"memory after {arguments.records:,} records under 150 MB", ours["memory MB"],
                ours["memory MB"] < 150),
               ("ready in 0.3 s", ours["ready s"], ours["ready s"] <= 0.3)])


if __name__ == "__main__":
    main()
