"""From posts to nine answers: the commands, one after another, as a user runs them."""
import re
import subprocess

import pytest
from conftest import table_exists, table_rows, wait_until
from posts import ROWS, post
from program import BINARY

LEDGER = re.compile(
    r"accepted (\d+) = tables (\d+) \+ duplicates (\d+) \+ dead letters (\d+)")


@pytest.fixture
def cleaned(server):
    """Twenty posts of each dataset, one of them twice, through every part."""
    for index in [*range(20), 7]:
        for name, row in ROWS.items():
            post(server.url, f"demo.{name}", row(index))
    wait_until(lambda: all(len(server.objects(f"demo.{name}")) == 21 for name in ROWS),
               "the sink")
    assert server.stop() == 0
    server.run("clean")
    return server


def versions(program):
    """The commits of all tables."""
    return sorted((program.data / "lake").rglob("_delta_log/*.json"))


def test_clean_drops_duplicates_and_keeps_every_other_row(cleaned):
    for name in ROWS:
        assert sorted(row["ind"] for row in table_rows(cleaned, f"silver.demo_{name}")) == list(
            range(20))


def test_a_second_clean_changes_nothing(cleaned):
    before = versions(cleaned)
    cleaned.run("clean")
    assert versions(cleaned) == before


def test_a_full_rebuild_gives_the_same_rows(cleaned):
    before = {name: table_rows(cleaned, f"silver.demo_{name}") for name in ROWS}
    cleaned.run("clean", "--full")
    for name, rows in before.items():
        again = table_rows(cleaned, f"silver.demo_{name}")
        assert sorted(map(str, again)) == sorted(map(str, rows))


def test_every_query_has_an_answer_and_a_table(cleaned):
    assert len(cleaned.run_json("query")) >= 9
    gold = [path.name for path in (cleaned.data / "lake/gold").iterdir()]
    assert len(gold) >= 9
    assert all(table_exists(cleaned, f"gold.{name}") for name in gold)


@pytest.mark.parametrize("form, beginning", [
    ("table", None), ("json", "["), ("csv", "country,category,category_count"),
    ("markdown", "| country")])
def test_an_answer_comes_in_each_format(cleaned, form, beginning):
    answer = cleaned.run("query", "category_by_country", "--format", form)
    assert "Albania" in answer and "art" in answer
    assert beginning is None or answer.startswith(beginning)


def test_sql_sees_the_clean_tables_under_their_short_names(cleaned):
    assert cleaned.run_json("sql", "SELECT count(*) AS n FROM pin JOIN geo USING (ind)") == [
        {"n": 20}]


def test_sql_cannot_reach_files(cleaned):
    cleaned.run("sql", "SELECT * FROM read_text('/etc/passwd')", expect=None)
    assert cleaned.exit_status != 0


def test_the_ledger_adds_up(cleaned):
    ledger = cleaned.run_json("audit")
    assert ledger["accepted"] == 63
    assert ledger["tables"] == 60
    assert ledger["duplicates"] == 3
    assert ledger["dead_letters"] == ledger["waiting"] == 0


def test_the_report_needs_nothing_from_elsewhere(cleaned, tmp_path):
    page = tmp_path / "report.html"
    cleaned.run("report", "--out", page)
    text = page.read_text()
    assert "<svg" in text
    assert not re.search(r'(src|href)="https?://', text)


def test_the_demo_ends_with_a_ledger_that_adds_up(tmp_path):
    done = subprocess.run([BINARY, "demo", "--data", tmp_path / "demo"], text=True,
                          capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    *_, ledger, report = done.stdout.strip().splitlines()
    accepted, tables, duplicates, dead_letters = map(int, LEDGER.fullmatch(ledger).groups())
    assert accepted == tables + duplicates + dead_letters > 0
    assert report.split()[-1].endswith(".html")


def test_a_demo_of_no_rows_is_refused_before_anything_starts(program):
    assert program.run("demo", "--rows", "0", expect=78) == ""
    assert "source.rows: at least 1" in program.errors
