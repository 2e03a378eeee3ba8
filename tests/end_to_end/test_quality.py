"""Quality checks as a pipeline declares them: validated first, then warning, refusing or stopping,
by the batch way and by streams, with their results in a Delta table."""
import shutil

import pytest
from conftest import table_exists, table_rows, wait_until
from posts import pin_row, post
from program import ROOT

RESULTS = "quality.demo_results"
STREAM_TABLE = "stream.demo_pin_table"


@pytest.fixture
def pipeline(tmp_path):
    """Makes the exercise's pipeline with other checks; gives the option that names it."""
    folder = tmp_path / "pipeline"
    shutil.copytree(ROOT / "pipelines/pinterest", folder)
    text = (folder / "pipeline.toml").read_text()
    before, behind = text.split("[[check]]")[0], text[text.index("[[task]]"):]

    def with_checks(*checks):
        declared = "".join(f'[[check]]\ndataset = "pin"\n{check}\n' for check in checks)
        (folder / "pipeline.toml").write_text(before + declared + behind)
        return ["--pipeline", str(folder)]
    return with_checks


def check(name, action, condition):
    return f'name = "{name}"\nkind = "condition"\naction = "{action}"\nsql = "{condition}"'


def ledger_of(program, options, table):
    for line in program.run_json("audit", *options)["ledgers"]:
        if line["table"] == table:
            return {key: line[key] for key in ["accepted", "tables", "duplicates", "dead_letters",
                                               "waiting"]}
    return None


def test_rows_pass_with_a_warning_or_are_refused_on_both_ways(program, pipeline):
    options = pipeline(check("small", "warn", "ind < 5"), check("even", "dead_letters", "ind % 2 = 0"))
    program.start(*options)
    for topic in ["demo.pin", "streaming-demo-pin"]:
        for index in [2, 3, 4, 6, 6]:
            post(program.url, topic, pin_row(index))
    balanced = {"accepted": 5, "tables": 3, "duplicates": 1, "dead_letters": 1, "waiting": 0}
    wait_until(lambda: ledger_of(program, options, STREAM_TABLE) == balanced, "the stream")
    wait_until(lambda: len(program.objects("demo.pin")) == 5, "the sink")
    said = program.run("clean", *options)
    assert "check small of pin failed: 1 of 3 rows" in said
    assert ledger_of(program, options, "silver.demo_pin") == balanced
    for table in ["silver.demo_pin", STREAM_TABLE]:
        assert sorted(row["ind"] for row in table_rows(program, table)) == [2, 4, 6]
        [letter] = table_rows(program, table + "_dead_letters")
        assert letter["reason"] == "check even failed" and b'"index":3' in letter["value"].replace(
            b" ", b"")
    assert program.stop() == 0  # What the stream counted since its last record is recorded now.

    failed = {}
    for row in table_rows(program, RESULTS):
        key = row["way"], row["check"]
        failed[key] = failed.get(key, 0) + row["rows_failed"]
    assert failed == {("batch", "small"): 1, ("batch", "even"): 1,
                      ("stream", "small"): 1, ("stream", "even"): 1}
    program.run("quality", *options, "--limit", "1")
    assert "more than 1 results; --limit shows more" in program.errors
    program.run("quality", *options, "--limit", "0", expect=2)
    assert "--limit: 1 or more is wanted" in program.errors
    shown = program.run_json("quality", *options)
    assert {(row["table"], row["check"]) for row in shown} == {
        (table, name) for table in ["silver.demo_pin", STREAM_TABLE] for name in ["small", "even"]}


def test_a_stop_publishes_nothing_until_the_check_is_changed(program, pipeline):
    options = pipeline(check("none", "stop", "ind < 5"))
    program.start(*options)
    for topic in ["demo.pin", "streaming-demo-pin"]:
        post(program.url, topic, pin_row(7))
    wait_until(lambda: program.objects("demo.pin"), "the sink")
    wait_until(lambda: table_exists(program, RESULTS) and any(
        row["way"] == "stream" and row["outcome"] == "stopped"
        for row in table_rows(program, RESULTS)), "the stream's result")
    program.run("clean", *options, expect=1)
    assert "nothing is published: check none (pipeline.toml:" in program.errors
    assert ledger_of(program, options, "silver.demo_pin")["waiting"] == 1
    assert ledger_of(program, options, STREAM_TABLE)["waiting"] == 1
    assert not table_exists(program, "gold.demo_category_by_country")
    program.run("quality", *options, expect=1)
    assert program.stop() == 0

    options = pipeline(check("none", "stop", "ind < 8"))
    program.start(*options)
    wait_until(lambda: ledger_of(program, options, STREAM_TABLE)["waiting"] == 0, "the stream")
    program.run("clean", *options)
    assert [row["ind"] for row in table_rows(program, "silver.demo_pin")] == [7]
    assert {row["outcome"] for row in program.run_json("quality", *options)} == {"passed"}


@pytest.mark.parametrize("declared, mistake", [
    ('name = "x"\nkind = "unike"\naction = "warn"', ":4:1: unknown kind 'unike'"),
    ('name = "x"\nkind = "range"\naction = "warn"\ncolumns = ["title"]\nmin = 1',
     ":6:1: column 'title' holds no numbers"),
    ('name = "x"\nkind = "condition"\naction = "warn"\nsql = "prize > 1"', "check x: "),
])
def test_check_names_the_place_of_a_mistake(program, pipeline, declared, mistake):
    options = pipeline(declared)
    line = next(number for number, text in enumerate(
        open(f"{options[1]}/pipeline.toml", encoding="utf-8"), 1) if text == "[[check]]\n")
    program.run("check", *options, expect=78)
    if mistake.startswith(":"):
        number, rest = mistake[1:].split(":", 1)
        mistake = f"pipeline.toml:{line - 1 + int(number)}:{rest}"
    else:
        mistake = f"pipeline.toml:{line}:1: {mistake}"
    assert mistake in program.errors
