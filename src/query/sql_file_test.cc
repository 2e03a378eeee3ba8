// Runs the files of tests/sql: SQL behaviour that pipelines count on, as text.
//
//   # A comment.
//   statement            Runs, its answer is not looked at. "statement error <text>": fails so.
//   CREATE …
//
//   query                Answers exactly these rows, cells divided by "|".
//   SELECT …
//   ----
//   1|x
//
// Records end at an empty line. A statement "NAME = SELECT …" keeps the rows under that name.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "base/file.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::query {
namespace {

struct Record {
  size_t line = 0;
  std::string kind;
  std::string sql;
  std::string expected;
};

std::vector<Record> parse_records(const std::string& text) {
  std::vector<Record> records;
  std::istringstream lines(text);
  std::string line;
  bool inside = false, answers = false;
  for (size_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty()) {
      inside = false;
    } else if (!inside && line[0] != '#') {
      records.push_back({number, line, "", ""});
      inside = true;
      answers = false;
    } else if (inside && line == "----") {
      answers = true;
    } else if (inside) {
      (answers ? records.back().expected : records.back().sql) += line + "\n";
    }
  }
  return records;
}

std::string cell_text(const Cell& cell) {
  if (auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
  if (auto* number = std::get_if<int64_t>(&cell)) return std::to_string(*number);
  if (auto* text = std::get_if<std::string>(&cell)) return *text;
  if (auto* real = std::get_if<double>(&cell)) {
    std::ostringstream out;
    out << *real;
    return out.str();
  }
  return "NULL";
}

std::string rows_text(const Table& table) {
  std::string text;
  for (const std::vector<Cell>& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "|") + cell_text(row[i]);
    text += "\n";
  }
  return text;
}

Result<Table> run_record(Session& session, const Record& record) {
  static const std::regex kNamed(R"(^\s*([a-z_]+)\s*=\s*(SELECT[\s\S]*|WITH[\s\S]*))");
  std::smatch named;
  if (record.kind.starts_with("statement") && std::regex_match(record.sql, named, kNamed)) {
    TRY(session.materialize(named[1].str(), named[2].str()));
    return Table();
  }
  return session.query(record.sql);
}

std::vector<std::filesystem::path> sql_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/sql")) {
    if (entry.path().extension() == ".test") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(SqlFile, EveryRecordAnswersAsWritten) {
  ASSERT_FALSE(sql_files().empty()) << "run from the repository's root";
  auto engine = std::move(*open_duckdb_engine());
  for (const auto& file : sql_files()) {
    auto session = std::move(*engine->open_session());
    for (const Record& record : parse_records(*read_file(file))) {
      SCOPED_TRACE(file.string() + ":" + std::to_string(record.line));
      Result<Table> table = run_record(*session, record);
      if (record.kind.starts_with("statement error ")) {
        ASSERT_FALSE(table.ok());
        EXPECT_NE(table.status().message().find(record.kind.substr(16)), std::string::npos)
            << table.status().message();
        continue;
      }
      ASSERT_TRUE(table.ok()) << table.status().message();
      if (record.kind != "query") continue;
      EXPECT_EQ(rows_text(*table), record.expected);
    }
  }
}

TEST(SqlFile, RecordsAreSplitAtEmptyLines) {
  auto records = parse_records("# c\n\nquery\nSELECT\n1\n----\n1|2\n\nstatement error no\nX\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].sql, "SELECT\n1\n");
  EXPECT_EQ(records[0].expected, "1|2\n");
  EXPECT_EQ(records[0].line, 3u);
  EXPECT_EQ(records[1].kind, "statement error no");
}

}  // namespace
}  // namespace pinflow::query
