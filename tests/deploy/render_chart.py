"""Lints and renders the Helm chart with Helm's own library: render_chart.py [VALUES_JSON]; the
manifests go to standard output, findings that are more than hints to standard error."""
import json
import pathlib
import sys

from helm_python.chart import Chart, lint

CHART = pathlib.Path(__file__).parents[2] / "deploy/helm/pinflow"
HINT = 1

values = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
report = lint(str(CHART))
findings = [found for found in report["messages"] if found["severity"] > HINT] + report["errors"]
if findings:
    sys.exit(json.dumps(findings, indent=2))
with Chart.load(CHART) as chart:
    chart.validate_schema(values)
    for text in chart.render(values=values, name="demo", namespace="data").values():
        print("---")
        print(text)
