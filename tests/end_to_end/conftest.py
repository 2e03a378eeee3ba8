"""Fixtures of the end-to-end tests: a fresh data folder for each test, and the program on it."""
import os
import random
import time

import deltalake
import pytest
from dashboard import CHROMIUM, FLAGS, Dashboard
from program import BINARY, KAFKA_LISTEN, ROOT, Program

FULL = bool(os.environ.get("PINFLOW_TEST_FULL"))


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: starts a JVM or takes minutes")
    assert BINARY.exists(), f"{BINARY} is not built: ./dev build release pinflow"


@pytest.fixture
def program(tmp_path):
    """pinflow on a fresh data folder; nothing runs yet."""
    made = Program(tmp_path / "data")
    yield made
    if made.is_running:
        made.kill()


@pytest.fixture
def server(program):
    """`pinflow up` on a fresh data folder."""
    return program.start()


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, without a window. Of one module: while Playwright runs, tests of asyncio
    cannot."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def tab(browser, server):
    """A tab on a fresh pinflow. Whatever the page complained of fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light")
    opened = Dashboard(context, server.url)
    yield opened
    context.close()
    assert not opened.is_calm or opened.troubles == []


@pytest.fixture
def kafka_door(monkeypatch):
    """Each pinflow of the test opens its Kafka door, where there is room."""
    monkeypatch.setenv(KAFKA_LISTEN, "127.0.0.1:0")


def new_seed():
    """Another for each run, shown when the test fails; PINFLOW_SEED repeats one."""
    value = int(os.environ.get("PINFLOW_SEED", random.randrange(1 << 32)))
    print(f"PINFLOW_SEED={value}")
    return value


@pytest.fixture
def seed():
    return new_seed()


def wait_until(condition, what, seconds=30):
    """Polls until the condition holds; what a person would wait for at most is the bound."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen in {seconds} s")


def table_rows(program, name):
    """The rows of a Delta table as delta-rs reads them, as dicts."""
    return deltalake.DeltaTable(program.table_path(name)).to_pyarrow_table().to_pylist()


def table_exists(program, name):
    return deltalake.DeltaTable.is_deltatable(str(program.table_path(name)))


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """Spark with Delta and Kafka, one for all tests since it takes seconds to start."""
    from pyspark.sql import SparkSession
    jars = sorted((ROOT / "build/delta_jars").glob("*.jar"))
    if not jars:
        pytest.skip("no Delta jars: ./dev setup --tests")
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.jars", ",".join(map(str, jars)))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark") / "warehouse"))
        .config("spark.ui.enabled", "false")
        # Else it asks for minutes for servers of earlier tests.
        .config("spark.kafka.producer.cache.timeout", "100ms")
        .config("spark.kafka.producer.cache.evictorThreadRunInterval", "100ms")
        .config("spark.driver.memory", "1g")
        # The other compiler took as long as all of the work.
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate())
    yield session
    session.stop()
