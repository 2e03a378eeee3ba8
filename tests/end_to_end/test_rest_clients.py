"""Clients written for API Gateway and the Confluent REST proxy, with only their URL changed."""
import json

import pytest
import requests
from conftest import table_rows, wait_until
from posts import ROWS, geo_row, pin_row, post, post_body, user_row

CORS_METHODS = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
CORS_HEADERS = "Content-Type,Authorization,X-Amz-Date,X-Api-Key,X-Amz-Security-Token"


def clean_after_sink(server, expected_objects):
    """Waits for the sink, stops the server and cleans."""
    wait_until(lambda: sum(len(server.objects(f"demo.{name}")) for name in ROWS)
               >= expected_objects, "the sink")
    assert server.stop() == 0
    server.run("clean")


def test_the_emulators_posts_get_increasing_offsets(server):
    for index in range(3):
        for name, row in ROWS.items():
            offsets = post(server.url, f"demo.{name}", row(index))
            assert offsets == [
                {"partition": 0, "offset": index, "error_code": None, "error": None}]
    names = requests.get(f"{server.url}/topics", timeout=10).json()
    assert sorted(names) == ["demo.geo", "demo.pin", "demo.user"]


def test_an_object_holds_the_row_compact_under_the_connectors_name(server):
    post(server.url, "demo.geo", geo_row(0))
    names = wait_until(lambda: server.objects("demo.geo"), "the first object")
    assert [str(n.relative_to(server.bucket())) for n in names] == [
        "topics/demo.geo/partition=0/demo.geo+0+0000000000.json"]
    assert names[0].read_text() == json.dumps(
        geo_row(0), default=str, separators=(",", ":")) + "\n"


def all_texts(row):
    return {name: str(value) for name, value in row.items()}


@pytest.mark.parametrize("value, count", [
    (pin_row(0), 1),
    (all_texts(pin_row(0)), 1),
    ([pin_row(0)], 1),
    ([pin_row(index) for index in range(250)], 250),
    (pin_row(0) | {"colour": "blue"}, 1),
], ids=["row", "all texts", "list of one", "list of 250", "unknown column"])
def test_each_form_of_a_pin_becomes_clean_rows(server, value, count):
    post(server.url, "demo.pin", value)
    clean_after_sink(server, 1)
    rows = table_rows(server, "silver.demo_pin")
    assert len(rows) == count
    first = min(rows, key=lambda row: row["ind"])
    assert (first["ind"], first["follower_count"], first["save_location"]) == (
        0, 1000, "/data/art")


def test_a_user_row_may_call_its_ind_index(server):
    row = user_row(3)
    row["index"] = row.pop("ind")
    post(server.url, "demo.user", row)
    clean_after_sink(server, 1)
    assert [(r["ind"], r["user_name"]) for r in table_rows(server, "silver.demo_user")] == [
        (3, "Abigail Ali")]


def test_non_ascii_text_arrives_unchanged(server):
    row = pin_row(0) | {"title": "\U0001f469‍\U0001f3a8 Ёлка 日本"}
    post(server.url, "demo.pin", row)
    clean_after_sink(server, 1)
    assert table_rows(server, "silver.demo_pin")[0]["title"] == row["title"]


@pytest.mark.parametrize("stage", ["", "/test"])
def test_rows_enter_with_and_without_a_stage(server, stage):
    assert post(server.url, "demo.pin", pin_row(0), stage)[0]["offset"] == 0


def test_a_configured_stage_is_served_and_another_is_not(program, tmp_path):
    settings = tmp_path / "pinflow.toml"
    settings.write_text("[gateway.stage.Production]\nenabled = true\n")
    program.start("--config", settings)
    assert post(program.url, "demo.pin", pin_row(0), "/Production")[0]["offset"] == 0
    other = post_body(program.url, "demo.pin", "{}", path="/staging/topics/")
    assert other.status_code in (403, 404)


def test_a_browsers_preflight_is_answered_on_stage_routes(server):
    answer = requests.options(
        f"{server.url}/test/topics/demo.pin", timeout=10,
        headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Methods"] == CORS_METHODS
    assert answer.headers["Access-Control-Allow-Headers"] == CORS_HEADERS
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_stages_answers_carry_the_origin_header(server):
    answer = post_body(server.url, "demo.pin", '{"records":[{"value":1}]}',
                       path="/test/topics/")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_keys_and_partitions_are_taken(server):
    body = {"records": [{"key": "a", "value": {"x": 1}}, {"value": 2, "partition": 0}]}
    answer = post_body(server.url, "orders", json.dumps(body))
    assert [o["offset"] for o in answer.json()["offsets"]] == [0, 1]


def test_binary_records_are_taken_as_base64(server):
    answer = post_body(server.url, "raw", '{"records":[{"value":"S2Fma2E="}]}',
                       "application/vnd.kafka.binary.v2+json")
    assert answer.status_code == 200
    assert answer.json()["offsets"][0]["offset"] == 0


def test_topic_metadata_has_its_partitions(server):
    post(server.url, "demo.pin", pin_row(0))
    topic = requests.get(f"{server.url}/topics/demo.pin", timeout=10).json()
    assert topic["name"] == "demo.pin"
    assert [p["partition"] for p in topic["partitions"]] == [0]


def test_the_answer_to_a_produce_has_the_proxys_content_type(server):
    answer = post_body(server.url, "demo.pin", '{"records":[{"value":1}]}')
    assert answer.headers["Content-Type"].startswith("application/vnd.kafka.v2+json")
    assert answer.json().keys() == {"offsets", "key_schema_id", "value_schema_id"}
