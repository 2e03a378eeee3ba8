"""check_layers.py finds each kind of fault, planted here one by one, and none in a clean tree."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_layers  # noqa: E402

CLEAN_TREE = {
    "tools/layers.txt": "base:\nlake: base\nclean: base lake\napp: *\n",
    "src/base/status.h": "// Status: how it went.\n#pragma once\n",
    "src/base/status.cc": '#include "base/status.h"\n',
    "src/base/status_test.cc": '#include "base/status.h"\n',
    "src/lake/table.h": "// Table: rows at rest.\n#pragma once\n#include <vector>\n",
    "src/lake/delta/log.h": "// Log: the table's commits.\n#pragma once\n",
    "src/app/main.cc": '#include "lake/delta/log.h"\n',
}


@pytest.fixture
def faults_of(tmp_path, monkeypatch):
    """Faults of the clean tree with some files replaced or added."""
    def run(changed=None):
        for name, text in (CLEAN_TREE | (changed or {})).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.chdir(tmp_path)
        return check_layers.find_faults()[1]
    return run


def test_a_clean_tree_has_no_faults(faults_of):
    assert faults_of() == []


HEADER = "// Purpose.\n#pragma once\n"


@pytest.mark.parametrize("path, text, fault", [
    ("src/lake/up.h", HEADER + '#include "clean/batch.h"\n', "lake/ may not include clean/"),
    ("src/clean/deep.h", HEADER + '#include "lake/delta/log.h"\n', "private to lake/"),
    ("src/base/bare.h", HEADER + '#include "status.h"\n', "write the path from src/"),
    ("src/lake/mute.h", "#pragma once\n", "starts with a comment"),
    ("src/lake/open.h", "// Purpose.\n", "starts with a comment"),
    ("src/lake/alone.cc", "", 'no test includes "lake/alone.h"'),
    ("src/lake/part.cc", '#include "lake/table.h"\n', 'no test includes "lake/table.h"'),
    ("src/lake/sql.h", HEADER + "#include <duckdb.h>\n", "<duckdb.h>: only in query"),
    ("src/lake/net.h", HEADER + "#include <boost/asio.hpp>\n", "only in http"),
    ("src/lake/get.h", HEADER + "#include <curl/curl.h>\n", "only in http, objects, schedule"),
    ("src/lake/db.h", HEADER + "#include <sqlite3.h>\n", "only in runs, source"),
    ("src/lake/log.h", HEADER + "#include <spdlog/spdlog.h>\n", "only in telemetry"),
    ("src/base/name.h", HEADER + 'auto name = "geo";\n', "a dataset's name"),
    ("src/base/path.h", HEADER + 'auto t = "SELECT * FROM pinterest_data";\n', "a dataset's name"),
    ("src/unknown/a.h", HEADER, "not in layers.txt"),
])
def test_a_planted_fault_is_named(faults_of, path, text, fault):
    faults = faults_of({path: text})
    assert len(faults) == 1, faults
    assert faults[0].startswith(path) and fault in faults[0]


def test_comments_and_tests_may_name_a_dataset(faults_of):
    assert faults_of({
        "src/base/name.h": '// A dataset such as "pin".\n#pragma once\n',
        "src/base/name_test.cc": 'auto name = "pin";\n',
    }) == []


def test_a_source_without_its_own_header_is_tested_through_the_header_it_serves(faults_of):
    assert faults_of({
        "src/base/status_text.cc": '#include <string>\n#include "base/status.h"\n',
    }) == []


def test_layers_may_only_name_what_is_above_them(faults_of):
    with pytest.raises(SystemExit, match="not above it"):
        faults_of({"tools/layers.txt": "base: lake\nlake: base\n"})
