"""The command line itself: help, errors, exit codes."""
import json
import subprocess

import pytest
import requests
from conftest import wait_until
from posts import ROWS, post
from program import BINARY, ROOT

COMMANDS = ["up", "demo", "post", "source load", "source positions",
            "source reset", "clean", "query", "sql", "report", "tables",
            "topics", "streams", "streams ls", "streams describe",
            "streams rates", "streams tail", "tail", "trace", "audit", "metrics",
            "dag ls", "dag show", "dag runs", "dag trigger", "dag clear", "dag pause", "dag unpause",
            "dag backfill", "dag export", "export databricks", "objects compact", "copy", "cost",
            "lineage", "health", "doctor", "check", "init", "config show", "version", "completion"]


def pinflow(*words, **options):
    return subprocess.run([BINARY, *words], text=True, capture_output=True, timeout=60, **options)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(command):
    done = pinflow(*command.split(), "--help")
    assert done.returncode == 0
    assert f"pinflow {command}" in done.stdout


@pytest.mark.parametrize("words, status, hint", [
    (["claen"], 2, "clean"),
    (["clean", "--ful"], 2, "full"),
    (["query", "category_by_contry"], 4, "category_by_country"),
    (["query", "nope"], 4, "no query 'nope'; `pinflow query` asks all"),
    (["connector", "delete", "archive"], 2, "There are: ls, show, create"),
    (["sql"], 2, None),
    (["sql", "SELECT 1", "--limit", "-1"], 2, "--limit: 1 or more"),
    (["tail", "demo.pin", "--limit", "0"], 2, "--limit: 1 or more"),
    (["post", "--batch", "0"], 2, "--batch: 1 or more"),
    (["post", "--once"], 2, "--once: only with --follow"),
    (["post", "--follow", "--order", "random"], 2, "--order: not with --follow"),
    (["post", "--follow"], 1, "only a database can be followed"),
    (["source", "reset", "demo.pin.kafka"], 4, "no position 'demo.pin.kafka'"),
])
def test_a_mistake_has_its_exit_code_and_a_hint(tmp_path, words, status, hint):
    done = pinflow(*words, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert hint is None or hint in done.stderr


def test_wrong_sql_is_shown_with_its_line(program):
    program.run("clean")
    program.run("sql", "SELEC 1", expect=1)
    assert "LINE 1: SELEC 1" in program.errors


@pytest.mark.parametrize("words", [
    ["tables"], ["query"], ["sql", "SELECT 1"], ["report"], ["topics"], ["tail", "demo.pin"],
    ["trace", "demo.pin/0/1"], ["audit"], ["quality"], ["streams"], ["streams", "ls"],
    ["streams", "tail", "x"], ["dlq", "ls"], ["dlq", "replay", "--all"], ["objects", "compact"],
    ["dag", "ls"], ["dag", "runs", "pinterest"], ["dag", "clear", "1"],
    ["dag", "pause", "pinterest"],
], ids=" ".join)
def test_a_command_that_only_looks_makes_no_data_folder(program, words):
    program.run(*words, expect=4)
    assert "nothing is there" in program.errors and str(program.data) in program.errors
    assert not program.data.exists()


def test_a_wrong_setting_is_named_with_its_place(tmp_path):
    settings = tmp_path / "pinflow.toml"
    settings.write_text("[http]\nlistn = 'x'\n")
    done = pinflow("config", "show", "--config", settings)
    assert done.returncode == 78
    assert "pinflow.toml:2:1" in done.stderr and "listen" in done.stderr


def test_the_environment_overrides_and_says_so(tmp_path):
    done = pinflow("config", "show", "--origin", cwd=tmp_path,
                   env={"PINFLOW__HTTP__LISTEN": "127.0.0.1:9"})
    assert 'listen = "127.0.0.1:9"' in done.stdout
    assert "PINFLOW__HTTP__LISTEN" in done.stdout


def test_version_is_json_on_request():
    assert "version" in json.loads(pinflow("version", "--json").stdout)


def test_the_built_in_pipeline_passes_its_own_check(tmp_path):
    assert pinflow("check", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_commands(shell):
    assert "clean" in pinflow("completion", shell).stdout


def test_init_makes_a_pipeline_that_passes_check(tmp_path):
    sample = tmp_path / "orders.json"
    sample.write_text('{"id":1,"item":"tea","at":2.5}\n{"id":2,"item":"cup","at":4}\n')
    made = pinflow("init", "shop", sample, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = pinflow("check", "--pipeline", "shop", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_init_names_a_dataset_that_sql_would_take_for_something_else(tmp_path):
    sample = tmp_path / "order.json"
    sample.write_text('{"id":1}\n')
    refused = pinflow("init", "shop", sample, cwd=tmp_path)
    assert refused.returncode == 1
    assert "--dataset" in refused.stderr
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("options", [[], ["--json"], ["--origin"]])
def test_config_show_keeps_secrets(tmp_path, options):
    (tmp_path / "pinflow.toml").write_text("""[gateway.credential.ada]
access_key = "AKIA1"
secret_key = "hush"
session_token = "hush too"
[eventlog.kafka.properties]
sasl.password = "hush as well"
[source]
address = "mysql://bob:hush@db.example:3306/shop"
""")
    shown = pinflow("config", "show", *options, cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "AKIA1" in shown.stdout
    assert "hush" not in shown.stdout
    assert "mysql://bob:(hidden)@db.example:3306/shop" in shown.stdout
    assert shown.stdout.count("(hidden)") == 4


def test_help_says_what_each_command_is_for():
    assert "see " not in pinflow("--help").stdout


def test_posts_can_be_printed_without_a_server(tmp_path):
    done = pinflow("post", "--target", "console", "--order", "original", "--count", "1",
                   "--flat-out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # The exercise's emulator with its seed reads row 7528 first.
    assert "fbe53c66-3442-4773-b19e-d3ec6f54dddf" in done.stdout


def test_doctor_says_what_hinders_and_how_to_mend_it(program):
    findings = {line["what"]: line for line in program.run_json("doctor", expect=None)}
    assert {"disk space", "disk sync", "open files", "clock", "port"} <= set(findings)
    assert not program.data.exists()
    program.start()
    address = program.url.removeprefix("http://")
    listen = {"PINFLOW__HTTP__LISTEN": address}
    assert "own pinflow" in program.run("doctor", environment=listen, expect=None)
    elsewhere = pinflow("doctor", "--data", str(program.data) + "2", env={**listen})
    assert elsewhere.returncode == 1
    assert f"{address} is taken by another program; end that" in elsewhere.stdout


def test_cost_multiplies_what_runs_with_prices(program, tmp_path):
    program.start()
    for index in range(20):
        post(program.url, "demo.pin", ROWS["pin"](index))
    wait_until(lambda: len(program.objects("demo.pin")) == 20, "the sink")
    estimate = program.run_json("cost")
    assert estimate["region"] == "us-east-1" and estimate["facts"]["topics"] == 1
    lines = {line["name"]: line for line in estimate["lines"]}
    assert estimate["facts"]["stage_requests"] == 20
    assert estimate["facts"]["put_requests"] >= 20 and estimate["facts"]["bytes_stored"] > 0
    assert lines["msk_broker_hours"]["quantity"] == 3 * 730
    for line in lines.values():
        assert line["usd"] == pytest.approx(line["quantity"] / line["per"] * line["usd_each"])
        assert line["why"] and line["source"]
    assert estimate["total_usd"] == pytest.approx(sum(line["usd"] for line in lines.values()))
    assert "| MSK " in program.run("cost", "--format", "markdown")

    prices = tmp_path / "prices.toml"
    prices.write_text((ROOT / "config/prices.toml").read_text().replace("usd = 0.21", "usd = 0.42"))
    doubled = program.run_json("cost", "--prices", str(prices))
    brokers = next(line for line in doubled["lines"] if line["name"] == "msk_broker_hours")
    assert brokers["usd"] == pytest.approx(2 * lines["msk_broker_hours"]["usd"])
    assert requests.get(f"{program.url}/v1/cost", timeout=30).json()["lines"]
    assert program.stop() == 0
    program.run("cost", expect=69)


def test_objects_are_put_together_and_read_once(program):
    program.start()
    for index in range(30):
        post(program.url, "demo.pin", ROWS["pin"](index))
    wait_until(lambda: len(program.objects("demo.pin")) == 30, "the sink")
    assert program.stop() == 0
    assert program.run_json("objects", "compact", "--dry-run")["objects_before"] == 30
    program.run("objects", "compact", "demo.pim", expect=4)
    assert "did you mean 'demo.pin'?" in program.errors
    program.run("objects", "compact", "--keep")
    assert len(program.objects("demo.pin")) == 30
    program.run("clean")
    report = program.run_json("objects", "compact", "demo.pin", "--drop")
    assert (report["objects_before"], report["objects_after"], report["records"]) == (30, 1, 30)
    assert len(program.objects("demo.pin")) == 1
    for words in [["clean"], ["clean", "--full"]]:
        program.run(*words)
        ledger = program.run_json("audit")
        assert ledger["accepted"] == ledger["tables"] == 30
    program.start()  # The sink goes on behind what was put together.
    post(program.url, "demo.pin", ROWS["pin"](30))
    wait_until(lambda: len(program.objects("demo.pin")) == 2, "the sink")
    assert program.stop() == 0
    assert program.run_json("clean")["accepted"] == 31
