"""What tables are made of: the command, and the events that collectors of OpenLineage get."""
import http.server
import json
import threading

import pytest
from conftest import wait_until
from posts import pin_row, post

OPENLINEAGE = "PINFLOW__LINEAGE__OPENLINEAGE"


class Collector:
    """Takes what is posted, once it listens."""

    def __init__(self):
        self.events = []
        self.keys = set()
        self.refused = 0
        self.listens = True
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                collector.keys.add(self.headers["Authorization"])
                is_taken = collector.listens and self.path == "/api/v1/lineage"
                if is_taken:
                    collector.events.append(event)
                else:
                    collector.refused += 1
                self.send_response(201 if is_taken else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def of(self, job, kind):
        return [event for event in self.events
                if (event["job"]["name"], event["eventType"]) == (job, kind)]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector():
    collector = Collector()
    yield collector
    collector.close()


def rows(program, *words):
    return program.run_json("lineage", *words)


def test_a_column_is_followed_from_the_answer_to_the_topic(program):
    shown = rows(program, "--user-id", "demo", "gold.demo_top_country")
    assert {"table": "gold.demo_top_country", "column": "country", "how": "copied",
            "from": "silver.demo_geo.country"} in shown
    assert {"table": "bronze.demo_geo", "column": "country", "how": "copied",
            "from": "demo.geo.country"} in shown
    assert {"table": "gold.demo_top_country", "column": "", "how": "joins by",
            "from": "silver.demo_pin.ind"} in shown
    assert "gold.demo_top_user_by_country" not in {row["table"] for row in shown}
    assert len(rows(program, "--user-id", "demo")) > len(shown)


def test_a_table_that_there_is_not_is_said_to_be_none(program):
    program.run("lineage", "--user-id", "demo", "gold.demo_top_contry", expect=4)
    assert "did you mean 'gold.demo_top_country'" in program.errors


def test_a_collector_hears_of_each_run_and_its_tables(program, collector):
    program.start(environment={OPENLINEAGE: collector.url, "OPENLINEAGE_API_KEY": "secret"})
    post(program.url, "demo.pin", pin_row(0))
    program.run("dag", "trigger", "pinterest", "--wait", "--param", "user_id=demo")
    wait_until(lambda: collector.of("pinterest", "COMPLETE"), "the run's end")
    assert collector.keys == {"Bearer secret"}
    [run] = collector.of("pinterest", "START")
    for task in ("gather", "clean", "query"):
        [begun] = collector.of(f"pinterest.{task}", "START")
        [ended] = collector.of(f"pinterest.{task}", "COMPLETE")
        assert begun["run"]["runId"] == ended["run"]["runId"]
        parent = ended["run"]["facets"]["parent"]
        assert parent["run"]["runId"] == run["run"]["runId"]
        assert begun["eventTime"] <= ended["eventTime"]
    [cleaned] = collector.of("pinterest.clean", "COMPLETE")
    assert {"namespace": "pinflow", "name": "bronze.demo_pin"} in cleaned["inputs"]
    outputs = {output["name"]: output["facets"] for output in cleaned["outputs"]}
    [source] = outputs["silver.demo_pin"]["columnLineage"]["fields"]["follower_count"][
        "inputFields"]
    assert (source["name"], source["field"]) == ("bronze.demo_pin", "follower_count")
    assert source["transformations"][0]["subtype"] == "TRANSFORMATION"
    assert program.stop() == 0


def test_what_a_collector_missed_is_told_when_it_listens_again(program, collector):
    collector.listens = False
    program.start(environment={OPENLINEAGE: collector.url})
    program.run("dag", "trigger", "pinterest", "--wait")
    wait_until(lambda: collector.refused, "a try")
    program.kill()
    collector.listens = True
    program.start(environment={OPENLINEAGE: collector.url})
    wait_until(lambda: collector.of("pinterest", "COMPLETE"), "the run's end")
    assert collector.of("pinterest.query", "COMPLETE")
    assert program.stop() == 0


def test_a_file_gets_a_line_for_each_event(program, tmp_path):
    events = tmp_path / "lineage.ndjson"
    program.start(environment={OPENLINEAGE: str(events)})
    program.run("dag", "trigger", "pinterest", "--wait", "--task", "gather")
    assert program.stop() == 0
    told = [json.loads(line) for line in events.read_text().splitlines()]
    assert [(event["job"]["name"], event["eventType"]) for event in told] == [
        ("pinterest", "START"), ("pinterest.gather", "START"), ("pinterest.gather", "COMPLETE"),
        ("pinterest", "COMPLETE")]


def test_a_wrong_address_is_refused_at_the_start(program):
    program.run("up", expect=78, environment={OPENLINEAGE: "http://"})
    assert "lineage.openlineage" in program.errors
