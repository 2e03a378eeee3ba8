"""Objects that the connector packs (s3.compression.type): whatever reads plain ones reads them, and
gets the same from them."""
import gzip
import json

import pytest
import requests
from conftest import table_rows, wait_until
from posts import ROWS, post

SECONDS_MAX = 30
RECORDS = 40


def packed_objects(program, ending):
    return sorted((program.bucket() / "topics" / "demo.pin").rglob("*.json" + ending))


def fill(program, codec, ending):
    """Posts rows, a row twice and lines that are no rows; waits for objects of up to 7 records."""
    program.start()
    path = f"{program.url}/connectors/s3-sink-demo/config"
    config = requests.get(path, timeout=SECONDS_MAX).json()
    config |= {"s3.compression.type": codec, "flush.size": "7"}
    answer = requests.put(path, json=config, timeout=SECONDS_MAX)
    assert answer.status_code == 200, answer.text
    for index in range(RECORDS):
        post(program.url, "demo.pin", ROWS["pin"](index // 2 if index == 5 else index))
    post(program.url, "demo.pin", {"index": "no number"})
    post(program.url, "demo.pin", [ROWS["pin"](100), ROWS["pin"](101)])
    wait_until(lambda: len(packed_objects(program, ending)) == (RECORDS + 2) // 7, "the sink")
    assert program.stop() == 0


def tables(program):
    """Of bronze and silver all rows, but for what names objects and times of reading."""
    def rows(name):
        left_out = {"_object", "object", "recorded_at"}
        kept = [{column: value for column, value in row.items() if column not in left_out}
                for row in table_rows(program, name)]
        return sorted(json.dumps(row, default=str, sort_keys=True) for row in kept)
    return {name: rows(name) for name in ["bronze.demo_pin", "bronze.demo_pin_dead_letters",
                                          "silver.demo_pin"]}


@pytest.fixture(scope="module")
def of_plain(tmp_path_factory):
    from program import Program
    program = Program(tmp_path_factory.mktemp("plain") / "data")
    fill(program, "none", "")
    ledger = program.run_json("clean")
    return ledger, tables(program)


@pytest.mark.parametrize("codec, ending", [("gzip", ".gz"), ("zstd", ".zst")])
def test_tables_and_ledger_are_those_of_plain_objects(program, of_plain, codec, ending):
    fill(program, codec, ending)
    assert not packed_objects(program, "")
    ledger = program.run_json("clean")
    assert "not read" not in program.errors
    assert (ledger, tables(program)) == of_plain
    assert ledger["waiting"] == 0 and ledger["accepted"] == RECORDS + 3
    audit = program.run_json("audit")
    assert audit["accepted"] == audit["tables"] + audit["duplicates"] + audit["dead_letters"]

    traced = {row["place"]: row for row in program.run_json("trace", "demo.pin/0/9")}
    assert traced["object"]["name"].endswith(f"demo.pin+0+0000000007.json{ending}")
    assert traced["object"]["found"].startswith("line 3, bytes ")
    assert traced["object"]["found"].endswith(" unpacked")
    assert "table" in traced

    program.run("objects", "compact", "--keep")
    assert len(packed_objects(program, ending)) == 6
    report = program.run_json("objects", "compact", "demo.pin", "--drop")
    assert (report["objects_before"], report["objects_after"]) == (6, 1)
    assert len(packed_objects(program, ending)) == 1
    for words in [["clean"], ["clean", "--full"]]:
        program.run(*words)
        assert tables(program) == of_plain[1]


def test_a_damaged_object_is_named_and_read_once_it_is_mended(program, of_plain):
    fill(program, "gzip", ".gz")
    damaged = packed_objects(program, ".gz")[2]
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-5])
    out = program.run("clean")
    assert "1 objects NOT READ" in out
    assert damaged.name + ": damaged" in program.errors
    audit = program.run_json("audit", expect=None)
    assert audit["tables"] < of_plain[0]["tables"]
    traced = {row["place"]: row for row in program.run_json("trace", "demo.pin/0/14")}
    assert "not readable" in traced["object"]["found"] and damaged.name in traced["object"]["found"]
    program.run("objects", "compact", "--drop", expect=1)
    assert damaged.name + ": damaged" in program.errors
    assert len(packed_objects(program, ".gz")) == 6
    damaged.write_bytes(whole)
    assert program.run_json("clean") == of_plain[0]
    assert tables(program) == of_plain[1]


def test_a_bomb_is_named_and_takes_no_memory(program, of_plain):
    """Two megabytes that would be two gigabytes."""
    fill(program, "gzip", ".gz")
    member = gzip.compress(b"\n" * (64 << 20))
    bomb = packed_objects(program, ".gz")[0].parent / "demo.pin+0+0000009000.json.gz"
    bomb.write_bytes(member * 32)
    out = program.run("clean")
    assert "1 objects NOT READ" in out
    assert bomb.name in program.errors and "holds more than" in program.errors
    assert tables(program) == of_plain[1]
