"""count_tests.py sums what ctest and pytest write, and lets no failed step go uncounted."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import count_tests  # noqa: E402

CTEST = """<testsuite>
  <testcase name="a" status="run"/>
  <testcase name="b" status="fail"><failure message="Failed"/>
    <system-out>first line
expected 1, was 2</system-out></testcase>
  <testcase name="c" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION"/></testcase>
  <testcase name="d" status="disabled"/>
</testsuite>"""
PYTEST = """<testsuites><testsuite>
  <testcase name="e"/>
  <testcase name="f"><error message="at setup">no such fixture</error></testcase>
  <testcase name="g"><skipped message="needs root"/></testcase>
</testsuite></testsuites>"""


def test_both_runners_files_are_summed(tmp_path):
    (tmp_path / "release.xml").write_text(CTEST)
    (tmp_path / "end_to_end.xml").write_text(PYTEST)
    assert count_tests.count(tmp_path, ["release", "end_to_end"]) == (2, 2, 3)


def test_a_failed_step_without_a_failed_test_counts_as_one(tmp_path):
    (tmp_path / "end_to_end.xml").write_text(PYTEST)
    assert count_tests.count(tmp_path, ["format", "tidy"]) == (1, 3, 1)


def test_no_results_at_all_is_nothing_passed(tmp_path):
    assert count_tests.count(tmp_path, []) == (0, 0, 0)


def test_each_failed_test_is_named_with_the_end_of_what_it_printed(tmp_path):
    (tmp_path / "asan.xml").write_text(CTEST)
    (tmp_path / "end_to_end.xml").write_text(PYTEST)
    assert count_tests.failures(tmp_path) == [
        ("asan: b", "first line\nexpected 1, was 2"), ("end_to_end: f", "no such fixture")]
