"""From a post to a row of a stream's Delta table while the program runs."""
import json
import shutil

import requests
from conftest import table_exists, table_rows, wait_until
from posts import ROWS, pin_row, post
from program import ROOT
from recomputed import assert_metrics_are_those_of_the_tables


def table(name):
    return f"stream.demo_{name}_table"


def rows_when(program, name, count):
    """The table's rows, once there are so many."""
    def arrived():
        if not table_exists(program, table(name)):
            return None
        rows = table_rows(program, table(name))
        return rows if len(rows) >= count else None
    return wait_until(arrived, f"{count} rows in {table(name)}")


def test_a_post_becomes_a_row_of_each_table(server):
    for name, row in ROWS.items():
        post(server.url, f"streaming-demo-{name}", row(7))
    for name in ROWS:
        [row] = rows_when(server, name, 1)
        assert row["ind"] == 7
    [pin] = rows_when(server, "pin", 1)
    assert pin["follower_count"] == 8000 and pin["save_location"] == "/data/art"


def test_duplicates_and_bad_rows_stay_out_and_are_accounted_for(server):
    for value in [pin_row(1), pin_row(1), pin_row(1) | {"title": "other"}, {"no": "pin"},
                  [pin_row(2), pin_row(3)], 7]:
        post(server.url, "streaming-demo-pin", value)
    assert sorted(row["ind"] for row in rows_when(server, "pin", 3)) == [1, 2, 3]
    [ledger] = wait_until(lambda: [
        ledger for ledger in server.run_json("audit")["ledgers"] if ledger["waiting"] == 0],
        "the stream")
    assert ledger | {"topic": "streaming-demo-pin", "table": table("pin"), "accepted": 7,
                     "tables": 3, "duplicates": 1, "dead_letters": 3} == ledger
    reasons = sorted(row["reason"] for row in table_rows(server, table("pin") + "_dead_letters"))
    assert reasons == ["key conflict", "not an object", "required column 'index' is missing"]


def test_live_metrics_follow_the_tables_and_survive_a_kill(server):
    def metric(name):
        answer = requests.get(f"{server.url}/v1/metrics/{name}", timeout=10)
        return {tuple(row.values())[0]: tuple(row.values())[1:]
                for row in answer.json()["rows"]} if answer.status_code == 200 else {}

    for index in [1, 2, 8, 8]:
        post(server.url, "streaming-demo-pin", pin_row(index))
    expected = {"Poster 1": (2, 9000), "Poster 2": (1, 3000)}
    wait_until(lambda: metric("popular_posters") == expected, "the metric")
    assert metric("categories") == {"art": (3,)}
    server.kill()
    server.start()
    wait_until(lambda: metric("popular_posters") == expected, "the metric after a kill")
    names = {entry["name"] for entry in
             requests.get(f"{server.url}/v1/metrics", timeout=10).json()}
    assert {"popular_posters", "categories", "posts_by_country_and_minute"} <= names


def test_metrics_of_arrivals_are_shown_and_survive_a_kill(server):
    for index, category in [(1, "art"), (2, "art"), (2, "art"), (3, "travel")]:
        post(server.url, "streaming-demo-pin", pin_row(index) | {"category": category})
    rows_when(server, "pin", 3)

    def categories():
        """Of the year in which it is, or of both when it ends just now."""
        counts = {}
        for row in server.run_json("metrics", "category_of_the_year"):
            counts[row["category"]] = counts.get(row["category"], 0) + row["posts"]
        return counts
    wait_until(lambda: categories() == {"art": 2, "travel": 1}, "the metric")
    # Each row is in the five windows that hold its minute.
    trending = server.run_json("metrics", "trending_categories", "--limit", "1000")
    assert sum(row["posts"] for row in trending if row["category"] == "art") == 10
    assert "trending_categories" in server.run("metrics")
    server.kill()
    server.start()
    wait_until(lambda: categories() == {"art": 2, "travel": 1}, "the metric after a kill")
    assert_metrics_are_those_of_the_tables(server)
    assert server.stop() == 0
    server.run("metrics", "trending_categories", expect=69)  # None runs.


def test_live_metrics_are_pushed_as_events(server):
    post(server.url, "streaming-demo-pin", pin_row(1))
    rows_when(server, "pin", 1)
    address = f"{server.url}/v1/metrics/categories"
    with requests.get(address, headers={"Accept": "text/event-stream"}, stream=True,
                      timeout=30) as events:
        assert events.headers["Content-Type"] == "text/event-stream"
        lines = events.iter_lines(decode_unicode=True)

        def count():
            """Of the next event."""
            return next(json.loads(line[6:])["rows"][0]["posts"] for line in lines
                        if line.startswith("data: "))
        assert count() == 1
        post(server.url, "streaming-demo-pin", pin_row(2))
        assert count() == 2
    assert requests.get(f"{server.url}/v1/metrics/nothing", timeout=10,
                        headers={"Accept": "text/event-stream"}).status_code == 404


def test_after_a_restart_nothing_is_read_twice(server):
    post(server.url, "streaming-demo-geo", ROWS["geo"](1))
    rows_when(server, "geo", 1)
    assert server.stop() == 0
    server.start()
    post(server.url, "streaming-demo-geo", ROWS["geo"](1))
    post(server.url, "streaming-demo-geo", ROWS["geo"](2))
    assert sorted(row["ind"] for row in rows_when(server, "geo", 2)) == [1, 2]


def test_a_stream_that_is_not_wanted_does_not_run(program):
    program.start("--only", "gateway,sink")
    post(program.url, "streaming-demo-pin", pin_row(1))
    post(program.url, "demo.pin", pin_row(1))
    wait_until(lambda: program.objects("demo.pin"), "the sink")
    assert program.stop() == 0
    assert not table_exists(program, table("pin"))


def put(url, stream, key, value):
    """As the exercise's later generation puts: one stream for all, the key says whose."""
    answer = requests.put(f"{url}/test/streams/{stream}/record", timeout=10,
                          headers={"Content-Type": "application/json"},
                          data=json.dumps({"StreamName": stream, "Data": value,
                                           "PartitionKey": key}, default=str))
    assert answer.status_code == 200, answer.text


def test_a_shared_stream_is_split_by_its_partition_keys(server):
    stream = "Kinesis-Prod-Stream"
    address = f"{server.url}/test/streams/{stream}"
    assert requests.post(address, json={"ShardCount": 2}, timeout=10).status_code == 200
    wait_until(lambda: "ACTIVE" in requests.get(address, timeout=10).text, "the stream")
    for key in ["demo.pin", "demo-pin", "demo_pin", "pinterest_data"]:
        put(server.url, stream, key, pin_row(len(key)))
    put(server.url, stream, "demo.geo", ROWS["geo"](5))
    put(server.url, stream, "user_data", ROWS["user"](6))
    put(server.url, stream, "somebody.pin", pin_row(9))
    put(server.url, stream, "partition-1", pin_row(10))
    post(server.url, "streaming-demo-pin", pin_row(11))
    assert {row["ind"] for row in rows_when(server, "pin", 3)} == {8, 11, 14}
    assert [row["ind"] for row in rows_when(server, "geo", 1)] == [5]
    assert [row["ind"] for row in rows_when(server, "user", 1)] == [6]

    def settled():
        ledgers = {line["table"]: line for line in server.run_json("audit")["ledgers"]}
        line = ledgers.get(table("pin"))
        return line if line and line["waiting"] == 0 and line["accepted"] == 6 else None
    line = wait_until(settled, "the ledger")
    assert (line["tables"], line["duplicates"], line["dead_letters"]) == (3, 2, 1)
    [letter] = table_rows(server, table("pin") + "_dead_letters")
    assert "partition-1" in letter["reason"] and letter["topic"] == stream


def test_with_users_told_by_topics_what_is_nobodys_becomes_a_dead_letter_once(program):
    """Also through kills: with `*` no user's stream takes what no key can tell."""
    everybody = ["--user-id", "*"]
    program.start(*everybody)
    stream, sent = "Kinesis-Prod-Stream", {"ada": set(), "bob": set(), "strays": set()}
    address = f"{program.url}/test/streams/{stream}"
    assert requests.post(address, json={"ShardCount": 2}, timeout=10).status_code == 200
    wait_until(lambda: "ACTIVE" in requests.get(address, timeout=10).text, "the stream")
    for number in range(12):
        if number % 4 == 3:
            program.kill()
            program.start(*everybody)
        for key, whose in [("ada.pin", "ada"), ("bob_pin", "bob"), (f"partition-{number}", "strays")]:
            put(program.url, stream, key, pin_row(number))
            sent[whose].add(number)

    def settled():
        lines = program.run_json("audit", *everybody)["ledgers"]
        done = {line["table"]: line["tables"] + line["dead_letters"] for line in lines
                if line["waiting"] == 0}
        return done == {"stream.ada_pin_table": 12, "stream.bob_pin_table": 12,
                        "stream.strays": 12}
    wait_until(settled, "the ledger")
    for user in ["ada", "bob"]:
        rows = table_rows(program, f"stream.{user}_pin_table")
        assert sorted(row["ind"] for row in rows) == sorted(sent[user])
    letters = table_rows(program, "stream.strays_dead_letters")
    assert sorted(json.loads(letter["value"])["index"] for letter in letters) == sorted(
        sent["strays"])
    assert all("names no dataset" in letter["reason"] for letter in letters)
    assert len({(letter["topic_id"], letter["partition"], letter["offset"], letter["index"])
                for letter in letters}) == 12
    one = letters[0]
    place = f"{stream}/{one['partition']}/{one['offset']}/{one['index']}"
    program.run("dlq", "show", place, *everybody)
    program.stop()
    program.run("dlq", "replay", place, *everybody, expect=None)
    assert program.exit_status != 0 and "does not say whose it is" in program.errors
    program.kill()


def test_a_topic_may_be_the_input(program, tmp_path):
    shutil.copytree(ROOT / "pipelines/pinterest", tmp_path / "pipeline")
    file = tmp_path / "pipeline/pipeline.toml"
    file.write_text(file.read_text().replace('input = "stream"', 'input = "topic"'))
    program.start("--pipeline", tmp_path / "pipeline")
    post(program.url, "demo.user", ROWS["user"](3))
    [row] = rows_when(program, "user", 1)
    assert row["user_name"] == "Abigail Ali"


def test_batch_and_streams_give_the_same(program):
    lines = {line["what"]: line for line in program.run_json("verify", "parity", "--rows", "500")}
    assert len(lines) == 3 + 3 + 9 and all(line["equal"] for line in lines.values())
    assert lines["table pin"]["batch_rows"] == 500
    assert all(lines[f"dead letters of {name}"]["stream_rows"] == 5 for name in ROWS)
    assert not program.data.exists(), "it works in a folder of its own"


def test_dead_letters_are_mended_and_replayed_while_the_stream_runs(server):
    topic = "streaming-demo-user"
    good = json.loads(json.dumps(ROWS["user"](4), default=str))
    post(server.url, topic, {key: value for key, value in good.items() if key != "ind"})
    post(server.url, topic, 7)
    post(server.url, topic, ROWS["user"](5))
    rows_when(server, "user", 1)
    letters = server.run_json("dlq", "ls", table("user"))
    assert [letter["reason"] for letter in letters] == [
        "required column 'ind' is missing", "not an object"]
    name = letters[0]["id"]
    assert name == f"{topic}/0/0/0" and "Abigail" in server.run("dlq", "show", name)
    assert server.run_json("dlq", "replay", "--all", expect=3)["rows"] == 0

    server.run("dlq", "edit", name, "--value", json.dumps(good))
    server.run("dlq", "replay", name, environment={"PINFLOW_KILLPOINT": "replay_after_rows:1"},
               expect=-9)
    assert server.run_json("dlq", "replay", name) == {"rows": 1, "duplicates": 0, "refused": []}
    assert sorted(row["ind"] for row in rows_when(server, "user", 2)) == [4, 5]
    [ledger] = server.run_json("audit")["ledgers"]
    assert (ledger["accepted"], ledger["tables"], ledger["dead_letters"]) == (3, 2, 1)
    server.run("dlq", "replay", name, expect=4)
    server.run("dlq", "edit", f"{topic}/0/1/0", "--value", "[]", expect=1)
    server.run("dlq", "show", "nonsense", expect=2)
    post(server.url, topic, ROWS["user"](6))
    rows_when(server, "user", 3)
