#!/usr/bin/env python3
"""Kinesis: PutRecord of one row on 64 connections, PutRecords of 500, GetRecords of 10,000, each
acknowledged after fdatasync; and memory after the records. Beside it kinesalite, in memory, where
./dev setup --bench has fetched it. --peer URL measures another server instead."""
import base64
import json
import pathlib
import socket
import subprocess
import tempfile
import time

import requests
from harness import ROOT, ROW, ROW_BYTES, Program, medians, parse_arguments, report, run_wrk

STREAM = "bench"
SHARDS = 4
PAGES = 20
KINESALITE = ROOT / "build/kinesalite/node_modules/kinesalite/cli.js"
START_SECONDS_MAX = 20


def headers(operation):
    return {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": "20260101T000000Z",
            "X-Amz-Target": f"Kinesis_20131202.{operation}",
            "Authorization": "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/kinesis/"
                             "aws4_request, SignedHeaders=host, Signature=0"}


def call(url, operation, **members):
    answer = requests.post(url, data=json.dumps(members), headers=headers(operation), timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json() if answer.text else {}


def record(number):
    return {"Data": base64.b64encode(json.dumps(ROW).encode()).decode(),
            "PartitionKey": f"partition-{number}"}


def put(url, operation, members, seconds, connections):
    body = json.dumps({"StreamName": STREAM, **members})
    return run_wrk(url, body, seconds, connections, headers(operation))


def read_rate(url):
    """Records a second of one reader."""
    iterator = call(url, "GetShardIterator", StreamName=STREAM, ShardId="shardId-000000000000",
                    ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    count, session, started = 0, requests.Session(), time.monotonic()
    for _ in range(PAGES):
        answer = session.post(url, data=json.dumps({"ShardIterator": iterator}), timeout=60,
                              headers=headers("GetRecords")).content
        count += answer.count(b'"SequenceNumber"')
        iterator = answer.rpartition(b'"NextShardIterator":"')[2].partition(b'"')[0].decode()
    return count / (time.monotonic() - started)


def measure(url, seconds):
    call(url, "CreateStream", StreamName=STREAM, ShardCount=SHARDS)
    time.sleep(1)  # Past CREATING, of every server.
    one = put(url, "PutRecord", record(0), seconds, 64)
    many = put(url, "PutRecords", {"Records": [record(i) for i in range(500)]}, seconds, 16)
    return {"PutRecord/s": one["requests_per_second"], "p50 ms": one["p50_ms"],
            "p99 ms": one["p99_ms"], "PutRecords records/s": many["requests_per_second"] * 500,
            "GetRecords records/s": read_rate(url)}


def memory_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def measure_kinesalite(seconds):
    port = free_port()
    process = subprocess.Popen(["node", KINESALITE, "--port", str(port), "--createStreamMs", "1"],
                               stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while not answers(port):
            assert time.monotonic() < deadline, "kinesalite does not start"
            time.sleep(0.05)
        figures = measure(f"http://127.0.0.1:{port}", seconds)
        return {**figures, "memory MB": memory_mb(process.pid)}
    finally:
        process.kill()
        process.wait()


def main():
    arguments = parse_arguments(__doc__, seconds=5, peer="")
    title = f"Kinesis, records of {ROW_BYTES} bytes, {SHARDS} shards"
    if arguments.peer:
        report(arguments, title, [{"server": arguments.peer,
                                   **measure(arguments.peer, arguments.seconds)}])
        return
    runs = []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
            program = Program(folder).start("--only", "gateway")
            figures = measure(program.url, arguments.seconds)
            runs.append({**figures, "memory MB": memory_mb(program.process_id)})
            program.stop()
    ours = medians(runs)
    rows = [{"server": "pinflow up", **ours}]
    if KINESALITE.exists():
        theirs = medians([measure_kinesalite(arguments.seconds) for _ in range(arguments.runs)])
        rows.append({"server": "kinesalite, in memory", **theirs})
    report(arguments, title, rows,
           [("PutRecord at least 46,000/s", ours["PutRecord/s"], ours["PutRecord/s"] >= 46_000),
            ("PutRecords at least 264,000 records/s", ours["PutRecords records/s"],
             ours["PutRecords records/s"] >= 264_000),
            ("GetRecords at least 456,000 records/s", ours["GetRecords records/s"],
             ours["GetRecords records/s"] >= 456_000),
            ("memory under 150 MB", ours["memory MB"], ours["memory MB"] < 150)])


if __name__ == "__main__":
    main()
