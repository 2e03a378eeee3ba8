"""pinflow export databricks: its notebooks, run as a workspace would, answer as pinflow does."""
import contextlib
import datetime
import json
import pathlib
import re
import subprocess

import pytest
from conftest import FULL, new_seed, table_exists, table_rows
from databricks import FileSystem, Utilities, modules_beside, open_notebook
from posts import ROWS, pin_row
from program import ROOT, Program
from test_spark import lay_out_dirty_objects

OBJECT_ROWS = 6000 if FULL else 300  # Of all of a user's datasets together.
# Planning takes longer than the work: few rows need no plans that adapt, nor code made for them,
# nor what Delta keeps to skip files.
QUICK = {} if FULL else {
    "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.ui.explainMode": "simple", "spark.databricks.delta.snapshotPartitions": "1",
    "spark.databricks.delta.stats.collect": "false",
    "spark.databricks.delta.stats.skipping": "false"}
YAML = ROOT / "build/airflow/bin/python"  # Airflow brings a reader of it.
READ_YAML = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)"
# Fields of the Jobs API 2.1 that a job, a task and a cluster may have, and those they must.
JOB = {"name", "max_concurrent_runs", "timeout_seconds", "schedule", "parameters", "job_clusters",
       "tasks"}
TASK = {"task_key", "job_cluster_key", "depends_on", "max_retries", "min_retry_interval_millis",
        "notebook_task"}
CLUSTER = {"spark_version", "node_type_id", "num_workers", "data_security_mode"}
BUNDLE = {"bundle", "include", "variables", "targets"}


def export(program, folder, *words, expect=0):
    return program.run("export", "databricks", "--to", folder, *words, expect=expect)


def read_yaml(path):
    if not YAML.exists():
        pytest.skip("no reader of YAML: ./dev setup --tests")
    return json.loads(subprocess.run([YAML, "-c", READ_YAML, path], check=True, text=True,
                                     capture_output=True).stdout)


def test_the_bundle_is_one_that_databricks_takes(program, tmp_path):
    """Its fields are those of Databricks' own schema, and whatever is referred to is there."""
    output = export(program, tmp_path / "to", "--user-id", "demo", "--user-id", "ada")
    assert output.count("wrote ") == 12 and "databricks bundle validate" in output
    assert not program.data.exists(), "it needs no data"
    bundle = read_yaml(tmp_path / "to/databricks.yml")
    assert set(bundle) == BUNDLE and set(bundle["targets"]) == {"dev", "prod"}
    assert sorted(path.name for path in (tmp_path / "to/resources").iterdir()) == [
        "pinterest_ada.yml", "pinterest_demo.yml"]
    for user in ("ada", "demo"):
        path = tmp_path / f"to/resources/pinterest_{user}.yml"
        job = read_yaml(path)["resources"]["jobs"][f"pinterest_{user}"]
        assert set(job) <= JOB and job["parameters"][0] == {"name": "user_id", "default": user}
        assert job["schedule"] == {"quartz_cron_expression": "0 0 0 * * ?", "timezone_id": "UTC",
                                   "pause_status": "PAUSED"}
        assert [set(one["new_cluster"]) for one in job["job_clusters"]] == [CLUSTER]
        after = {task["task_key"]: [one["task_key"] for one in task.get("depends_on", [])]
                 for task in job["tasks"]}
        cleaning = ["clean_pin", "clean_geo", "clean_user"]
        assert after == {"gather": [], **{name: ["gather"] for name in cleaning},
                         "query": cleaning}
        for task in job["tasks"]:
            assert set(task) <= TASK and task["job_cluster_key"] == "main"
            notebook = path.parent / task["notebook_task"]["notebook_path"]
            assert notebook.read_text().startswith("# Databricks notebook source\n")
        used = set(re.findall(r"\$\{var\.(\w+)\}", path.read_text()))
        assert used == set(bundle["variables"])


@pytest.mark.parametrize("words, status, wanted", [
    ([], 2, "--to FOLDER"),
    (["--to", "x", "--user-id", "*"], 2, "say whose objects, as --user-id demo"),
    (["--to", "x", "--user-id", "demo", "--bucket", "mine"], 2, "did you mean 's3://mine'?"),
    (["--to", "x", "--user-id", "demo", "--mount", "mine"], 2, "did you mean '/mnt/mine'?"),
    (["--to", "x", "--user-id", "a", "--user-id", "b", "--bucket", "s3://c"], 2, "{user_id}"),
    (["--to", "x", "--user-id", "demo", "--pipeline", "nowhere"], 4, "nowhere"),
], ids=str)
def test_what_is_wrong_is_said_and_nothing_is_written(program, tmp_path, monkeypatch, words,
                                                      status, wanted):
    monkeypatch.chdir(tmp_path)
    program.run("export", "databricks", *words, expect=status)
    assert wanted in program.errors
    assert not pathlib.Path("x").exists()


def test_files_that_are_there_are_written_over_only_when_told(program, tmp_path):
    folder = tmp_path / "to"
    export(program, folder, "--user-id", "demo")
    (folder / "notebooks/query.py").write_text("mine")
    export(program, folder, "--user-id", "demo", expect=75)
    assert "is there already" in program.errors and "--force" in program.errors
    assert (folder / "notebooks/query.py").read_text() == "mine"
    told = program.run_json("export", "databricks", "--to", folder, "--user-id", "demo", "--force")
    assert "notebooks/query.py" in told["files"] and told["checks_left_out"] == []
    assert (folder / "notebooks/query.py").read_text() != "mine"


def comparable(name, value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc)  # Spark's are of the machine's zone.
    if name == "reason" and value.startswith("not JSON"):
        return "not JSON"  # What is wrong with it is said in other words.
    if isinstance(value, (bytes, bytearray)):
        try:
            return json.loads(value)  # A number may be written in another way.
        except ValueError:
            return bytes(value)
    return value


def texts(rows):
    """Whose order does not count; `recorded_at` tells when this was found."""
    return sorted(str(sorted((name, comparable(name, value)) for name, value in row.items()
                             if name != "recorded_at")) for row in rows)


class Workspace:
    """Where the notebooks run: schemas of their own in the Spark of the tests."""

    def __init__(self, spark, folder, prefix):
        self.spark, self.prefix = spark, prefix
        self.files = FileSystem()
        self.schemas = [self.prefix + name for name in ("bronze", "silver", "gold")]
        for name in self.schemas:
            spark.sql(f"CREATE SCHEMA {name} LOCATION '{folder}/{name}'")

    @contextlib.contextmanager
    def open(self, notebook, user, **given):
        """In a session of its own, as each notebook there has."""
        session = self.spark.newSession()
        for name, value in QUICK.items():
            session.conf.set(name, value)
        utilities = Utilities({"user_id": user, "prefix": self.prefix} | given, self.files)
        with open_notebook(notebook, session, utilities) as run:
            yield run

    def run(self, notebooks, user, *names):
        """What each of them displayed."""
        shown = []
        for name in names:
            with self.open(notebooks / f"{name}.py", user) as run:
                shown.append(run())
        return shown

    def rows(self, table):
        return [row.asDict() for row in self.spark.table(self.prefix + table).collect()]

    def close(self):
        for name in self.schemas:
            self.spark.sql(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def workspace(spark, tmp_path):
    opened = Workspace(spark, tmp_path / "workspace", "mine_")
    yield opened
    opened.close()


def lay_out_bucket(program, folder, seed, user):
    """A bucket of spoiled rows."""
    bucket = lay_out_dirty_objects(program, folder, seed, OBJECT_ROWS, user=user)
    target = program.data / f"objects/user-{user}-bucket"
    target.parent.mkdir(parents=True, exist_ok=True)
    bucket.rename(target)


class Both:
    """pinflow's tables of two users' objects, and a workspace that makes the same by notebooks."""

    def __init__(self, folder, workspace):
        self.program, self.workspace, self.seed = Program(folder / "data"), workspace, new_seed()
        users = ["--user-id", "demo", "--user-id", "ada"]
        for number, user in enumerate(("demo", "ada")):
            lay_out_bucket(self.program, folder / user, self.seed + number, user)
        self.program.run("clean", *users)
        export(self.program, folder / "to", *users, "--bucket",
               f"file://{self.program.data}/objects/user-{{user_id}}-bucket")
        self.notebooks = folder / "to/notebooks"

    def run(self, user, *names):
        return self.workspace.run(self.notebooks, user, *names)

    def assert_same(self, *tables):
        """They have rows, but for dead letters, of which there may be none."""
        for table in tables:
            theirs = texts(self.workspace.rows(table))
            is_letters = table.endswith("_dead_letters")
            ours = [] if is_letters and not table_exists(self.program, table) else texts(
                table_rows(self.program, table))
            assert ours == theirs, f"{table}, PINFLOW_SEED={self.seed}"
            assert theirs or is_letters, table

    def assert_same_with_letters(self, *tables):
        self.assert_same(*tables, *[table + "_dead_letters" for table in tables])


@pytest.fixture(scope="module")
def both(spark, tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    workspace = Workspace(spark, folder / "workspace", "both_")
    yield Both(folder, workspace)
    workspace.close()


@pytest.fixture(scope="module")
def gathered(both):
    """Bronze tables of two users: kept apart, as their buckets are."""
    for user in ("demo", "ada"):
        both.run(user, "gather")
    return both


@pytest.fixture(scope="module")
def cleaned(gathered):
    """Silver tables of one."""
    gathered.run("demo", "clean_pin", "clean_geo", "clean_user")
    return gathered


@pytest.mark.slow
def test_the_notebooks_gather_the_rows_and_dead_letters_that_pinflow_gathers(gathered):
    gathered.assert_same_with_letters(
        *[f"bronze.{user}_{dataset}" for user in ("demo", "ada") for dataset in ROWS])


@pytest.mark.slow
def test_the_notebooks_clean_them_as_pinflow_does(cleaned):
    cleaned.assert_same_with_letters(*[f"silver.demo_{dataset}" for dataset in ROWS])


@pytest.mark.slow
def test_cleaning_another_users_again_adds_nothing_and_leaves_the_first_ones(cleaned):
    for _ in range(2):
        cleaned.run("ada", "clean_user")
        cleaned.assert_same_with_letters("silver.ada_user")
    cleaned.assert_same_with_letters("silver.demo_user")


@pytest.mark.slow
def test_the_notebooks_answer_as_pinflow_does(cleaned):
    [shown] = cleaned.run("demo", "query")
    questions = [path.stem for path in (ROOT / "pipelines/pinterest/query").glob("*.sql")]
    assert len(questions) == len(shown) == 9 and all(shown)
    cleaned.assert_same(*[f"gold.demo_{question}" for question in questions])


@pytest.mark.slow
def test_a_check_that_stops_does_and_one_that_warns_counts(spark, capsys):
    spark.range(3).createOrReplaceTempView("numbers")
    with modules_beside(ROOT / "src/query/spark/job"):
        from pinflow_notebook import look
    look(spark, "numbers", {"is_small": ("warn", "id > 1"), "is_known": ("stop", "id IS NULL")})
    assert capsys.readouterr().out == "check is_small: 1 rows fail (warn)\n"
    with pytest.raises(ValueError, match="nothing was published: failed: is_even$"):
        look(spark, "numbers", {"is_even": ("stop", "id % 2 = 1"), "is_known": ("stop", "id < 0")})


@pytest.mark.slow
def test_a_bucket_is_mounted_once_and_read_anew_by_cells_that_run_again(
        program, workspace, tmp_path):
    """First it is empty, then there is an object with a row, and one that cannot be read."""
    mount = tmp_path / "mount"
    pins = mount / "topics/demo.pin/partition=0"
    pins.mkdir(parents=True)  # Other topics have no folder yet.
    export(program, tmp_path / "to", "--user-id", "demo", "--mount", mount)
    notebooks = tmp_path / "to/notebooks"
    with workspace.open(notebooks / "gather.py", "demo", secret_scope="aws") as gather:
        assert gather() == [], "nothing is damaged"
        workspace.run(notebooks, "demo", "clean_pin")
        assert workspace.rows("bronze.demo_user") == workspace.rows("silver.demo_pin") == []
        (pins / "demo.pin+0+0000000000.json").write_text(json.dumps(pin_row(7)) + "\n")
        (pins / "demo.pin+0+0000000001.json.gz").write_bytes(b"no gzip")
        [[damaged]] = gather()
    assert damaged["_object"] == "topics/demo.pin/partition=0/demo.pin+0+0000000001.json.gz"
    assert [row["index"] for row in workspace.rows("bronze.demo_pin")] == [7]
    [mounted] = workspace.files.mounted
    assert (mounted.source, mounted.mountPoint) == ("s3a://user-demo-bucket", str(mount))
    assert mounted.keys == {"fs.s3a.access.key": "aws/aws_access_key_id",
                            "fs.s3a.secret.key": "aws/aws_secret_access_key"}


def test_the_commands_of_the_document_do_what_it_says(program, tmp_path, monkeypatch):
    text = (ROOT / "docs/databricks.md").read_text(encoding="utf-8")
    commands = [line.split("#")[0].split() for block in re.findall(r"```sh\n(.*?)```", text, re.S)
                for line in block.splitlines() if line.startswith("pinflow ")]
    assert commands
    monkeypatch.chdir(tmp_path)
    for words in commands:
        program.run(*words[1:], "--force")
        assert (tmp_path / "databricks/databricks.yml").exists()
