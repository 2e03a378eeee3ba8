"""kill -9 under load on both doors: no acknowledged row is lost, none appears twice in a clean table,
by the batch way and by the streaming one, and live metrics are what the tables say."""
import collections
import random
import re
import signal
import threading

import pytest
import requests
from conftest import FULL, table_rows, wait_until
from posts import as_emulator, geo_row, JSON_V2, kinesis_record, pin_row
from program import ROOT
from recomputed import assert_metrics_are_those_of_the_tables

CYCLES = 200 if FULL else 20
HITS = [1, 2, 3, 4, 5] if FULL else [1]
POSTERS = 4
TOPIC = "demo.pin"
KINESIS_STREAM = "streaming-demo-geo"  # Fed through the Kinesis door, the others through REST.
TABLES = {TOPIC: "silver.demo_pin", "streaming-demo-pin": "stream.demo_pin_table",
          KINESIS_STREAM: "stream.demo_geo_table"}


def send(session, url, topic, index):
    """Posts the row of that index through the topic's door; whether it was acknowledged."""
    if topic == KINESIS_STREAM:
        answer = session.post(url, timeout=10, **kinesis_record(topic, geo_row(index)))
        return answer.status_code == 200 and "SequenceNumber" in answer.json()
    row = pin_row(index) | {"category": f"category {index % 5}"}
    answer = session.post(f"{url}/topics/{topic}", data=as_emulator(row),
                          headers={"Content-Type": JSON_V2}, timeout=10)
    offsets = answer.json()["offsets"] if answer.status_code == 200 else []
    return bool(offsets) and offsets[0]["error_code"] is None


def create_kinesis_stream(url):
    """Where there is none yet. A kill point may end the program first."""
    try:
        requests.post(f"{url}/test/streams/{KINESIS_STREAM}", json={"ShardCount": 2}, timeout=10)
    except requests.exceptions.RequestException:
        pass


class Load:
    """Posters that send rows of ever new index to every topic until the server is gone, and keep
    what was acknowledged."""

    def __init__(self):
        self.acknowledged = {topic: set() for topic in TABLES}
        self._next_index = 0
        self._lock = threading.Lock()

    def start(self, url):
        create_kinesis_stream(url)
        self._threads = [threading.Thread(target=self._post, args=(url,))
                         for _ in range(POSTERS)]
        for thread in self._threads:
            thread.start()

    def wait(self):
        for thread in self._threads:
            thread.join()

    def _post(self, url):
        session = requests.Session()
        while True:
            with self._lock:
                index = self._next_index
                self._next_index += 1
            for topic, acknowledged in self.acknowledged.items():
                # Every seventh row is sent twice, as emulators that start again do.
                for _ in range(2 if index % 7 == 0 else 1):
                    try:
                        was_acknowledged = send(session, url, topic, index)
                    except requests.exceptions.RequestException:
                        return
                    if was_acknowledged:
                        with self._lock:
                            acknowledged.add(index)


def sunk_offsets(program):
    """The records that objects hold, which may have been put together."""
    offsets = set()
    for path in program.objects(TOPIC):
        first = int(path.stem.rsplit("+", 1)[1])
        offsets.update(range(first, first + path.read_bytes().count(b"\n")))
    return offsets


def carry_all(program):
    """Starts, lets the sink and the stream catch up, stops."""
    program.start()
    end = requests.get(f"{program.url}/topics/{TOPIC}/partitions/0/offsets", timeout=10)
    end_offset = end.json()["end_offset"] if end.status_code == 200 else 0
    wait_until(lambda: sunk_offsets(program) == set(range(end_offset)), "the sink", seconds=120)
    wait_until(lambda: not any(ledger["waiting"] for ledger in program.run_json("audit")["ledgers"]
                               if ledger["table"].startswith("stream.")), "the stream",
               seconds=60)
    assert_metrics_are_those_of_the_tables(program)
    assert program.stop() == 0


def assert_nothing_lost_or_doubled(program, load):
    for topic, acknowledged in load.acknowledged.items():
        rows = table_rows(program, TABLES[topic]) if acknowledged else []
        counts = collections.Counter(row["ind"] for row in rows)
        assert not acknowledged - counts.keys(), f"acknowledged rows of {topic} are lost"
        assert all(count == 1 for count in counts.values()), f"rows of {topic} appear twice"
    ledger = program.run_json("audit")
    assert ledger["accepted"] == (
        ledger["tables"] + ledger["duplicates"] + ledger["dead_letters"])
    assert ledger["waiting"] == 0


@pytest.mark.slow
def test_killed_at_random_under_load_nothing_acknowledged_is_lost(program, seed):
    chance = random.Random(seed)
    load = Load()
    for _ in range(CYCLES):
        program.start()
        load.start(program.url)
        threading.Event().wait(chance.uniform(0.05, 1.5))  # How long it lives is the test's input.
        program.kill()
        load.wait()
    carry_all(program)
    program.run("clean")
    print(f"{CYCLES} kills, acknowledged rows: "
          f"{ {topic: len(rows) for topic, rows in load.acknowledged.items()} }")
    assert all(load.acknowledged.values())
    assert_nothing_lost_or_doubled(program, load)


# Passed only by a connector whose objects the clock ends, by a replay of dead letters, by a log in
# Kinesis, by copies and by who follows a database: see test_sink_crash.py, test_streaming.py,
# test_kinesis_log.py, test_copy.py, test_follow.py.
PASSED_ELSEWHERE = {"sink_after_plan", "replay_after_rows", "eventlog_kinesis_before_copy",
                    "eventlog_kinesis_after_copy", "copy_before_object", "copy_after_object",
                    "copy_after_append", "copy_after_note", "post_after_accepted",
                    "post_after_position"}


def kill_points():
    """Every place in src/ where the program can be made to stop."""
    pattern = re.compile(r'killpoint\("([^"]+)"\)')
    return sorted({name for path in (ROOT / "src").rglob("*.cc")
                   if not path.stem.endswith("_test")
                   for name in pattern.findall(path.read_text())} - PASSED_ELSEWHERE)


def clean_until_killed(program, environment):
    """Cleans and compacts with the kill point armed, more often than a checkpoint needs commits."""
    compactions = [["objects", "compact", "--keep"], ["objects", "compact", "--drop"],
                   ["tables", "--compact"]]
    for words in [["clean"]] + compactions + [["clean", "--full"]] * 11:
        program.run(*words, environment=environment, expect=None)
        if program.exit_status == -signal.SIGKILL:
            return True
        assert program.exit_status == 0, program.errors
    return False


@pytest.mark.parametrize("hit", HITS)
@pytest.mark.parametrize("name", kill_points())
def test_killed_at_a_durable_step_nothing_acknowledged_is_lost(program, name, hit):
    environment = {"PINFLOW_KILLPOINT": f"{name}:{hit}",
                   "PINFLOW__EVENTLOG__SEGMENT_BYTES": "65536"}  # So that segments are rolled.
    load = Load()
    program.start(environment=environment)
    load.start(program.url)
    was_killed = program.ends_within(seconds=2)
    if not was_killed:
        program.kill()  # Only cleaning comes by this point.
    load.wait()
    if not was_killed:
        # The objects that cleaning needs may have waited for the sink when the program was killed.
        carry_all(program)
        was_killed = clean_until_killed(program, environment)
    carry_all(program)
    program.run("clean")
    assert was_killed or hit > 1, f"{name} was never passed"
    assert_nothing_lost_or_doubled(program, load)
