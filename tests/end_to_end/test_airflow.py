"""Airflow itself runs the exercise's DAGs, their operators unchanged, against pinflow."""
import json
import os
import signal
import subprocess

import pytest
import requests
from conftest import table_exists, wait_until
from program import ROOT, Program

AIRFLOW = ROOT / "build/airflow/bin/airflow"
NOTEBOOKS = """
[schedule.notebooks]
"/five/gather" = "gather"
"/five/clean_pin" = "clean"
"/five/clean_geo" = "clean"
"/five/clean_user" = "clean"
"/five/query" = "query"
"""
SECONDS_MAX = 240


class Airflow:
    def __init__(self, home):
        self._environment = os.environ | {
            "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "tests/airflow/dags")}

    def begin(self, program, *words, dags=None):
        """One of its commands, whose connection is this pinflow; a process group of its own."""
        host, port = program.url.removeprefix("http://").split(":")
        connection = {"conn_type": "databricks", "host": host, "schema": "http", "port": int(port),
                      "password": "dapi-any"}
        environment = self._environment | {
            "AIRFLOW_CONN_DATABRICKS_DEFAULT": json.dumps(connection)}
        if dags:
            environment["AIRFLOW__CORE__DAGS_FOLDER"] = str(dags)
        return subprocess.Popen([AIRFLOW, *words], env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                start_new_session=True)

    def run(self, program, *words, dags=None):
        """Exit status and all that it printed."""
        return ending(self.begin(program, *words, dags=dags))


def ending(command):
    try:
        output, _ = command.communicate(timeout=SECONDS_MAX)
    finally:
        if command.poll() is None:
            os.killpg(command.pid, signal.SIGKILL)
    return command.returncode, output


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A pinflow with posts in it, and an Airflow."""
    if not AIRFLOW.exists():
        pytest.skip("no Airflow: ./dev setup --tests installs one")
    folder = tmp_path_factory.mktemp("airflow")
    config = folder / "pinflow.toml"
    config.write_text(NOTEBOOKS)
    program = Program(folder / "data").start("--config", config)
    airflow = Airflow(folder / "home")
    try:
        assert airflow.run(program, "db", "migrate")[0] == 0
        program.run("post", "--count", "20", "--url", f"{program.url}/test")
        yield program, airflow
    finally:
        program.stop()


def runs(program):
    """The newest first."""
    return requests.get(f"{program.url}/v1/runs", timeout=30).json()


@pytest.mark.parametrize("dag", ["one_task", "all_in_json", "run_now", "deferrable"])
def test_a_dag_of_one_task_runs_the_whole_pipeline(places, dag):
    program, airflow = places
    status, output = airflow.run(program, "dags", "test", dag, "2026-01-01")
    assert status == 0, output[-3000:]
    assert [(task["task"], task["state"]) for task in runs(program)[0]["tasks"]] == [
        ("gather", "succeeded"), ("clean", "succeeded"), ("query", "succeeded")]
    assert table_exists(program, "silver.demo_pin")


def test_five_tasks_run_one_step_each(places):
    program, airflow = places
    status, output = airflow.run(program, "dags", "test", "five_tasks", "2026-01-01")
    assert status == 0, output[-3000:]
    steps = [[task["task"] for task in run["tasks"]] for run in runs(program)[:5]]
    assert steps == [["query"], ["clean"], ["clean"], ["clean"], ["gather"]]


def test_the_exported_dag_runs_each_step(places, tmp_path):
    program, airflow = places
    (tmp_path / "pinterest.py").write_text(
        program.run("dag", "export", "pinterest", "--airflow"))
    status, output = airflow.run(program, "dags", "test", "pinterest", "2026-01-01", dags=tmp_path)
    assert status == 0, output[-3000:]
    newest = runs(program)[:3]
    assert [[(task["task"], task["state"]) for task in run["tasks"]] for run in newest] == [
        [("query", "succeeded")], [("clean", "succeeded")], [("gather", "succeeded")]]
    shown = program.run_json("dag", "show", "pinterest", "--run", str(newest[0]["id"]))
    assert shown["parameters"]["scheduled_for"].startswith("2026-01-01T00:00:00")


def test_airflow_says_why_a_run_failed(places):
    program, airflow = places
    status, output = airflow.run(program, "dags", "test", "wrong_user", "2026-01-01")
    assert "a user id holds only letters, digits and '_'" in output, output[-3000:]
    assert "failed" in output


def test_a_pinflow_that_is_lost_and_comes_back_ends_the_one_run(places, program):
    """Airflow asks again meanwhile."""
    _, airflow = places
    program.start(environment={"PINFLOW_KILLPOINT": "schedule_after_task_begun:2"})
    asking = airflow.begin(program, "dags", "test", "one_task", "2026-01-01")
    assert program.ends_within(SECONDS_MAX), "it did not come to its second task"
    program.start(listen=program.url.removeprefix("http://"))
    status, output = ending(asking)
    assert status == 0, output[-3000:]
    [run] = runs(program)
    assert [(task["task"], task["state"]) for task in run["tasks"]] == [
        ("gather", "succeeded"), ("clean", "succeeded"), ("query", "succeeded")]


def test_a_worker_that_is_lost_and_the_next_one_share_a_run(places, program):
    _, airflow = places
    program.start()
    program.run("dag", "pause", "pinterest")
    lost = airflow.begin(program, "dags", "test", "with_token", "2026-01-01")
    wait_until(lambda: runs(program), "the run", SECONDS_MAX)
    os.killpg(lost.pid, signal.SIGKILL)
    lost.communicate()
    program.run("dag", "unpause", "pinterest")
    status, output = airflow.run(program, "dags", "test", "with_token", "2026-01-01")
    assert status == 0, output[-3000:]
    [run] = runs(program)
    assert run["state"] == "succeeded"
