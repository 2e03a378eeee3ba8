"""What API Gateway does in front of the doors: stages, plans, ids, logs, HTTPS."""
import hashlib
import json
import re
import subprocess

import pytest
import requests
from conftest import wait_until
from posts import JSON_V2, SECONDS_MAX, as_emulator, pin_row, post
from program import ROOT


def start_with(program, settings, *options):
    path = program.data.parent / "pinflow.toml"
    path.write_text(settings)
    return program.start("--config", path, *options)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_stages_have_their_own_rates_and_origins(program):
    start_with(program, """
        [gateway.stage.prod]
        cors_origins = ["https://a.example"]
        [gateway.stage.slow]
        requests_per_second = 1
        burst = 1
    """)
    for stage, origin, expected in [("test", "https://b.example", "*"),
                                    ("prod", "https://a.example", "https://a.example"),
                                    ("prod", "https://b.example", None)]:
        answer = requests.options(f"{program.url}/{stage}/topics/demo.pin", timeout=SECONDS_MAX,
                                  headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == expected
    answers = [requests.get(f"{program.url}/slow/topics", timeout=SECONDS_MAX) for _ in range(5)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert answers[0].status_code == 200 and refused
    assert refused[0].json() == {"message": "Too Many Requests"}
    assert refused[0].headers["Retry-After"] == "1"
    assert requests.get(f"{program.url}/test/topics", timeout=SECONDS_MAX).status_code == 200


def test_a_plan_limits_its_keys_day(program):
    start_with(program, f"""
        [gateway.plan.small]
        requests_per_day = 2
        [gateway.key.alice]
        sha256 = "{sha256("s3cret")}"
        plan = "small"
    """)

    def list_topics(**headers):
        return requests.get(f"{program.url}/test/topics", timeout=SECONDS_MAX, headers=headers)

    assert list_topics().json() == {"message": "Forbidden"}
    key = {"x-api-key": "s3cret"}
    assert [list_topics(**key).status_code for _ in range(3)] == [200, 200, 429]
    refused = list_topics(**key)
    assert refused.json() == {"message": "Limit Exceeded"}
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 60 * 60


def test_each_request_has_an_id_that_the_access_log_repeats(program, tmp_path):
    log = tmp_path / "access.log"
    program.start(environment={"PINFLOW__GATEWAY__ACCESS_LOG": str(log)})
    post(program.url, "demo.pin", pin_row(0))
    answer = requests.get(f"{program.url}/test/nothing", timeout=SECONDS_MAX)
    posted, refused = [json.loads(line) for line in log.read_text().splitlines()]
    assert (posted["httpMethod"], posted["path"], posted["status"], posted["stage"]) == (
        "POST", "/test/topics/demo.pin", 200, "test")
    assert refused["requestId"] == answer.headers["x-amzn-RequestId"]
    assert refused["status"] == answer.status_code == 403


@pytest.mark.parametrize("path", ["/test/topics/demo.pin", "/test//topics/demo.pin"])
def test_doubled_slashes_work(server, path):
    answer = requests.post(server.url + path, data=as_emulator(pin_row(0)), timeout=SECONDS_MAX,
                           headers={"Content-Type": JSON_V2})
    assert answer.status_code == 200


def test_https_and_plain_http_side_by_side(program):
    program.start(environment={"PINFLOW__HTTP__TLS_LISTEN": "127.0.0.1:0"})
    found = wait_until(lambda: re.search(r"url=(https://\S+) certificate=(\S+)", program.log()),
                       "listening on HTTPS")
    answer = requests.post(f"{found[1]}/test/topics/demo.pin", data=as_emulator(pin_row(0)),
                           headers={"Content-Type": JSON_V2}, verify=found[2], timeout=SECONDS_MAX)
    assert answer.status_code == 200
    assert post(program.url, "demo.pin", pin_row(1))[0]["offset"] == 1
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{found[1]}/test/topics", timeout=SECONDS_MAX)  # Not told to trust it.
    done = subprocess.run(["curl", "-sS", "--cacert", found[2], f"{found[1]}/test/topics"],
                          capture_output=True, text=True, timeout=SECONDS_MAX, check=True)
    assert json.loads(done.stdout) == ["demo.pin"]


def documented_routes():
    """Method and path of each route that docs/api.md says is there."""
    page = (ROOT / "docs/api.md").read_text()
    return set(re.findall(r"^\| `([A-Z]+) (/\S*)` \|(?! not)", page, re.M))


def test_the_page_of_routes_is_what_is_served(server):
    answer = requests.get(f"{server.url}/openapi.json", timeout=SECONDS_MAX).json()
    assert answer["openapi"] == "3.1.0"
    served = {(method.upper(), path) for path, methods in answer["paths"].items()
              for method in methods}
    assert {route for route in served if not route[1].startswith("/api/")} == documented_routes()
    for path, methods in answer["paths"].items():
        for operation in methods.values():
            declared = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
            assert declared == re.findall(r"{(\w+)}", path), path
