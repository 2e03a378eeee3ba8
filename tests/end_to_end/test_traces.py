"""Traces: what OTLP's own message classes read from what pinflow sends to a collector."""
import http.server
import json
import threading

import pytest
import requests
from conftest import table_exists, wait_until
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from posts import pin_row, post, post_both_ways

ENDPOINT = "PINFLOW__TELEMETRY__OTLP_ENDPOINT"
EVERY = "PINFLOW__TELEMETRY__OTLP_REQUEST_EVERY"
TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"


class Collector:
    """Takes what is posted to /v1/traces, as one of OpenTelemetry does."""

    def __init__(self):
        self.spans = []
        self.keys = set()
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.path == "/v1/traces"
                assert self.headers["Content-Type"] == "application/json"
                collector.keys.add(self.headers["api-key"])
                # It knows each field's name and type, and refuses others.
                json_format.Parse(body, trace_service_pb2.ExportTraceServiceRequest())
                for resource in json.loads(body)["resourceSpans"]:
                    for scope in resource["scopeSpans"]:
                        collector.spans += scope["spans"]
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def named(self, name):
        return [span for span in self.spans if span["name"] == name]

    def parts_of(self, whole):
        return {span["name"] for span in self.spans
                if span.get("parentSpanId") == whole["spanId"]}

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector():
    made = Collector()
    yield made
    made.close()


def test_a_post_a_batch_an_object_and_a_run_are_traced(program, collector):
    server = program.start(environment={ENDPOINT: collector.url, EVERY: "1",
                                        "OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%2Cb"})
    post_both_ways(server, 2)
    wait_until(lambda: table_exists(server, "stream.demo_pin_table"), "the stream")
    wait_until(lambda: len(server.objects("demo.user")) == 2, "the sink")
    requests.post(f"{server.url}/v1/runs", json={}, timeout=10).raise_for_status()
    wait_until(lambda: collector.named("dag run"), "the run's span", seconds=60)
    assert any(span["name"].endswith("/topics/{topic}") for span in collector.spans)
    assert collector.named("sink put")
    batches = collector.named("stream batch")
    assert {"stream clean", "lake commit"} <= collector.parts_of(batches[0])
    [run] = collector.named("dag run")
    assert collector.parts_of(run) == {"gather", "clean", "query"}
    assert collector.keys == {"a,b"}
    assert server.stop() == 0


def test_a_request_is_followed_when_its_client_traces_it(program, collector):
    server = program.start(environment={ENDPOINT: collector.url, EVERY: "0"})
    for flags in ("01", "00"):
        requests.get(f"{server.url}/topics/none-{flags}", timeout=10,
                     headers={"traceparent": f"00-{TRACE}-{SPAN}-{flags}"})
    server.stop()
    [span] = [span for span in collector.spans if span["kind"] == 2]
    assert (span["traceId"], span["parentSpanId"]) == (TRACE, SPAN)
    fields = {field["key"]: field["value"] for field in span["attributes"]}
    assert fields["url.path"] == {"stringValue": "/topics/none-01"}
    assert fields["http.response.status_code"] == {"intValue": "404"}


def test_a_command_is_traced_to_its_end(program, collector):
    program.run("clean", environment={ENDPOINT: collector.url})
    [run] = collector.named("dag run")
    assert "status" not in run
    assert "clean" in collector.parts_of(run)


def test_a_collector_that_is_away_stops_nothing(program):
    server = program.start(environment={ENDPOINT: "http://127.0.0.1:1", EVERY: "1"})
    post(server.url, "streaming-demo-pin", pin_row(1))
    wait_until(lambda: "traces cannot be sent" in server.log(), "the warning")
    post(server.url, "streaming-demo-pin", pin_row(2))
    assert server.stop() == 0
    assert server.log().count("traces cannot be sent") == 1


def test_an_endpoint_that_is_none_is_refused(program):
    program.run("tables", environment={ENDPOINT: "collector:4318"}, expect=78)
    assert "telemetry.otlp_endpoint" in program.errors
