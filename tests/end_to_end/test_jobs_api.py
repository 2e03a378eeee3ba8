"""Runs by Databricks' Jobs API across kill -9: each ends once, and tables are as if nothing had
happened."""
import hashlib
import random
import time

import pytest
import requests
from conftest import FULL, table_rows, wait_until

CYCLES = 60 if FULL else 6
ROWS = 200


def call(program, method, path, **body):
    answer = requests.request(method, f"{program.url}/api/2.1/{path}", timeout=30,
                              **({"params": body} if method == "GET" else {"json": body}))
    return answer.status_code, answer.json()


def submit(program, token):
    status, answer = call(program, "POST", "jobs/runs/submit", idempotency_token=token,
                          run_name="daily", existing_cluster_id="any",
                          notebook_task={"notebook_path": "/any"})
    assert status == 200, answer
    return answer["run_id"]


def state(program, run_id):
    status, run = call(program, "GET", "jobs/runs/get", run_id=run_id)
    assert status == 200, run
    return run["state"]


def has_ended(program, run_id):
    return state(program, run_id)["life_cycle_state"] == "TERMINATED"


@pytest.fixture
def filled(server):
    server.run("post", "--count", str(ROWS), "--url", f"{server.url}/test")
    return server


def tables(program):
    return {name: sorted(map(str, table_rows(program, f"silver.demo_{name}")))
            for name in ("pin", "geo", "user")}


def test_each_run_ends_once_whenever_the_program_is_killed(filled, seed):
    moments = random.Random(seed)
    for cycle in range(CYCLES):
        run_id = submit(filled, f"cycle {cycle}")
        time.sleep(moments.uniform(0, 0.8))  # What is tested is any moment.
        filled.kill()
        filled.start()
        assert submit(filled, f"cycle {cycle}") == run_id
        wait_until(lambda at=run_id: has_ended(filled, at), f"the end of run {run_id}")
        assert state(filled, run_id)["result_state"] == "SUCCESS", filled.log()
    runs = call(filled, "GET", "jobs/runs/list", limit=25)[1]["runs"]
    assert len({run["run_id"] for run in runs}) == min(CYCLES, 25)
    after = tables(filled)
    assert len(after["pin"]) > ROWS / 2
    filled.stop()
    filled.run("clean", "--full")
    assert tables(filled) == after


def test_a_run_goes_on_after_a_graceful_stop(filled):
    run_id = submit(filled, "once")
    filled.stop()
    filled.start()
    wait_until(lambda: has_ended(filled, run_id), "the end of the run")
    assert state(filled, run_id)["result_state"] == "SUCCESS"


def test_a_job_is_there_after_a_restart(server):
    created = call(server, "POST", "jobs/create", name="nightly", tasks=[
        {"task_key": "all", "notebook_task": {"notebook_path": "/any"}}])
    assert created == (200, {"job_id": 2})
    server.kill()
    server.start()
    status, answer = call(server, "POST", "jobs/run-now", job_id=2)
    assert status == 200
    wait_until(lambda: has_ended(server, answer["run_id"]), "the end of the run")
    run = call(server, "GET", "jobs/runs/get", run_id=answer["run_id"])[1]
    assert (run["job_id"], run["run_name"]) == (2, "nightly")


def test_tokens_are_asked_for_where_there_are_some(program, tmp_path):
    config = tmp_path / "pinflow.toml"
    digest = hashlib.sha256(b"dapi1").hexdigest()
    config.write_text(f'[schedule.token.airflow]\nsha256 = "{digest}"\n')
    program.start("--config", config)
    url = f"{program.url}/api/2.2/jobs/list"
    refused = requests.get(url, headers={"Authorization": "Bearer dapi2"}, timeout=30)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "PERMISSION_DENIED")
    assert requests.get(url, headers={"Authorization": "Bearer dapi1"}, timeout=30).ok
