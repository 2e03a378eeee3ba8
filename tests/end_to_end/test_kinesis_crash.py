"""kill -9 and resharding under PutRecords load: nothing acknowledged is lost, nothing repeated."""
import collections
import random
import threading

import botocore.exceptions
from conftest import FULL, wait_until
from test_kinesis_clients import AT_ONCE, client_of

CYCLES = 100 if FULL else 5
WRITERS = 3
STREAM = "orders"


class Writers:
    """Threads that put records of ever new content until they are stopped or the server is gone,
    and keep what was acknowledged: shard and sequence number by content."""

    def __init__(self, program, first=0):
        self.acknowledged = {}
        self._next = first
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write, args=(program,))
                         for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stop.set()
        self.join()

    def join(self):
        for thread in self._threads:
            thread.join()
        return self._next

    def _write(self, program):
        kinesis = client_of(program)
        while not self._stop.is_set():
            with self._lock:
                numbers = range(self._next, self._next + 20)
                self._next += 20
            records = [{"Data": str(n).encode(), "PartitionKey": f"key {n}"} for n in numbers]
            try:
                answer = kinesis.put_records(StreamName=STREAM, Records=records)
            except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
                return
            with self._lock:
                for number, place in zip(numbers, answer["Records"]):
                    if "SequenceNumber" in place:
                        self.acknowledged[number] = (place["ShardId"], place["SequenceNumber"])


def read_shard(kinesis, shard_id):
    """(number, sequence number) of every record, in order; and the children of a closed shard."""
    iterator = kinesis.get_shard_iterator(StreamName=STREAM, ShardId=shard_id,
                                          ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = []
    while iterator:
        answer = kinesis.get_records(ShardIterator=iterator)
        records += [(int(r["Data"]), r["SequenceNumber"]) for r in answer["Records"]]
        if not answer["Records"] and answer["MillisBehindLatest"] == 0:
            break
        iterator = answer.get("NextShardIterator")
    return records, [child["ShardId"] for child in answer.get("ChildShards", [])]


def read_stream(kinesis):
    """Every shard's records, found by following children from the first shards."""
    shards = kinesis.list_shards(StreamName=STREAM, ShardFilter={"Type": "AT_TRIM_HORIZON"})
    waiting = collections.deque(shard["ShardId"] for shard in shards["Shards"])
    by_shard = {}
    while waiting:
        shard_id = waiting.popleft()
        if shard_id not in by_shard:
            by_shard[shard_id], children = read_shard(kinesis, shard_id)
            waiting.extend(children)
    return by_shard


def assert_all_there(by_shard, acknowledged):
    for records in by_shard.values():
        sequence = [int(number) for _, number in records]
        assert sequence == sorted(set(sequence))
    counts = collections.Counter(n for records in by_shard.values() for n, _ in records)
    assert not [n for n, count in counts.items() if count > 1]
    places = {n: (shard, number) for shard, records in by_shard.items() for n, number in records}
    wrong = [n for n, place in acknowledged.items() if places.get(n) != place]
    assert not wrong, f"{len(wrong)} of {len(acknowledged)} acknowledged records are not there"


def test_nothing_acknowledged_is_lost_by_kill_9(program, seed):
    chance = random.Random(seed)
    client_of(program.start(environment=AT_ONCE)).create_stream(StreamName=STREAM, ShardCount=3)
    acknowledged = {}
    first = 0
    for _ in range(CYCLES):
        writers = Writers(program, first)
        threading.Event().wait(chance.uniform(0.05, 0.4))  # How long it lives is the test's input.
        program.kill()
        first = writers.join()
        acknowledged |= writers.acknowledged
        program.start(environment=AT_ONCE)
    assert acknowledged
    assert_all_there(read_stream(client_of(program)), acknowledged)


def test_a_split_and_two_merges_under_load_lose_and_repeat_nothing(program):
    kinesis = client_of(program.start(environment=AT_ONCE))
    kinesis.create_stream(StreamName=STREAM, ShardCount=2)
    writers = Writers(program)

    def wait_for_more(count=200):
        goal = len(writers.acknowledged) + count
        wait_until(lambda: len(writers.acknowledged) >= goal, "more acknowledged records")

    wait_for_more()
    kinesis.split_shard(StreamName=STREAM, ShardToSplit="shardId-000000000000",
                        NewStartingHashKey=str(2**126))
    wait_for_more()
    kinesis.merge_shards(StreamName=STREAM, ShardToMerge="shardId-000000000003",
                         AdjacentShardToMerge="shardId-000000000001")
    wait_for_more()
    kinesis.merge_shards(StreamName=STREAM, ShardToMerge="shardId-000000000002",
                         AdjacentShardToMerge="shardId-000000000004")
    wait_for_more()
    writers.stop()
    assert len(writers.acknowledged) % 20 == 0  # Resharding made no put fail.
    assert_all_there(read_stream(kinesis), writers.acknowledged)
