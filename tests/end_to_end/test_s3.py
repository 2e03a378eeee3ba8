"""The whole pipeline on an S3 server, and on one that fails in every way that S3 does."""
import gzip
import json
import re
import statistics

import pytest
import requests
from conftest import FULL, wait_until
from posts import ROWS, post, post_body
from program import Program
from s3_server import FaultProxy, S3Server, environment

BUCKET = "user-demo-bucket"


@pytest.fixture
def s3(tmp_path):
    server = S3Server(tmp_path / "s3")
    yield server
    server.stop()


def test_the_pipeline_works_on_s3_as_on_a_folder(program, s3):
    settings = environment(s3.url) | {"PINFLOW__LAKE__URL": "s3://lake/tables"}
    program.start(environment=settings)
    for index in range(10):
        for name, row in ROWS.items():
            post(program.url, f"demo.{name}", row(index))
    wait_until(lambda: BUCKET in [b["Name"] for b in s3.client.list_buckets()["Buckets"]]
               and s3.count(BUCKET) == 10 * len(ROWS), "the sink")
    assert program.stop() == 0
    assert "topics/demo.pin/partition=0/demo.pin+0+0000000003.json" in s3.objects(BUCKET)
    program.run("clean", environment=settings)
    assert json.loads(program.run("query", "--json", environment=settings))
    counted = program.run("sql", "SELECT count(*) AS n FROM pin JOIN geo USING (ind)", "--json",
                          environment=settings)
    assert json.loads(counted) == [{"n": 10}]
    ledger = json.loads(program.run("audit", "--json", environment=settings))
    assert ledger["accepted"] == ledger["tables"] == 10 * len(ROWS)
    assert not (program.data / "lake").exists() and not (program.data / "objects").exists()
    assert s3.count("lake", "tables/silver/demo_pin/_delta_log/") > 0


def resident_bytes(process_id):
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


# When objects end, by the properties of each mode; all but "the clock" end them every seven records
# or, the first, at each.
MODES = {
    "one record": {"flush.size": 1},
    "seven records": {"flush.size": 7},
    "seven records, gzip": {"flush.size": 7, "s3.compression.type": "gzip"},
    "record time": {"flush.size": 1_000_000, "rotate.interval.ms": 1000,
                    "timestamp.extractor": "RecordField", "timestamp.field": "at"},
    "the clock": {"flush.size": 1_000_000, "rotate.schedule.interval.ms": 20, "timezone": "UTC"},
}
RECORDS = 7  # In a request, and in the objects of most modes.
PROPERTIES = {
    "connector.class": "io.confluent.connect.s3.S3SinkConnector",
    "storage.class": "io.confluent.connect.s3.storage.S3Storage",
    "format.class": "io.confluent.connect.s3.format.json.JsonFormat",
    "topics": "demo.numbers", "s3.bucket.name": BUCKET,
}


def value(index):
    return {"index": index, "at": index // RECORDS * 1000}


def committed(program):
    """How far the connector is: everything before is in objects, for good."""
    answer = requests.get(f"{program.url}/connectors/s3-sink-demo/offsets", timeout=30).json()
    return max((one["offset"]["kafka_offset"] for one in answer["offsets"]), default=0)


def records_by_start(objects):
    """The lines of each object, by the offset that its name tells."""
    found = {}
    for name, content in objects.items():
        start = re.fullmatch(r"topics/demo\.numbers/partition=0/demo\.numbers\+0\+(\d{10})"
                             r"\.json(\.gz)?", name)
        assert start, name
        found[int(start[1])] = (gzip.decompress(content) if start[2] else content).splitlines()
    return found


def assert_each_record_is_in_one_object(found, total):
    lines = [line for start in sorted(found) for line in found[start]]
    assert lines == [json.dumps(value(i), separators=(",", ":")).encode() for i in range(total)]
    end = 0
    for start in sorted(found):
        assert start == end, "an object begins where none ended"
        end += len(found[start])


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_lost_or_doubled_whatever_the_server_does(program, s3, seed, tmp_path, mode):
    objects = 2000 if FULL else 100
    proxy = FaultProxy(s3.port, seed)
    file = tmp_path / "connector.properties"
    file.write_text("".join(f"{k}={v}\n" for k, v in (PROPERTIES | MODES[mode]).items()))
    settings = environment(proxy.url) | {
        "PINFLOW__SINK__PROPERTIES_FILE": str(file),
        "PINFLOW__OBJECTS__S3__STALL_TIMEOUT_MS": "1000"}
    s3.client.create_bucket(Bucket=BUCKET)
    program.start("--only", "gateway,sink", environment=settings)
    total = objects * (1 if mode == "one record" else RECORDS)
    memory = []
    for begin in range(0, total, RECORDS):
        end = min(begin + RECORDS, total)
        records = [{"value": value(i)} for i in range(begin, end)]
        answer = post_body(program.url, "demo.numbers", json.dumps({"records": records}))
        assert answer.status_code == 200
        if mode == "the clock":  # So that each request gets an object of its own.
            wait_until(lambda end=end: committed(program) == end, "the clock", seconds=100)
        memory.append(resident_bytes(program.process_id))
    done = committed(program)
    while done < total:
        wait_until(lambda before=done: committed(program) > before,
                   f"the sink\n{program.log()}", seconds=100)
        done = committed(program)
        memory.append(resident_bytes(program.process_id))
    program.stop()
    proxy.stop()
    found = records_by_start(s3.objects(BUCKET))
    assert_each_record_is_in_one_object(found, total)
    if mode == "the clock":
        assert len(found) >= objects
    else:
        assert sorted(found) == list(range(0, total, total // objects))
    quarter = len(memory) // 4
    early, late = (statistics.median(part) for part in (memory[:quarter], memory[-quarter:]))
    print(f"{mode}: {len(found)} objects, {sum(proxy.made.values())} faults, "
          f"{early / 1e6:.1f} MB at first, {late / 1e6:.1f} at last, {max(memory) / 1e6:.1f} at most")
    assert late - early < 16e6 and max(memory) < 200e6
    if FULL:
        assert all(count > 0 for count in proxy.made.values()), proxy.made
