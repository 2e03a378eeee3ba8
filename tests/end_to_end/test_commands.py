"""The command line itself: help, errors, exit codes."""
import json
import subprocess

import pytest
from program import BINARY

COMMANDS = ["up", "demo", "post", "source load", "clean", "query", "sql", "report", "tables",
            "topics", "streams", "streams ls", "streams describe",
            "streams rates", "streams tail", "tail", "trace", "audit", "check", "init", "config show", "version", "completion"]


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
    (["sql", "SELEC 1"], 1, "LINE 1: SELEC 1"),
    (["sql"], 2, None),
    (["sql", "SELECT 1", "--limit", "-1"], 2, "--limit: 1 or more"),
    (["tail", "demo.pin", "--limit", "0"], 2, "--limit: 1 or more"),
    (["post", "--batch", "0"], 2, "--batch: 1 or more"),
])
def test_a_mistake_has_its_exit_code_and_a_hint(tmp_path, words, status, hint):
    done = pinflow(*words, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert hint is None or hint in done.stderr


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
    sample.write_text('{"id":1,"item":"tea","price":2.5}\n{"id":2,"item":"cup","price":4}\n')
    made = pinflow("init", "shop", sample, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    done = pinflow("check", "--pipeline", "shop", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_posts_can_be_printed_without_a_server(tmp_path):
    done = pinflow("post", "--target", "console", "--order", "original", "--count", "1",
                   "--flat-out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # The exercise's emulator with its seed reads row 7528 first.
    assert "fbe53c66-3442-4773-b19e-d3ec6f54dddf" in done.stdout
