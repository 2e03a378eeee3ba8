"""What clients send wrong: each gets its protocol's error, and the server goes on."""
import json

import pytest
import requests
from conftest import wait_until
from posts import pin_row, post, post_body

MEBIBYTE = 1 << 20

BAD_REQUESTS = {
    "not JSON": (b"{records", 400, 400),
    "nothing at all": (b"", 422, 42206),
    "a list": (b"[]", 422, 422),
    "records of another shape": (b'{"records": {"value": 1}}', 422, 422),
    "no records": (b'{"records": []}', 422, 422),
    "records missing": (b"{}", 422, 422),
    "invalid UTF-8": (b'{"records":[{"value":"\xff\xfe"}]}', 400, 400),
    "nested 100,000 deep": (
        b'{"records":[{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}", 400, 400),
    "a body of 100 MB": (b" " * 100_000_000, 413, 413),
}


@pytest.mark.parametrize("body, status, error_code", BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_a_bad_request_gets_its_error_and_the_next_one_works(server, body, status, error_code):
    try:
        answer = post_body(server.url, "demo.pin", body)
        assert (answer.status_code, answer.json()["error_code"]) == (status, error_code)
        assert answer.json()["message"]
    except requests.exceptions.ConnectionError:
        # A server may close on a body it will not read, while the client still sends.
        assert len(body) > 10 * MEBIBYTE
    assert post(server.url, "demo.pin", pin_row(0))[0]["offset"] == 0


def test_another_content_type_is_415(server):
    answer = post_body(server.url, "demo.pin", '{"records":[{"value":1}]}', "application/xml")
    assert answer.status_code == 415
    assert answer.json()["error_code"] == 415
    assert answer.json()["message"].startswith("HTTP 415 Unsupported Media Type")


def test_a_record_of_one_byte_too_many_is_refused_and_stores_nothing(server):
    def record(size):
        return json.dumps({"records": [{"value": "x" * (size - 2)}]})

    answer = post_body(server.url, "demo.pin", record(MEBIBYTE + 1))
    assert (answer.status_code, answer.json()["error_code"]) == (413, 413)
    answer = post_body(server.url, "demo.pin", record(MEBIBYTE))
    assert answer.json()["offsets"][0]["offset"] == 0


def test_a_bad_topic_name_is_refused(server):
    for name in ("a%20b", "%2e%2e", "x" * 250):
        answer = post_body(server.url, name, '{"records":[{"value":1}]}')
        assert answer.status_code in (400, 404), (name, answer.text)
        assert answer.json()["error_code"]


def test_a_partition_that_does_not_exist_is_refused(server):
    post(server.url, "demo.pin", pin_row(0))
    answer = post_body(server.url, "demo.pin", '{"records":[{"value":1,"partition":77}]}')
    assert (answer.status_code, answer.json()["error_code"]) == (404, 40402)
    both = post_body(server.url, "demo.pin",
                     '{"records":[{"value":1,"partition":77},{"value":2,"partition":0}]}')
    assert both.status_code == 200
    refused, stored = both.json()["offsets"]
    assert refused["offset"] is None and refused["error_code"]
    assert (stored["offset"], stored["error_code"]) == (1, None)


def test_an_unknown_topic_is_404_where_topics_are_not_made_by_producing(program):
    program.start(environment={"PINFLOW__GATEWAY__AUTO_CREATE_TOPICS": "false"})
    answer = post_body(program.url, "demo.pin", '{"records":[{"value":1}]}')
    assert (answer.status_code, answer.json()["error_code"]) == (404, 40401)


def test_an_unknown_topic_has_no_metadata(server):
    answer = requests.get(f"{server.url}/topics/nowhere", timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (404, 40401)


def test_an_unknown_path_is_404_and_an_unknown_stage_403_as_api_gateway_has_it(server):
    assert requests.get(f"{server.url}/topics/a/b/c", timeout=10).status_code == 404
    answer = requests.get(f"{server.url}/nowhere/at/all", timeout=10)
    assert (answer.status_code, answer.json()) == (
        403, {"message": "Missing Authentication Token"})


def test_stray_records_become_dead_letters_and_the_ledger_adds_up(server):
    post(server.url, "demo.pin", pin_row(0))
    post(server.url, "demo.pin", None)
    post(server.url, "demo.pin", {"wrong": "shape"})
    post(server.url, "demo.pin", "just a text")
    post(server.url, "demo.pin", [pin_row(1), {"half": "right"}])
    wait_until(lambda: len(server.objects("demo.pin")) >= 5, "the sink")
    assert server.stop() == 0
    server.run("clean")
    ledger = server.run_json("audit")
    assert ledger["accepted"] == 6
    assert ledger["tables"] == 2
    assert ledger["dead_letters"] == 4
    assert ledger["waiting"] == 0


@pytest.mark.parametrize("path", ["/topics", "/v1/tables", "/health/ready"])
def test_another_web_page_cannot_drive_it(server, path):
    answer = requests.get(server.url + path, timeout=10, headers={"Host": "evil.example"})
    assert answer.status_code in (403, 421)
    assert "Access-Control-Allow-Origin" not in answer.headers
