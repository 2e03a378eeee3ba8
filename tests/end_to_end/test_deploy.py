"""deploy/: what Grafana and Prometheus are told to show and watch is what pinflow counts; packages,
services, containers and charts are as those want them who run them."""
import json
import re
import shutil
import subprocess

import pytest
import requests
from program import BINARY, ROOT

SECONDS_MAX = 120
PACKAGE_SECONDS_MAX = 1200  # It builds what is not built.

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


@pytest.mark.parametrize("parts", ["gateway", "gateway,sink,stream,schedule,serve"])
def test_whichever_parts_run_say_that_they_are_well(program, parts):
    program.start("--only", parts)
    assert "log: well" in program.run("health")
    checks = {check["name"]: check["ok"] for check in program.run_json("health")["checks"]}
    assert checks["log"] and all(checks.values())
    assert requests.get(program.url + "/health/ready", timeout=30).status_code == 200
    assert "pinflow_" in requests.get(program.url + "/metrics", timeout=30).text
    assert program.stop() == 0
    program.run("health", expect=69)
    assert "pinflow up" in program.errors


def test_a_pinflow_that_cannot_write_says_that_it_is_not_ready(program):
    (program.data / "ready.probe").mkdir(parents=True)  # Where it tries the disk.
    program.start()
    assert "disk: NOT READY: " in program.run("health", expect=69)
    assert requests.get(program.url + "/health/ready", timeout=30).status_code == 503
    assert program.stop() == 0


@pytest.fixture(scope="module")
def tools():
    """Folder of the programs that read deploy/ as those do who run it."""
    folder = ROOT / "build/deploy/bin"
    if not folder.exists():
        pytest.skip("no linters: ./dev setup --tests installs them")
    return folder


def run(*words, **options):
    """Standard output; a status other than 0 fails the test with all that was said."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=SECONDS_MAX, cwd=ROOT, **options)
    assert done.returncode == 0, f"{words[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def rendered(tools, values):
    return run(tools / "python", "tests/deploy/render_chart.py", json.dumps(values))


@pytest.mark.parametrize("values", [
    {},
    {"roles": [{"name": "gateway", "parts": "gateway", "replicas": 3, "storage": "1Gi",
                "serves": True},
               {"name": "rest", "parts": "sink,stream,schedule,serve", "replicas": 1,
                "storage": "50Gi"}],
     "secretName": "aws", "storageClassName": "gp3", "hosts": ["pinflow.example"]},
], ids=["one", "roles"])
def test_the_chart_gives_what_kubernetes_takes(tools, tmp_path, values):
    manifests = tmp_path / "manifests.yaml"
    manifests.write_text(rendered(tools, values))
    run(tools / "kubernetes-validate", "--strict", manifests)
    text = manifests.read_text()
    assert text.count("kind: StatefulSet") == len(values.get("roles", ["all"]))
    if values:
        assert '- "gateway"' in text and "replicas: 3" in text
        assert '"demo-pinflow,demo-pinflow.data.svc,pinflow.example"' in text


def test_the_chart_refuses_parts_that_there_are_not(tools):
    done = subprocess.run(
        [tools / "python", ROOT / "tests/deploy/render_chart.py",
         '{"roles": [{"name": "a", "parts": "gatway", "replicas": 1, "storage": "1Gi"}]}'],
        capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode != 0 and "parts" in done.stderr


def test_the_charts_pods_are_started_by_options_that_there_are(tools):
    known = {part for part in re.search(r'"\^\(\((.*?)\)', (
        ROOT / "deploy/helm/pinflow/values.schema.json").read_text())[1].split("|")}
    done = subprocess.run([BINARY, "up", "--only", "nothing"], capture_output=True, text=True,
                          timeout=SECONDS_MAX)
    assert known == set(re.search(r"is not one of (.*)", done.stderr)[1].split(", "))


def test_the_container_file_is_as_hadolint_wants_it(tools):
    run(tools / "hadolint", "deploy/container/Containerfile")


def test_compose_files_are_as_the_specification_wants_them(tools):
    run(tools / "check-jsonschema", "--builtin-schema", "vendor.compose-spec",
        "deploy/compose/compose.yaml")
    for path in re.findall(r"- (\.\.?/[^:]+):", (ROOT / "deploy/compose/compose.yaml").read_text()):
        assert (ROOT / "deploy/compose" / path).exists(), path


def test_terraform_is_as_checkov_wants_it(tools):
    run(tools / "checkov", "-d", "deploy/terraform", "--framework", "terraform", "--compact",
        "--quiet", "--skip-download", "--skip-results-upload")


def test_the_service_is_as_systemd_wants_it(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze")
    unit = tmp_path / "pinflow.service"
    unit.write_text((ROOT / "deploy/systemd/pinflow.service").read_text()
                    .replace("/usr/bin/pinflow", str(BINARY)))
    assert "pinflow.service" not in run("systemd-analyze", "verify", unit)


def test_settings_of_the_package_are_ones_that_there_are(tmp_path):
    run(BINARY, "config", "show", "--config", "deploy/pinflow.toml")


def test_the_package_holds_a_program_that_runs(tmp_path):
    made = subprocess.run([ROOT / "dev", "package"], capture_output=True, text=True,
                          timeout=PACKAGE_SECONDS_MAX, cwd=ROOT)
    assert made.returncode == 0, made.stdout + made.stderr
    package = ROOT / "build/package/pinflow.deb"
    run("dpkg-deb", "--extract", package, tmp_path)
    assert run(tmp_path / "usr/bin/pinflow", "version") == run(BINARY, "version")
    assert "build/" not in run("ldd", tmp_path / "usr/bin/pinflow")
    needed = run("dpkg-deb", "--field", package, "Depends")
    assert "libsimdjson" in needed and "duckdb" not in needed
    assert run("dpkg-deb", "--info", package, "conffiles").strip() == "/etc/pinflow/pinflow.toml"
    assert (tmp_path / "usr/lib/systemd/system/pinflow.service").exists()
