"""What the dashboard's pages read, held to the description that they are typed by."""
import hashlib
import json
import re

import pytest
import requests
from conftest import table_exists, wait_until
from posts import pin_row, post
from program import ROOT

DESCRIBED = json.loads((ROOT / "assets/api.json").read_text())
SCHEMAS = DESCRIBED["components"]["schemas"]
KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
         "object": dict, "null": type(None)}
PATHS = {"query": "top_country", "table": "stream.demo_pin_table", "topic": "streaming-demo-pin",
         "partition": "0", "offset": "0", "run": "1", "task": "gather", "name": "categories",
         "bucket": "user-demo-bucket", "notebook": "kept"}


def misfits(value, schema, place="$"):
    """Where a value is not what its schema says; members that it does not name are misfits too."""
    if "$ref" in schema:
        return misfits(value, SCHEMAS[schema["$ref"].rsplit("/", 1)[1]], place)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(isinstance(value, KINDS[kind]) and (kind == "boolean") == isinstance(value, bool)
               for kind in kinds)
    if not fits or value not in schema.get("enum", [value]):
        return [f"{place}: {value!r} is no {kinds}"]
    if isinstance(value, list) and "items" in schema:
        return [found for index, one in enumerate(value)
                for found in misfits(one, schema["items"], f"{place}[{index}]")]
    if not isinstance(value, dict):
        return []
    members = schema.get("properties", {})
    found = [f"{place}: no {name}" for name in schema.get("required", []) if name not in value]
    for name, member in value.items():
        described = members.get(name, schema.get("additionalProperties"))
        found += misfits(member, described, f"{place}.{name}") if described else [
            f"{place}.{name} is not described"]
    return found


def test_misfits_are_found():
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    assert misfits({"n": 1}, schema) == []
    assert misfits({"n": True}, schema) and misfits({}, schema) and misfits({"n": 1, "m": 2}, schema)


def test_every_answer_is_as_it_is_described(server):
    post(server.url, "demo.pin", pin_row(1))
    post(server.url, "streaming-demo-pin", pin_row(1))
    post(server.url, "streaming-demo-pin", {"index": 2})
    wait_until(lambda: table_exists(server, "stream.demo_pin_table_dead_letters"), "the stream")
    wait_until(lambda: len(server.objects("demo.pin")) == 1, "the sink")
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: requests.get(f"{server.url}/v1/runs/1", timeout=10).json()["ended_at_ms"],
               "the run")
    requests.put(f"{server.url}/v1/notebooks/kept", json={"text": "SELECT 1"},
                 timeout=10).raise_for_status()
    key = str(server.objects("demo.pin")[0].relative_to(server.bucket()))
    for path, operations in DESCRIBED["paths"].items():
        content = operations.get("get", {"responses": {"200": {"content": {}}}})[
            "responses"]["200"]["content"]
        if "application/json" not in content:
            continue
        query = {"key": key} if path.endswith("/preview") else {}
        answer = requests.get(server.url + path.format(**PATHS), params=query, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        assert misfits(answer.json(), content["application/json"]["schema"]) == [], path


def test_the_description_is_served_with_what_it_says_of_each_route(server):
    served = requests.get(f"{server.url}/openapi.json", timeout=10).json()
    assert served["components"] == DESCRIBED["components"]
    for path, operations in DESCRIBED["paths"].items():
        assert served["paths"][path].items() >= operations.items(), path
    of_ours = {path for path in served["paths"] if path.startswith("/v1/")}
    assert of_ours == set(DESCRIBED["paths"])


@pytest.mark.parametrize("method, path, body", [
    ("POST", "/v1/sql", {"sql": "SELECT 1"}), ("POST", "/v1/runs", {}),
    ("POST", "/v1/dead-letters/replay", {"reason": ""}), ("GET", "/v1/settings", None),
    ("GET", "/v1/events", None), ("GET", "/v1/topics/demo.pin/records", None),
    ("GET", "/v1/topics", None), ("GET", "/v1/parts", None), ("GET", "/v1/metrics", None),
    ("GET", "/v1/metrics/categories", None), ("GET", "/v1/places/demo.pin/0/0", None),
    ("GET", "/v1/cost", None), ("GET", "/v1/lags", None), ("GET", "/v1/buckets", None),
    ("GET", "/v1/notebooks", None), ("PUT", "/v1/notebooks/mine", {"text": ""})])
def test_where_there_are_keys_nothing_is_shown_or_done_without_one(program, tmp_path, method, path,
                                                                   body):
    settings = tmp_path / "pinflow.toml"
    settings.write_text(
        f'[gateway.key.ada]\nsha256 = "{hashlib.sha256(b"token").hexdigest()}"\n'
        'actions = ["admin"]\n')
    program.start("--config", str(settings))
    answer = requests.request(method, program.url + path, json=body, timeout=10)
    assert answer.status_code == 401, answer.text
    with_key = requests.request(method, program.url + path, json=body, timeout=10, stream=True,
                                headers={"x-api-key": "token"})
    assert with_key.status_code in (200, 404), with_key.text


def test_a_page_of_another_site_cannot_begin_a_run(server):
    answer = requests.post(f"{server.url}/v1/runs", json={}, timeout=10,
                           headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    as_form = requests.post(f"{server.url}/v1/runs", data="{}", timeout=10,
                            headers={"Content-Type": "text/plain"})
    assert as_form.status_code == 415
    assert requests.get(f"{server.url}/v1/runs", timeout=10).json() == []


def test_days_that_have_passed_are_run_once_and_the_dag_rests_when_it_is_told_to(server):
    def ask(path, **body):
        answer = requests.post(f"{server.url}/v1/{path}", json=body, timeout=10)
        schema = SCHEMAS["DagPaused" if body == {} else "Backfilled"]
        assert answer.status_code != 200 or misfits(answer.json(), schema) == []
        return answer

    def is_paused():
        parts = requests.get(f"{server.url}/v1/parts", timeout=10).json()
        return any(part["part"] == "dag/pinterest" and part["state"] == "paused" for part in parts)

    ask("dag/pause")
    wait_until(is_paused, "the DAG's rest")
    days = {"from": "2026-01-01", "to": "2026-01-03"}
    assert ask("dag/backfill", **days).json() == {
        "runs": [1, 2, 3], "succeeded_before": 0, "under_way": 0}
    assert ask("dag/backfill", **days).json()["under_way"] == 3
    ask("dag/resume")
    wait_until(lambda: ask("dag/backfill", **days).json()["succeeded_before"] == 3, "the three runs")
    for wrong in ({"from": "2026-02-30", "to": "2026-03-01"}, {"from": "2999-01-01", "to": ""}):
        assert ask("dag/backfill", **wrong).status_code == 400


def test_a_question_that_takes_too_long_is_given_up(server):
    answer = requests.post(f"{server.url}/v1/sql", timeout=20, json={
        "sql": "SELECT count(*) FROM range(100000000) a, range(100000000) b", "timeout_ms": 200})
    assert answer.status_code == 429, answer.text


def test_up_says_where_the_dashboard_is(program):
    server = program.start()
    said = wait_until(lambda: re.search(r"the dashboard is (http://\S+/ui/)", server.log()), "the line")
    assert "<title>pinflow</title>" in requests.get(said[1], timeout=10).text
    server.stop()
    server = program.start("--only", "gateway")
    wait_until(lambda: "stop with Ctrl-C" in server.log(), "the greeting")
    assert "dashboard" not in server.log()
