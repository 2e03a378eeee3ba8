"""docs/orchestration.md is true: its commands, in its order, and its settings do what it says."""
import re
import shlex
import shutil

import pytest
from conftest import wait_until
from program import ROOT

TEXT = (ROOT / "docs/orchestration.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line, comments=True)[1:]
            for line in re.findall(r"^(pinflow dag .*)$", TEXT, re.MULTILINE)]
[EXPORT] = re.findall(r"`pinflow (dag export .*) > dags/pinterest.py`", TEXT)
# What a user has elsewhere: the run that the commands speak of is the newest one here.
EARLIER_RUNS = 7


def settings(holding):
    """The one block of settings that holds this, as a user copies it."""
    blocks = re.findall(r"^ *```toml\n(.*?)^ *```", TEXT, re.DOTALL | re.MULTILINE)
    [block] = [block for block in blocks if holding in block]
    return block


@pytest.fixture
def check(program, tmp_path):
    """Asks `pinflow check` whether a pipeline.toml or a pinflow.toml is right."""
    def checked(name, text):
        folder = tmp_path / "pipeline"
        shutil.copytree(ROOT / "pipelines/pinterest", folder, dirs_exist_ok=True)
        (folder / name).write_text(text)
        option = ["--pipeline", folder] if name == "pipeline.toml" else ["--config", folder / name]
        return program.run("check", *option)
    return checked


def states(program):
    return {run["run"]: run["state"]
            for run in program.run_json("dag", "runs", "pinterest", "--limit", "100")}


def test_its_commands_do_what_they_say(server):
    wait_until(lambda: server.run_json("dag", "ls")[0]["state"] == "idle", "the scheduler")
    for _ in range(EARLIER_RUNS):
        server.run("dag", "trigger", "pinterest", "--wait")
    said = {}
    for words in COMMANDS:
        said[words[1]] = server.run(*words)
        if words[1] == "pause":
            assert server.run_json("dag", "ls")[0]["state"] == "paused"
            server.run("dag", "unpause", "pinterest")
    assert list(said) == ["ls", "show", "trigger", "clear", "pause", "backfill"]
    assert "pinterest" in said["ls"] and "gather" in said["show"]
    assert said["trigger"] == f"run {EARLIER_RUNS + 1}: succeeded\n"
    compile(server.run(*EXPORT.split()), "pinterest.py", "exec")

    def all_have_succeeded():
        found = states(server)
        return len(found) == EARLIER_RUNS + 1 + 31 and set(found.values()) == {"succeeded"}
    wait_until(all_have_succeeded, "the end of 31 days", 120)
    assert len(server.run_json(*COMMANDS[5])["runs"]) == 0, "none is run again"


def test_its_schedule_and_tasks_are_right(check):
    pipeline = (ROOT / "pipelines/pinterest/pipeline.toml").read_text(encoding="utf-8")
    unscheduled = pipeline.replace('schedule = "@daily"\n', "")
    unplanned = pipeline[:pipeline.index("[[task]]")]
    assert "are right" in check("pipeline.toml", unscheduled + settings("catch_up_from"))
    assert "are right" in check("pipeline.toml", unplanned + settings('name = "clean_pin"'))


def test_its_settings_of_pinflow_are_right(check, tmp_path):
    hook = tmp_path / "hook"
    hook.write_text("http://127.0.0.1:1/hook\n")
    alert = settings("[schedule.alert]").replace("/run/secrets/hook", str(hook))
    for block in (alert, settings("openlineage"), settings("[schedule.notebooks]")):
        assert "are right" in check("pinflow.toml", block)
