"""The whole pipeline on an S3 server, and on one that fails in every way that S3 does."""
import json

import pytest
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


@pytest.mark.slow
@pytest.mark.parametrize("flush_size", [1, 7])
def test_nothing_is_lost_or_doubled_whatever_the_server_does(program, s3, seed, flush_size):
    objects = 2000 if FULL else 200
    proxy = FaultProxy(s3.port, seed)
    settings = environment(proxy.url) | {
        "PINFLOW__SINK__FLUSH_SIZE": str(flush_size),
        "PINFLOW__OBJECTS__S3__STALL_TIMEOUT_MS": "1000"}
    s3.client.create_bucket(Bucket=BUCKET)
    program.start("--only", "gateway,sink", environment=settings)
    memory = []
    total = objects * flush_size
    for begin in range(0, total, 100):
        records = [{"value": {"index": i}} for i in range(begin, min(begin + 100, total))]
        answer = post_body(program.url, "demo.numbers", json.dumps({"records": records}))
        assert answer.status_code == 200
        memory.append(resident_bytes(program.process_id))
    wait_until(lambda: s3.count(BUCKET) >= objects, f"the sink\n{program.log()}",
               seconds=400 if FULL else 100)
    if FULL:
        assert all(count > 0 for count in proxy.made.values()), proxy.made
    memory.append(resident_bytes(program.process_id))
    program.stop()
    proxy.stop()
    found = s3.objects(BUCKET)
    prefix = "topics/demo.numbers/partition=0/demo.numbers+0+"
    expected = {
        f"{prefix}{first:010}.json":
            "".join(f'{{"index":{i}}}\n' for i in range(first, first + flush_size)).encode()
        for first in range(0, total, flush_size)}
    assert found == expected
    assert max(memory) < 200e6
