"""`pinflow dag`: runs on demand and for past days, here or in the pinflow that runs; and the
pipeline's own schedule, across kill -9 and restarts."""
import collections
import datetime
import email
import http.server
import json
import random
import shutil
import socketserver
import sqlite3
import subprocess
import threading
import time

import pytest
import requests
from conftest import FULL, table_rows, wait_until
from posts import ROWS, pin_row, post
from program import BINARY, ROOT

CYCLES = 20 if FULL else 3
DAY = datetime.timedelta(days=1)
ENDLESS = "SELECT count(*) AS n FROM range(10000000) a(x), range(10000000) b(y) WHERE x * y = 7"


@pytest.fixture
def pipeline(tmp_path):
    """Makes a folder with the built-in pipeline, its schedule replaced by this one, and the tasks
    behind its first one where others are given."""
    def make(schedule, tasks=None):
        folder = tmp_path / "pipeline"
        shutil.copytree(ROOT / "pipelines/pinterest", folder, dirs_exist_ok=True)
        text = (ROOT / "pipelines/pinterest/pipeline.toml").read_text()
        text = text.replace('schedule = "@daily"\n', "")
        if tasks:
            text = text[:text.index('[[task]]\nname = "clean"')] + tasks
        (folder / "pipeline.toml").write_text(text + "\n" + schedule)
        return folder
    return make


def runs(program, *words):
    return program.run_json("dag", "runs", "pinterest", "--limit", "1000", *words)


def today():
    return datetime.datetime.now(datetime.timezone.utc).date()


def is_over(program, run):
    return {one["run"]: one["state"] for one in runs(program)}[run] == "succeeded"


def test_a_run_is_made_here_where_no_pinflow_runs(program):
    said = program.run("dag", "trigger", "pinterest")
    assert "gather demo_pin: 0 objects" in said and "run 1: succeeded" in said
    assert program.run_json("dag", "trigger", "pinterest", "--task", "clean", "--param",
                            "user_id=other") == {"runs": [{"run": 2, "state": "succeeded"}]}
    assert [(run["run"], run["state"], run["trigger"]) for run in runs(program)] == [
        (2, "succeeded", "manual"), (1, "succeeded", "manual")]
    [listed] = program.run_json("dag", "ls")
    assert (listed["dag"], listed["state"], listed["last_run"]) == ("pinterest", "waiting", 2)
    shown = program.run_json("dag", "show", "pinterest", "--run", "2")
    assert shown["parameters"] == {"user_id": "other"}
    assert [(task["task"], task["state"]) for task in shown["tasks"]] == [("clean", "succeeded")]
    assert any("clean other_pin" in line for line in shown["tasks"][0]["log"])
    tasks = program.run_json("dag", "show", "pinterest")["tasks"]
    assert tasks[1] == {"task": "clean", "after": ["gather"]}


def test_the_pinflow_that_runs_is_the_one_that_works(server):
    wait_until(lambda: server.run_json("dag", "ls")[0]["state"] == "idle", "the scheduler")
    said = server.run("dag", "trigger", "pinterest", "--wait")
    assert said == "run 1: succeeded\n"
    [asked] = server.run_json("dag", "trigger", "pinterest")["runs"]
    wait_until(lambda: is_over(server, asked["run"]), "the end of the run")
    assert server.run("dag", "clear", "1", "--task", "clean", "--wait") == "run 1: succeeded\n"
    attempts = {task["task"]: task["log"]
                for task in server.run_json("dag", "show", "pinterest", "--run", "1")["tasks"]}
    assert [len(attempts[task]) for task in ("gather", "clean", "query")] == [3, 6, 2]


def test_a_dag_rests_while_it_is_paused(server):
    assert server.run_json("dag", "pause", "pinterest") == {
        "dag": "pinterest", "paused": True, "holds": True}
    server.run("dag", "trigger", "pinterest", "--wait", expect=75)
    assert "`pinflow dag unpause pinterest` lets it run" in server.errors
    server.kill()
    assert server.run_json("dag", "ls")[0]["state"] == "paused"
    server.run("dag", "trigger", "pinterest", expect=75)
    server.run("dag", "unpause", "pinterest")
    assert [run["state"] for run in runs(server)] == ["queued", "queued"]
    server.start()
    wait_until(lambda: is_over(server, 1) and is_over(server, 2), "the end of both runs")


def test_a_failed_run_says_why_and_runs_again(program):
    said = program.run("dag", "trigger", "pinterest", "--param", "user_id=../no", expect=1)
    assert "run 1: failed" in said
    assert runs(program)[0]["reason"].startswith("gather: ")
    program.run("dag", "clear", "1", expect=1)
    assert runs(program)[0]["state"] == "failed"


def test_a_backfill_runs_each_day_once(program):
    program.run("dag", "backfill", "pinterest", "--from", "2026-01-01", "--to", "2026-01-03")
    days = [run["scheduled_for"][:10] for run in runs(program)]
    assert days == ["2026-01-03", "2026-01-02", "2026-01-01"]
    again = program.run_json("dag", "backfill", "pinterest", "--from", "2026-01-02", "--to",
                             "2026-01-04")
    assert (again["succeeded_before"], again["under_way"], len(again["runs"])) == (2, 0, 1)
    assert len(runs(program)) == 4


def test_a_backfill_that_is_killed_goes_on_and_runs_each_day_once(program, seed):
    moments = random.Random(seed)
    words = ["dag", "backfill", "pinterest", "--from", "2026-01-01", "--to", "2026-01-06"]
    for _ in range(CYCLES):
        command = subprocess.Popen([BINARY, *words, "--data", program.data],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0, 0.5))  # What is tested is any moment.
        command.kill()
        command.wait()
    program.run(*words)
    program.run(*words)  # A task that was killed three times has failed: asked for, it runs again.
    ended = runs(program)
    count = collections.Counter(run["scheduled_for"] for run in ended)
    assert sorted(count.values()) == [1] * 6
    assert {run["state"] for run in ended} <= {"succeeded"}, ended


def state_of(program, run, task):
    shown = program.run_json("dag", "show", "pinterest", "--run", str(run))
    return next(one["state"] for one in shown["tasks"] if one["task"] == task)


def test_a_command_under_way_is_left_alone_until_its_process_is_gone(program, pipeline):
    folder = pipeline("")
    (folder / "query/top_country.sql").write_text(ENDLESS)
    words = [BINARY, "clean", "--data", program.data, "--pipeline", folder]
    command = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: (program.data / "runs.sqlite").exists() and runs(program), "the run")
        wait_until(lambda: state_of(program, 1, "query") == "running", "the query")
        for _ in range(2):
            program.start("--pipeline", folder)
            program.run("dag", "trigger", "pinterest", "--task", "gather", "--wait")
            program.kill()
        assert [run["state"] for run in runs(program)] == ["succeeded", "succeeded", "running"]
        program.start("--pipeline", folder)
    finally:
        command.kill()
        command.wait()
    wait_until(lambda: runs(program)[-1]["state"] == "failed", "that it is taken over")
    assert runs(program)[-1]["reason"] == "query: interrupted: the process ended"


def test_a_task_is_stopped_when_its_run_is_cancelled_or_out_of_time(program, pipeline):
    folder = pipeline('[schedule]\ntimeout = "3s"\n')
    (folder / "query/top_country.sql").write_text(ENDLESS)
    said = program.run("dag", "trigger", "pinterest", "--pipeline", folder, expect=1)
    assert "run 1: failed" in said
    assert runs(program)[0]["reason"].startswith("query: timeout: the run's time was over: ")
    folder = pipeline("")
    (folder / "query/top_country.sql").write_text(ENDLESS)
    program.start("--pipeline", folder)
    program.run("dag", "trigger", "pinterest")
    wait_until(lambda: state_of(program, 2, "query") == "running", "the query")
    requests.post(f"{program.url}/v1/runs/2/cancel", json={}, timeout=10).raise_for_status()
    wait_until(lambda: runs(program)[0]["state"] == "cancelled", "the end of the run")
    program.run("dag", "trigger", "pinterest", "--task", "gather", "--wait")  # It works on.


def test_the_schedule_makes_up_missed_days_once(program, pipeline):
    folder = pipeline(f'[schedule]\ncron = "@daily"\ncatch_up_from = "{today() - 2 * DAY}"\n')
    for _ in range(2):
        program.start("--pipeline", folder)
        wait_until(lambda: [run["state"] for run in runs(program)].count("succeeded") >= 3,
                   "the runs of three days")
        program.kill()
    days = sorted(run["scheduled_for"][:10] for run in runs(program))
    assert days[:3] == [str(today() - back * DAY) for back in (2, 1, 0)] and len(set(days)) == len(
        days) <= 4  # Midnight may pass.
    again = program.run_json("dag", "backfill", "pinterest", "--from", str(today() - 2 * DAY),
                             "--to", str(today()), "--pipeline", folder)
    assert (again["succeeded_before"], again["runs"]) == (len(days), [])


FIVE_TASKS = """
[[task]]
name = "clean_pin"
after = ["gather"]
[[task]]
name = "clean_geo"
after = ["gather"]
[[task]]
name = "clean_user"
after = ["gather"]
[[task]]
name = "query"
after = ["clean_pin", "clean_geo", "clean_user"]
"""


def test_datasets_are_cleaned_at_once_by_tasks_of_their_own(program, pipeline):
    folder = pipeline("[schedule]\nmax_active_tasks = 3\n", FIVE_TASKS)
    program.start("--pipeline", folder)
    for name, row in ROWS.items():
        post(program.url, f"demo.{name}", row(1))
        wait_until(lambda at=name: len(program.objects(f"demo.{at}")) == 1, "the sink")
    program.run("dag", "trigger", "pinterest", "--wait", "--pipeline", folder)
    [five] = runs(program, "--pipeline", folder)
    assert five["state"] == "succeeded"
    assert [len(table_rows(program, f"silver.demo_{name}")) for name in ROWS] == [1, 1, 1]
    program.run("dag", "clear", "1", "--task", "clean_geo", "--wait", "--pipeline", folder)
    tasks = program.run_json("dag", "show", "pinterest", "--run", "1", "--pipeline", folder)["tasks"]
    assert {task["task"]: sum(line.startswith(("gather", "clean", "query")) for line in task["log"])
            for task in tasks} == {"gather": 3, "clean_pin": 1, "clean_geo": 2, "clean_user": 1,
                                   "query": 2}


def test_runs_wait_in_order_for_one_of_those_under_way(program, pipeline):
    folder = pipeline("[schedule]\nmax_active_runs = 2\n")
    (folder / "query/top_country.sql").write_text(ENDLESS)
    program.start("--pipeline", folder)
    for _ in range(4):
        program.run("dag", "trigger", "pinterest", "--pipeline", folder, "--param", "user_id=demo",
                    "--task", "query")

    def states():
        return [run["state"] for run in reversed(runs(program, "--pipeline", folder))]
    wait_until(lambda: states() == ["running", "running", "queued", "queued"], "two runs")
    for run in (2, 1):
        requests.post(f"{program.url}/v1/runs/{run}/cancel", json={}, timeout=10).raise_for_status()
        wait_until(lambda: states().count("running") == 2 and states().count("cancelled") == 3 - run,
                   "the next run")
    assert states() == ["cancelled", "cancelled", "running", "running"]


def test_the_settings_of_a_schedule_are_shown_and_checked(program, pipeline):
    folder = pipeline('[schedule]\ncron = "30 1 * * *"\ntime_zone = "Europe/London"\nretries = 0\n'
                      'timeout = "2h"\nparameters = { user_id = "eve" }\n')
    assert "are right" in program.run("check", "--pipeline", folder)
    program.run("dag", "trigger", "pinterest", "--pipeline", folder)
    assert any("eve_pin" in line for task in program.run_json(
        "dag", "show", "pinterest", "--run", "1")["tasks"] for line in task["log"])
    shown = program.run_json("dag", "show", "pinterest", "--pipeline", folder)
    assert (shown["schedule"], shown["time_zone"]) == ("30 1 * * *", "Europe/London")
    assert shown["timeout_ms"] == 7_200_000 and len(shown["next_runs"]) == 3
    folder = pipeline('[schedule]\ncron = "@daily"\ntime_zone = "Europe/Lundon"\n')
    program.run("check", "--pipeline", folder, expect=78)
    assert "no such zone" in program.errors and "pipeline.toml:" in program.errors
    pipeline("[schedule]\nmax_active_runs = 0\n")
    program.run("check", "--pipeline", folder, expect=78)
    assert "'max_active_runs' must be within 1-16" in program.errors


@pytest.mark.parametrize("words, status, hint", [
    (["dag", "trigge", "pinterest"], 2, "did you mean 'trigger'?"),
    (["dag", "trigger"], 2, None),
    (["dag", "trigger", "pintrest"], 4, "no DAG 'pintrest'; did you mean 'pinterest'?"),
    (["dag", "trigger", "pinterest", "--task", "claen"], 1, "did you mean 'clean'?"),
    (["dag", "trigger", "pinterest", "--param", "x"], 2, "'x' is not NAME=VALUE"),
    (["dag", "clear", "x"], 2, "a run's number is wanted"),
    (["dag", "clear", "99"], 4, "run 99: not found"),
    (["dag", "show", "pinterest", "--run", "99"], 4, "run 99: not found"),
    (["dag", "export", "pinterest"], 2, "--airflow"),
    (["dag", "backfill", "pinterest"], 2, "--from: a day is wanted"),
    (["dag", "backfill", "pinterest", "--from", "2026-02-30"], 2, "is no day"),
    (["dag", "backfill", "pinterest", "--from", "2026-02-02", "--to", "2026-02-01"], 2, "before"),
    (["dag", "backfill", "pinterest", "--from", "2999-01-01"], 2, "still to come"),
])
def test_a_mistake_has_its_exit_code_and_a_hint(program, words, status, hint):
    program.data.mkdir()
    (program.data / "here").touch()
    program.run(*words, expect=status)
    assert hint is None or hint in program.errors


class Hook(http.server.BaseHTTPRequestHandler):
    """Takes alerts; the first is refused."""

    def do_POST(self):
        alert = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, alert))
        self.send_response(200 if len(self.server.heard) > 1 else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hook():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as made:
        made.heard = []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def test_a_failed_run_is_told_to_a_webhook_and_to_a_command(program, hook, tmp_path):
    told = tmp_path / "told"
    config = tmp_path / "pinflow.toml"
    config.write_text('[schedule.alert]\n'
                      f"command = 'printf \"%s\\n\" \"$PINFLOW_ALERT\" >> {told}'\n")
    webhook = {"PINFLOW_ALERT_WEBHOOK": f"http://127.0.0.1:{hook.server_port}/hook?key=a"}
    program.start("--config", config, environment=webhook)
    # Both have noted from when on they listen.
    wait_until(lambda: listeners(program) == 2, "the watches")
    program.run("dag", "trigger", "pinterest", "--wait")
    program.run("dag", "trigger", "pinterest", "--wait", "--param", "user_id=../no", expect=1)
    wait_until(lambda: len(hook.heard) >= 2 and told.exists(), "both alerts")
    path, alert = hook.heard[1]
    assert hook.heard[0] == hook.heard[1] and path == "/hook?key=a"
    assert (alert["kind"], alert["dag"], alert["run"]) == ("failed", "pinterest", 2)
    assert "user id" in alert["message"] and "run 2 of pinterest failed" in alert["text"]
    assert json.loads(told.read_text()) == alert
    program.kill()
    assert webhook["PINFLOW_ALERT_WEBHOOK"] not in program.log()
    program.start("--config", config, environment=webhook)
    program.run("dag", "clear", "2", "--wait", expect=1)
    wait_until(lambda: len(hook.heard) >= 3, "the alert of the run that failed again")
    assert [alert["run"] for _, alert in hook.heard] == [2, 2, 2]


class Mails(socketserver.StreamRequestHandler):
    """Takes mail from anybody."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            if line == "DATA":
                self.say("354 go on")
                self.server.heard.append("".join(
                    iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self.say("221 bye" if line == "QUIT" else "250 well")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mails():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mails) as made:
        made.heard = []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def test_a_quality_check_that_only_warns_is_told_by_mail(program, pipeline, mails, tmp_path):
    config = tmp_path / "pinflow.toml"
    config.write_text(
        f'[schedule.alert]\nmail_server = "smtp://127.0.0.1:{mails.server_address[1]}"\n'
        'mail_from = "pinflow@example.org"\nmail_to = ["ada@example.org", "bob@example.org"]\n')
    folder = pipeline('[[check]]\ndataset = "pin"\nname = "small"\nkind = "condition"\n'
                      'action = "warn"\nsql = "ind < 5"\n')
    program.start("--config", config, "--pipeline", folder)
    wait_until(lambda: listeners(program) == 1, "the watch")
    program.run("dag", "trigger", "pinterest", "--wait")
    post(program.url, "demo.pin", pin_row(6))
    wait_until(lambda: len(program.objects("demo.pin")) == 1, "the sink")
    program.run("dag", "trigger", "pinterest", "--wait")
    wait_until(lambda: mails.heard, "the mail")
    mail = email.message_from_string(mails.heard[0])
    assert (mail["To"], mail["Subject"]) == ("ada@example.org, bob@example.org",
                                             "pinflow: run 2 of pinterest warned")
    [text] = mail.get_payload()
    assert b"clean: check small of pin failed: 1 of 1 rows" in text.get_payload(decode=True)


def listeners(program):
    with sqlite3.connect(program.data / "runs.sqlite") as database:
        [(count,)] = database.execute("SELECT count(*) FROM part_config WHERE part LIKE 'alert/%'")
    return count
