"""kill -9 while the clock ends objects: every acknowledged record is in exactly one object."""
import json
import random
import threading

import pyarrow
import pyarrow.parquet
import pytest
import requests
from conftest import FULL, wait_until
from posts import JSON_V2

CYCLES = 50 if FULL else 5
TOPIC = "archive.a"
CONFIG = {
    "connector.class": "io.confluent.connect.s3.S3SinkConnector",
    "storage.class": "io.confluent.connect.s3.storage.S3Storage",
    "flush.size": "1000000", "rotate.schedule.interval.ms": "50", "timezone": "UTC",
    "topics": TOPIC, "s3.bucket.name": "archive",
}
PACKAGE = "io.confluent.connect.s3.format"
# Objects that are met again after a crash are known by their records, or by their very bytes.
FORMATS = {
    "json": {"format.class": f"{PACKAGE}.json.JsonFormat"},
    "zstd": {"format.class": f"{PACKAGE}.json.JsonFormat", "s3.compression.type": "zstd"},
    "parquet": {"format.class": f"{PACKAGE}.parquet.ParquetFormat"},
}


class Poster:
    """Posts ever new numbers until the server is gone, and keeps those that were acknowledged."""

    def __init__(self):
        self.acknowledged = set()
        self._next = 0

    def start(self, url):
        self._thread = threading.Thread(target=self._post, args=(url,))
        self._thread.start()

    def wait(self):
        self._thread.join()

    def _post(self, url):
        session = requests.Session()
        while True:
            numbers = list(range(self._next, self._next + 3))
            self._next += 3
            try:
                answer = session.post(f"{url}/topics/{TOPIC}", headers={"Content-Type": JSON_V2},
                                      json={"records": [{"value": {"n": one}} for one in numbers]},
                                      timeout=10)
            except requests.exceptions.RequestException:
                return
            if answer.status_code == 200:
                self.acknowledged.update(numbers)


def objects(program):
    """Each object's first offset and values."""
    folder = program.data / "objects" / "archive" / "topics" / TOPIC / "partition=0"
    return {int(path.name.rsplit("+", 1)[1].split(".")[0]): values(path)
            for path in folder.glob(f"{TOPIC}+*")}


def values(path):
    if path.suffix == ".parquet":
        return pyarrow.parquet.read_table(path).column("n").to_pylist()
    text = path.read_bytes()
    if path.suffix == ".zst":
        text = pyarrow.input_stream(path, compression="zstd").read()
    return [json.loads(line)["n"] for line in text.splitlines()]


def assert_each_record_is_in_one_object(program, poster):
    found = objects(program)
    numbers = [number for start in sorted(found) for number in found[start]]
    assert not poster.acknowledged - set(numbers), "acknowledged records are lost"
    assert len(set(numbers)) == len(numbers), "records are in two objects"
    end = 0
    for start in sorted(found):
        assert start == end, "an object begins where none ended"
        end = start + len(found[start])


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_killed_while_the_clock_ends_objects_each_record_is_in_one(program, seed, kind):
    chance = random.Random(seed)
    poster = Poster()
    program.start()
    made = requests.put(f"{program.url}/connectors/archive/config",
                        json=CONFIG | FORMATS[kind], timeout=10)
    assert made.status_code == 201, made.text
    program.stop()
    for cycle in range(CYCLES):
        # By turns at a step of the rotation and at any time.
        step = [None, "sink_after_plan:2", "sink_after_put:3", "sink_after_commit:2"][cycle % 4]
        try:
            program.start(environment={"PINFLOW_KILLPOINT": step} if step else None)
        except AssertionError:  # What a crash left brought it to the step before it listened.
            assert step and program.ends_within(seconds=60), program.log()
            continue
        poster.start(program.url)
        if not step:
            threading.Event().wait(chance.uniform(0.1, 1))  # How long it lives is the test's input.
            program.kill()
        assert program.ends_within(seconds=60), f"{step} was never passed"
        poster.wait()
    program.start()
    end = requests.get(f"{program.url}/topics/{TOPIC}/partitions/0/offsets", timeout=10).json()
    wait_until(lambda: sum(map(len, objects(program).values())) == end["end_offset"], "the sink")
    program.stop()
    print(f"{CYCLES} kills, {len(poster.acknowledged)} records, {len(objects(program))} objects")
    assert_each_record_is_in_one_object(program, poster)
