"""deploy/: what Grafana and Prometheus are told to show and watch is what pinflow counts."""
import json
import re

from program import ROOT

COUNTED = re.compile(r"\bpinflow_[a-z_]+")


def counted_in_source():
    text = "".join(path.read_text() for path in (ROOT / "src").rglob("*.cc")
                   if not path.name.endswith("_test.cc"))
    # Each RefusalLog has a counter by the name of its part.
    return set(COUNTED.findall(text)) | {"pinflow_http_requests_refused_total"}


def test_every_counter_is_one_that_there_is():
    known = counted_in_source()
    for name in ["grafana/pinflow.json", "prometheus/alerts.yml"]:
        named = set(COUNTED.findall((ROOT / "deploy" / name).read_text()))
        assert named, name
        assert {one.removesuffix("_bucket") for one in named} <= known, name


def test_the_dashboard_is_whole():
    dashboard = json.loads((ROOT / "deploy/grafana/pinflow.json").read_text())
    taken = set()
    for panel in dashboard["panels"]:
        assert panel["title"] and all(target["expr"] for target in panel["targets"])
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells


def test_every_alert_says_what_to_do():
    text = (ROOT / "deploy/prometheus/alerts.yml").read_text()
    alerts = re.split(r"^      - alert: ", text, flags=re.M)[1:]
    assert len(alerts) >= 8
    for alert in alerts:
        for part in ["expr:", "for:", "severity:", "summary:", "description:"]:
            assert alert.count(f" {part}") == 1, f"{alert}: {part}"
