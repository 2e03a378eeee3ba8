"""gather, clean and query on Spark: the same tables and answers as DuckDB's, on any master."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from conftest import FULL, table_rows, wait_until
from kafka_clients import produce
from posts import ROWS as ROWS_OF
from program import BINARY, ROOT
from s3_server import S3Server
from s3_server import environment as s3_environment

SUBMIT = pathlib.Path(sys.prefix) / "bin/spark-submit"
ROWS = 100_000  # Of all datasets together.
VALUES_AN_OBJECT = 1000
PARTITIONS = "PINFLOW__QUERY__SPARK__CONF__SPARK__SQL__SHUFFLE__PARTITIONS"
STREAM_JARS = sorted((ROOT / "build/delta_jars").glob("*.jar"))
S3A_JARS = sorted((ROOT / "build/s3a_jars").glob("*.jar"))
# A driver of a minute has no use for the compiler that costs most, nor few rows for many tasks.
QUICK = {} if FULL else {PARTITIONS: "1",
                         "SPARK_SUBMIT_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}

pytestmark = [pytest.mark.slow,
              pytest.mark.skipif(not SUBMIT.exists(), reason="no Spark: ./dev setup --tests")]


def spark_environment(master="local[2]"):
    return QUICK | {"PINFLOW__QUERY__TYPE": "spark", "PINFLOW__QUERY__SPARK__MASTER": master,
                    "PINFLOW__QUERY__SPARK__SUBMIT": str(SUBMIT)}


def lay_out_dirty_objects(program, folder, seed, rows, an_object=VALUES_AN_OBJECT,
                          user="demo"):
    """A bucket's folder of spoiled rows, as tests/reference has them."""
    sys.path.append(str(ROOT / "tests/reference"))
    from dirt import posted_values
    tables = {"pin": "pinterest_data", "geo": "geolocation_data", "user": "user_data"}
    program.run("source", "load", "jsonl", folder / "rows", "--rows", str(rows // 3),
                "--seed", str(seed % 1000))
    for dataset, table in tables.items():
        with open(folder / "rows" / f"{table}.jsonl", encoding="utf-8") as lines:
            values = posted_values(dataset, map(json.loads, lines), seed)
        topic = f"{user}.{dataset}"
        partition = folder / "bucket/topics" / topic / "partition=0"
        partition.mkdir(parents=True)
        for offset in range(0, len(values), an_object):
            text = "".join(value + "\n" for value in values[offset:offset + an_object])
            (partition / f"{topic}+0+{offset:010}.json").write_text(text, encoding="utf-8")
    return folder / "bucket"


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


class Document:
    """Its settings as a file, its commands of pinflow as words, for a PATH that has spark-submit."""

    def __init__(self, folder):
        text = (ROOT / "docs/spark.md").read_text(encoding="utf-8")
        self.settings = folder / "pinflow.toml"
        self.settings.write_text(blocks(text, "toml")[0])
        self.commands = [line.split("#")[0].split()[1:] for block in blocks(text, "sh")
                         for line in block.splitlines() if line.startswith("pinflow ")]
        self.environment = QUICK | {"PATH": f"{SUBMIT.parent}:{os.environ['PATH']}"}

    def run(self, program, command, *more):
        """One that it has."""
        assert command.split() in self.commands
        return program.run(*command.split(), *more, "--config", self.settings,
                           environment=self.environment, seconds=600)


@pytest.fixture
def document(tmp_path):
    return Document(tmp_path)


def test_spark_and_duckdb_give_the_same_of_dirty_rows(program, tmp_path, seed):
    bucket = lay_out_dirty_objects(program, tmp_path, seed, ROWS)
    output = program.run("verify", "parity", "--engines", "duckdb,spark", "--objects", bucket,
                         "--json", environment=spark_environment(), expect=None, seconds=900)
    lines = json.loads(output)
    assert [line for line in lines if not line["equal"]] == [], program.errors
    assert program.exit_status == 0
    counts = {line["what"]: line["spark_rows"] for line in lines}
    assert counts["ledger"] >= ROWS
    assert all(counts[f"dead letters of bronze.demo_{name}"] > 0 for name in ("pin", "geo", "user"))


def test_a_second_run_takes_what_is_new_and_nothing_else(program, document, tmp_path, seed):
    """By the document's settings."""
    bucket = lay_out_dirty_objects(program, tmp_path, seed, 600)
    program.bucket().parent.mkdir(parents=True)
    bucket.rename(program.bucket())
    first = document.run(program, "clean")
    assert "spark is there" in program.errors
    again = document.run(program, "clean")
    assert first.splitlines()[-1] == again.splitlines()[-1], "the ledger"
    assert "gather demo_pin: 0 objects" in again and "clean demo_pin: 0 rows" in again
    assert "9 answers, 0 changed" in again
    duckdb = program.run("clean")  # On the same tables.
    assert "9 answers, 0 changed" in duckdb


def processes_of(data):
    """Those whose command line names the data folder."""
    found = []
    for line in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(data).encode() in line.read_bytes():
                found.append(line.parent.name)
        except OSError:
            pass  # It ended meanwhile.
    return found


def test_a_killed_run_takes_spark_with_it_and_is_finished_by_the_next(program, tmp_path, seed):
    bucket = lay_out_dirty_objects(program, tmp_path, seed, 600)
    program.bucket().parent.mkdir(parents=True)
    bucket.rename(program.bucket())
    with open(tmp_path / "errors", "w+", encoding="utf-8") as errors:
        running = subprocess.Popen([BINARY, "clean", "--data", program.data], stderr=errors,
                                   stdout=subprocess.DEVNULL,
                                   env=os.environ | spark_environment())
        wait_until(lambda: "spark is there" in (tmp_path / "errors").read_text(), "Spark", 120)
        running.kill()
        running.wait()
    wait_until(lambda: not processes_of(program.data), "the end of Spark", 120)
    output = program.run("clean").splitlines()[-1]
    assert re.fullmatch(r"accepted \d+ = tables \d+ \+ duplicates \d+ \+ dead letters \d+", output)


def test_the_other_commands_of_the_document_do_what_it_says(program, document):
    """Installing is `./dev setup --tests`; the streams' commands have a test of their own."""
    assert [" ".join(words) for words in document.commands] == [
        "clean", "verify parity --engines duckdb,spark", "spark stream", "spark stream --topics"]
    said = document.run(program, "verify parity --engines duckdb,spark", "--rows", "100")
    assert "duckdb and spark agree" in said


@pytest.mark.parametrize("settings, wanted", [
    ({"PINFLOW__QUERY__SPARK__SUBMIT": "no-such-submit"}, "install Spark"),
    ({"PINFLOW__QUERY__SPARK__MASTER": "nowhere"}, "is not local[N], spark://"),
    ({"JAVA_HOME": "/nonexistent"}, "Java"),
])
def test_what_is_missing_is_said(program, settings, wanted):
    program.bucket().mkdir(parents=True)
    program.run("clean", environment=spark_environment() | settings, expect=None, seconds=120)
    assert program.exit_status != 0
    assert wanted in program.errors


def rows(program, table):
    """As texts in an order, since those of a list cannot be put into one."""
    return sorted(map(str, table_rows(program, table)))


class Cluster:
    """A master and workers of Spark's own, each a process on a free port."""

    def __init__(self, folder, workers):
        self._folder, self._processes = folder, []
        self.url = self._start("master.Master", r"Starting Spark master at (spark://\S+)",
                               "--port", "0")
        self.workers = [self._start("worker.Worker", r"Successfully registered with master (\S+)",
                                    "--cores", "1", "--memory", "1g", "--work-dir",
                                    folder / f"work{number}", self.url)
                        for number in range(workers)]

    def _start(self, name, wanted, *words):
        log = self._folder / f"{name}{len(self._processes)}.log"
        with open(log, "wb") as out:
            self._processes.append(subprocess.Popen(
                [SUBMIT.parent / "spark-class", f"org.apache.spark.deploy.{name}", "--host",
                 "127.0.0.1", "--webui-port", "0", *words], stdout=out, stderr=subprocess.STDOUT,
                env=os.environ | {"PYSPARK_PYTHON": sys.executable}))
        found = wait_until(lambda: re.search(wanted, log.read_text()), name, seconds=120)
        return found[1]

    def executors(self):
        """How many workers have run a part of an application."""
        return len(list(self._folder.glob("work*/app-*/*/stderr")))

    def stop(self):
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    started = Cluster(tmp_path, workers=2)
    yield started
    started.stop()


@pytest.fixture
def s3(tmp_path):
    server = S3Server(tmp_path / "s3")
    yield server
    server.stop()


@pytest.mark.skipif(not S3A_JARS, reason="no jars of hadoop-aws: ./dev setup --tests")
def test_a_cluster_works_on_the_objects_and_tables_of_an_s3_server(
        program, cluster, s3, tmp_path, seed):
    bucket = lay_out_dirty_objects(program, tmp_path, seed, 600, an_object=50)
    s3.client.create_bucket(Bucket="user-demo-bucket")
    for path in bucket.rglob("*.json"):
        s3.client.upload_file(str(path), "user-demo-bucket", str(path.relative_to(bucket)))
    settings = s3_environment(s3.url) | {"PINFLOW__LAKE__URL": "s3://lake/tables"}
    spark = settings | spark_environment(cluster.url) | {
        "PINFLOW__QUERY__SPARK__JARS": ",".join(map(str, S3A_JARS)), PARTITIONS: "4",
        "PINFLOW__QUERY__SPARK__CONF__SPARK__DRIVER__HOST": "127.0.0.1"}
    output = program.run("clean", environment=spark, seconds=900)
    ledger = re.search(r"accepted (\d+) = tables (\d+) \+ duplicates (\d+) \+ dead letters (\d+)$",
                       output.splitlines()[-1])
    assert int(ledger[1]) == sum(map(int, ledger.groups()[1:])) > 600
    assert cluster.executors() == 2
    assert not (program.data / "lake").exists()
    assert s3.count("lake", "tables/silver/demo_pin/spark-") > 0
    duckdb = program.run("clean", environment=settings)
    assert "9 answers, 0 changed" in duckdb
    assert duckdb.splitlines()[-1] == output.splitlines()[-1]


@pytest.mark.skipif(not STREAM_JARS, reason="no jars of Delta and Kafka: ./dev setup --tests")
def test_a_stream_of_sparks_holds_what_the_topics_held(program, kafka_door, tmp_path, seed):
    """Read twice, by TLS and with a key: what came since is added; a checkpoint that is gone adds
    nothing again."""
    def post_some(first, last):
        for name, row in ROWS_OF.items():
            rows_posted = [json.dumps(row(index), default=str) for index in range(first, last)]
            produce(program.kafka, f"demo.{name}", rows_posted, **our_client)

    def stream():
        return program.run("spark", "stream", "--topics", "--once", "--config", config,
                           environment=environment, seconds=600)

    def counts():
        return {name: len(rows(program, f"spark_stream.demo_{name}_table")) for name in ROWS_OF}

    certificate = program.data / "tls/self-signed.crt"
    password = 'a "se\\cret"'
    our_client = {"security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN",
                  "sasl.username": "spark", "sasl.password": password,
                  "ssl.ca.location": str(certificate)}
    config = tmp_path / "pinflow.toml"
    config.write_text("[eventlog.kafka.properties]\n" + "".join(
        f"'{name}' = '{value}'\n" for name, value in our_client.items()))
    environment = spark_environment() | {
        "PINFLOW__QUERY__SPARK__JARS": ",".join(map(str, STREAM_JARS))}
    program.start(environment={
        "PINFLOW__GATEWAY__KAFKA__TLS": "true", "PINFLOW__GATEWAY__KEY__SPARK__TOPICS": "demo.*",
        "PINFLOW__GATEWAY__KEY__SPARK__SHA256": hashlib.sha256(password.encode()).hexdigest()})
    post_some(0, 20)
    produce(program.kafka, "demo.pin", [json.dumps({"not": "a pin"})], **our_client)
    assert "all streams have ended" in stream()
    assert set(counts().values()) == {20}
    assert len(table_rows(program, "spark_stream.demo_pin_table_dead_letters")) == 1
    post_some(15, 30)  # Five of them again.
    stream()
    assert set(counts().values()) == {30}
    if FULL:
        shutil.rmtree(program.data / "lake/spark_stream/_checkpoints")
        stream()
        assert set(counts().values()) == {30}
    assert program.stop() == 0
    program.run("clean")
    for name in ROWS_OF:
        assert rows(program, f"silver.demo_{name}") == rows(
            program, f"spark_stream.demo_{name}_table")
