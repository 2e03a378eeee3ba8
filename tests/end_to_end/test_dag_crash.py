"""kill -9 of pinflow at each step of the daily run: the run ends once, each of its tasks too, and all
tables are those of a pinflow that nobody has killed."""
import datetime
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import deltalake
import pytest
import requests
from conftest import FULL, wait_until
from posts import geo_row, pin_row, post, user_row
from program import BINARY, ROOT, Program

KILLS_FULL = 60
KILLS = KILLS_FULL if FULL else 6
POSTED = 60  # Rows of each dataset before a run, as the emulator posts them.
SECONDS_MAX = 60

# With how often a run has passed each when it is killed there: before, in the middle of and after
# each task.
STEPS = ([("schedule_before_run_begun", 1), ("schedule_after_run_begun", 1)]
         + [(f"schedule_{place}", task) for task in (1, 2, 3)
            for place in ("after_task_begun", "before_task_ended", "after_task_ended")]
         + [(f"clean_{place}", dataset) for dataset in (1, 2, 3)
            for place in ("after_manifest", "after_gather_dead_letters", "after_bronze",
                          "after_judging", "after_dead_letters", "after_silver")]
         + [("clean_before_gold", answer) for answer in (1, 5, 9)]
         + [("clean_before_publication", 1), ("schedule_before_run_ended", 1),
            ("schedule_after_run_ended", 1)])
COMMITS = 12  # Kills at some of the tables' commits; the others are at any moment.


# Behind gather: three at once.
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


def make_pipeline(folder, tasks):
    """The built-in one, due once a year and caught up with: `pinflow up` makes the year's run by
    itself, and no other one."""
    shutil.copytree(ROOT / "pipelines/pinterest", folder)
    text = (folder / "pipeline.toml").read_text().replace('schedule = "@daily"\n', "")
    if tasks:
        text = text[:text.index('[[task]]\nname = "clean"')] + tasks
    year = datetime.datetime.now(datetime.timezone.utc).year
    (folder / "pipeline.toml").write_text(
        f'{text}\n[schedule]\ncron = "0 0 1 1 *"\ncatch_up_from = "{year}-01-01"\n'
        "max_active_tasks = 3\n")
    return folder


def post_rows(program, seed, first):
    """Rows of all datasets, and such as cleaning changes, drops or sets aside."""
    program.run("post", "--count", str(POSTED), "--flat-out", "--order", "random", "--seed",
                str(seed % 1000 + first), "--url", f"{program.url}/test")
    for index in range(first, first + 20):
        post(program.url, "demo.pin", pin_row(index % 7))
        post(program.url, "demo.pin", pin_row(index) | {"title": "Untitled", "category": str(first)})
        post(program.url, "demo.geo", geo_row(index // 3))
        post(program.url, "demo.user", user_row(index // 2) | {"age": index})
    for name, row in (("pin", pin_row(1) | {"unique_id": ""}), ("geo", geo_row(1) | {"ind": None}),
                      ("user", user_row(1) | {"ind": None})):
        for value in (row, "no row", {"wrong": "shape"}):
            post(program.url, f"demo.{name}", value)


def is_all_sunk(program):
    for name in ("pin", "geo", "user"):
        log = requests.get(f"{program.url}/topics/demo.{name}/partitions/0/offsets", timeout=10)
        sunk = sum(path.read_bytes().count(b"\n") for path in program.objects(f"demo.{name}"))
        if sunk != log.json()["end_offset"]:
            return False
    return True


def fill(data, seed, is_cleaned_before):
    """Makes a data folder with objects that no run has seen, also beside tables of a run before."""
    program = Program(data)
    for first in [0, 10] if is_cleaned_before else [0]:
        program.start(environment={"PINFLOW__SCHEDULE__ENABLED": "false"})
        post_rows(program, seed, first)
        wait_until(lambda: is_all_sunk(program), "the sink")
        assert program.stop() == 0
        if is_cleaned_before and first == 0:
            program.run("clean")
    for history in data.glob("runs.sqlite*"):
        history.unlink()


class Node:
    """`pinflow up` with the pipeline, which may end before it listens."""

    def __init__(self, data, folder, killpoint=None):
        self._process = subprocess.Popen(
            [BINARY, "up", "--listen", "127.0.0.1:0", "--data", data, "--pipeline", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | ({"PINFLOW_KILLPOINT": killpoint} if killpoint else {}))

    def kill(self):
        self._process.kill()
        self._process.wait()

    def was_killed(self):
        return self._process.poll() == -signal.SIGKILL


def history(data):
    """States of runs and what is recorded of tasks; nothing where there is no history yet."""
    if not (data / "runs.sqlite").exists():
        return [], {}
    with sqlite3.connect(data / "runs.sqlite") as database:
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'run_name'").fetchall():
            return [], {}
        runs = [state for (state,) in database.execute("SELECT state FROM run")]
        tasks = database.execute("SELECT name, state, attempt, ended_at FROM task").fetchall()
    return runs, {name: rest for name, *rest in tasks}


SUCCEEDED = 2  # As the history has it.


def has_succeeded(data):
    states, _ = history(data)
    return bool(states) and all(state == SUCCEEDED for state in states)


def run_to_the_end(data, folder):
    node = Node(data, folder)
    try:
        wait_until(lambda: has_succeeded(data), "the end of the run", seconds=SECONDS_MAX)
    finally:
        node.kill()


def rows(table):
    """Without the time at which a row was set aside, in any order."""
    return sorted(str({name: value for name, value in row.items() if name != "recorded_at"})
                  for row in table.to_pyarrow_table().to_pylist())


def tables(data):
    """The rows of all tables; of the answers those of the versions that were published."""
    lake = data / "lake"
    found = {f"{path.parent.name}.{path.name}": rows(deltalake.DeltaTable(path))
             for kind in ("bronze", "silver") for path in sorted((lake / kind).iterdir())}
    published = deltalake.DeltaTable(lake / "publication/demo").to_pyarrow_table().to_pylist()
    assert len(published) == len({row["table"] for row in published}) == 9
    for row in published:
        path = lake / row["table"].replace(".", "/")
        found[row["table"]] = rows(deltalake.DeltaTable(path, version=row["version"]))
        assert deltalake.DeltaTable(path).version() == row["version"]
    return found


def commit_count(data):
    """Without those that make a table."""
    return sum(int(path.stem) > 0 for path in (data / "lake").glob("*/*/_delta_log/*.json"))


class Reference:
    """Data, and what a pinflow that nobody has killed makes of it."""

    def __init__(self, data, seed, is_cleaned_before, tasks=""):
        self.data = data / "before"
        data.mkdir()
        self.pipeline = folder = make_pipeline(data / "pipeline", tasks)
        fill(self.data, seed, is_cleaned_before)
        undisturbed = shutil.copytree(self.data, data / "after")
        began = time.monotonic()
        run_to_the_end(undisturbed, folder)
        self.seconds = time.monotonic() - began
        self.tables = tables(undisturbed)
        self.commits = commit_count(undisturbed) - commit_count(self.data)


def kills(chance, references):
    """What is killed when: a reference's data, and a kill point or after how many seconds. Each
    step once, some of the commits, and any moment; in any order."""
    moments = ([f"{name}:{passed}" for name, passed in STEPS]
               + [commit / COMMITS for commit in range(COMMITS)]
               + [None] * (KILLS_FULL - len(STEPS) - COMMITS))
    chance.shuffle(moments)
    for index, moment in enumerate(moments[:KILLS]):
        reference = references[index % len(references)]
        if moment is None:
            moment = chance.uniform(0, reference.seconds)
        elif isinstance(moment, float):
            place = chance.choice(["before", "after"])
            moment = f"lake_{place}_commit:{1 + int(moment * reference.commits)}"
        yield reference, moment


def kill_at(moment, data, folder):
    if isinstance(moment, str):
        node = Node(data, folder, killpoint=moment)
        try:
            wait_until(lambda: node.was_killed() or has_succeeded(data), f"the kill at {moment}",
                       seconds=SECONDS_MAX)
            wait_until(node.was_killed, f"the kill at {moment}, which the run has passed")
        finally:
            node.kill()
    else:
        node = Node(data, folder)
        time.sleep(moment)  # What is tested is any moment.
        node.kill()


@pytest.mark.slow
def test_a_run_that_is_killed_ends_once_as_if_nothing_had_happened(tmp_path, seed):
    chance = random.Random(seed)
    references = [Reference(tmp_path / "new", seed, is_cleaned_before=False),
                  Reference(tmp_path / "further", seed, is_cleaned_before=True, tasks=FIVE_TASKS)]
    for reference, moment in kills(chance, references):
        data = shutil.copytree(reference.data, tmp_path / "killed")
        kill_at(moment, data, reference.pipeline)
        if chance.random() < 0.3:
            kill_at(chance.uniform(0, reference.seconds), data, reference.pipeline)
        _, before = history(data)
        run_to_the_end(data, reference.pipeline)
        states, after = history(data)
        said = f"{reference.data.parent.name} data, killed at {moment}"
        assert states == [SUCCEEDED], said
        assert {task[0] for task in after.values()} == {SUCCEEDED}, said
        for name, task in before.items():
            assert task[0] != SUCCEEDED or after[name] == task, f"{name} ran again: {said}"
        assert tables(data) == reference.tables, said
        shutil.rmtree(data)
