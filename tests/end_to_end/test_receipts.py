"""Whether a record arrived: retries with a key, tail and trace."""
import concurrent.futures
import json

import requests
from conftest import wait_until
from posts import JSON_V2, SECONDS_MAX, as_emulator, pin_row, post


def post_once(url, key, value, topic="demo.pin"):
    return requests.post(f"{url}/test/topics/{topic}", data=as_emulator(value), timeout=SECONDS_MAX,
                         headers={"Content-Type": JSON_V2, "Idempotency-Key": key})


def end_offset(url, topic="demo.pin"):
    answer = requests.get(f"{url}/topics/{topic}/partitions/0/offsets", timeout=SECONDS_MAX)
    return answer.json()["end_offset"]


def test_a_retry_after_a_crash_gets_the_first_answer(program):
    program.start()
    first = post_once(program.url, "k", pin_row(0))
    post_once(program.url, "other", pin_row(1))
    program.kill()
    program.start()
    again = post_once(program.url, "k", pin_row(0))
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["X-Pinflow-Replayed"] == "true"
    assert end_offset(program.url) == 2
    other = post_once(program.url, "k", pin_row(5))
    assert (other.status_code, other.json()["error_code"]) == (422, 422)


def test_a_request_that_a_crash_cut_off_is_stored_once(program):
    """Whether the record was durable when the program died or not, there is one afterwards."""
    for point in ("eventlog_after_write", "eventlog_before_sync", "eventlog_after_sync"):
        topic = point.replace("_", ".")
        program.start(environment={"PINFLOW_KILLPOINT": f"{point}:1"})
        try:
            assert post_once(program.url, "k", pin_row(0), topic).status_code != 200
        except requests.exceptions.ConnectionError:
            pass
        assert program.ends_within(10)
        program.start()
        answer = post_once(program.url, "k", pin_row(0), topic)
        assert answer.json()["offsets"][0]["offset"] == 0
        assert end_offset(program.url, topic) == 1
        program.kill()


def test_one_of_many_retries_at_a_time_stores(server):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post_once(server.url, "k", pin_row(0)), range(64)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}
    assert end_offset(server.url) == 1


def places(program, record):
    return {place["place"]: place for place in program.run_json("trace", record)}


def test_trace_follows_a_record_from_the_log_to_its_table(server):
    post(server.url, "demo.pin", pin_row(0))
    post(server.url, "demo.pin", {"wrong": "shape"})
    assert "log" in places(server, "demo.pin/0/0")
    server.run("trace", "demo.pin/0/99", expect=4)
    wait_until(lambda: len(server.objects("demo.pin")) == 2, "the sink")
    found = places(server, "demo.pin/0/0")
    assert found["object"]["name"].endswith("demo.pin+0+0000000000.json")
    assert server.stop() == 0
    server.run("clean")
    found = places(server, "demo.pin/0/0")
    assert list(found) == ["log", "object", "table", "row"]
    assert found["table"]["name"] == "bronze.demo_pin"
    assert found["table"]["found"].startswith("version ")
    assert found["row"]["name"] == "silver.demo_pin"
    assert found["row"]["found"].startswith("1 row")
    found = places(server, "demo.pin/0/1")
    assert found["dead letters"]["name"] == "bronze.demo_pin_dead_letters"
    server.run("trace", "demo.pin/0/2", expect=4)
    server.run("trace", "demo.pin", expect=2)


def test_trace_says_what_the_running_pinflow_lacks(program):
    program.start("--only", "gateway")
    post(program.url, "demo.pin", pin_row(0))
    program.run("trace", "demo.pin/0/0", expect=69)
    assert "without serve" in program.errors


def test_trace_names_the_bytes(server):
    post(server.url, "demo.pin", {"needle": 7})
    log = places(server, "demo.pin/0/0")["log"]
    begin, end = (int(word) for word in log["found"].split() if word.isdigit())
    with open(log["name"], "rb") as segment:
        segment.seek(begin)
        assert b'{"needle":7}' in segment.read(end - begin)


def tail(program, *words):
    return [json.loads(line) for line in program.run("tail", "demo.pin", "--json", *words)
            .splitlines()]


def test_tail_shows_what_is_there_and_what_comes(server):
    for index in range(5):
        post(server.url, "demo.pin", pin_row(index))
    shown = tail(server, "--from-beginning", "--no-follow")
    assert [record["offset"] for record in shown] == [0, 1, 2, 3, 4]
    assert shown[0]["value"] == pin_row(0)
    assert [record["offset"] for record in tail(server, "--from-beginning", "--filter",
                                                "number 3", "--limit", "1")] == [3]
    assert tail(server, "--at", "2000-01-01", "--limit", "1")[0]["offset"] == 0
    assert tail(server, "--at", "2100-01-01", "--no-follow") == []
    with concurrent.futures.ThreadPoolExecutor() as pool:
        following = pool.submit(tail, server, "--filter", "number 9", "--limit", "1")

        def post_another():
            post(server.url, "demo.pin", pin_row(9))
            return following.done()

        wait_until(post_another, "tail")
        assert following.result()[0]["value"]["index"] == 9


def test_tail_reads_the_folder_where_nothing_runs(server):
    post(server.url, "demo.pin", pin_row(0))
    assert server.stop() == 0
    assert len(tail(server, "--from-beginning")) == 1
    server.run("tail", "demo.unknown", expect=4)
