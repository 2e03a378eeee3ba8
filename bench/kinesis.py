#!/usr/bin/env python3
"""Kinesis: PutRecord of one row on 64 connections, PutRecords of 500, GetRecords of 10,000, each
acknowledged after fdatasync; and memory after the records. Beside it the public emulators, in
memory, and what the load generator reaches against a server that only echoes. --emulators NAMES
measures some of them; --peer URL another server instead."""
import base64
import json
import pathlib
import tempfile
import time

import requests
from harness import ROOT, ROW, ROW_BYTES, Echo, Program, medians, parse_arguments, report, run_wrk
from kinesis_emulators import EMULATORS, Emulator

STREAM = "bench"
SHARDS = 4
READERS = 4
RECORDS_A_REQUEST = 500


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


def put_one(url, seconds):
    return put(url, "PutRecord", record(0), seconds, 64)


def put_many(url, seconds):
    return put(url, "PutRecords",
               {"Records": [record(i) for i in range(RECORDS_A_REQUEST)]}, seconds, 16)


def read(url, seconds):
    """The first page of a shard again and again: how many records it has, and how often it comes."""
    iterator = call(url, "GetShardIterator", StreamName=STREAM, ShardId="shardId-000000000000",
                    ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    page = {"ShardIterator": iterator, "Limit": 10_000}
    count = len(call(url, "GetRecords", **page)["Records"])
    pages = run_wrk(url, json.dumps(page), seconds, READERS, headers("GetRecords"))
    return {"records a page": count,
            "GetRecords records/s": pages["requests_per_second"] * count}


def create_stream(url):
    call(url, "CreateStream", StreamName=STREAM, ShardCount=SHARDS)
    while True:
        stream = call(url, "DescribeStreamSummary", StreamName=STREAM)
        if stream["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
        time.sleep(0.05)


def measure(url, seconds):
    create_stream(url)
    one, many = put_one(url, seconds), put_many(url, seconds)
    return {"PutRecord/s": one["requests_per_second"], "p50 ms": one["p50_ms"],
            "p99 ms": one["p99_ms"],
            "PutRecords records/s": many["requests_per_second"] * RECORDS_A_REQUEST,
            **read(url, seconds)}


def memory_mb(process_id):
    status = pathlib.Path(f"/proc/{process_id}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure_echo(seconds):
    """The load generator's own limits."""
    with Echo() as echo:
        one, many = put_one(echo.url, seconds), put_many(echo.url, seconds)
    return {"PutRecord/s": one["requests_per_second"], "p50 ms": one["p50_ms"],
            "p99 ms": one["p99_ms"],
            "PutRecords records/s": many["requests_per_second"] * RECORDS_A_REQUEST}


def measure_pinflow(seconds):
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        began = time.monotonic()
        program = Program(folder).start("--only", "gateway")
        start_seconds = time.monotonic() - began
        figures = measure(program.url, seconds)
        memory = memory_mb(program.process_id)
        program.stop()
    return {**figures, "memory MB": memory, "start s": start_seconds}


def measure_emulator(name, seconds):
    with Emulator(name) as emulator:
        return {**measure(emulator.url, seconds), "memory MB": memory_mb(emulator.process_id),
                "start s": emulator.start_seconds}


def goals(ours, echo, theirs):
    """Ours against the best of the others; or as much as the load generator can."""
    yield ("memory under 150 MB", ours["memory MB"], ours["memory MB"] < 150)
    yield ("start under 0.3 s", ours["start s"], ours["start s"] < 0.3)
    for name, times in [("PutRecord/s", 10), ("PutRecords records/s", 12),
                        ("GetRecords records/s", 6)]:
        if theirs:
            ratio = ours[name] / max(one[name] for one in theirs)
            yield (f"{name} at least {times} times the best emulator's", ratio, ratio >= times)
        if name in echo:
            share = ours[name] / echo[name]
            yield (f"{name}: share of the load generator's limit", share, None)


def main():
    arguments = parse_arguments(__doc__, seconds=5, peer="", emulators=",".join(EMULATORS))
    title = f"Kinesis, records of {ROW_BYTES} bytes, {SHARDS} shards"
    seconds, names = arguments.seconds, [n for n in arguments.emulators.split(",") if n]
    if arguments.peer:
        report(arguments, title, [{"server": arguments.peer, **measure(arguments.peer, seconds)}])
        return
    runs = {name: [] for name in ["pinflow up", "echo", *names]}
    for _ in range(arguments.runs):
        runs["pinflow up"].append(measure_pinflow(seconds))
        runs["echo"].append(measure_echo(seconds))
        for name in names:
            runs[name].append(measure_emulator(name, seconds))
    ours, echo, *theirs = (medians(measured) for measured in runs.values())
    rows = [{"server": name, **dict.fromkeys(ours, "-"), **medians(measured)}
            for name, measured in runs.items()]
    report(arguments, title, rows, list(goals(ours, echo, theirs)))


if __name__ == "__main__":
    main()
