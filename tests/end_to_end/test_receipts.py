"""Whether a record arrived: retries with a key."""
import concurrent.futures

import requests
from posts import JSON_V2, SECONDS_MAX, as_emulator, pin_row


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
