// Runs the files of tests/sql/clean: what decoding and clean SQL make of posted values, as text.
//
//   # A comment.
//   value ind, title       A posted value of the dataset that the file is named after, and the
//   {"index":1, …}         clean columns to look at.
//   ----
//   1|a title              A clean row, in the order of the list; then dead letters, as
//   2 dead: not an object  <place in the list> dead: <beginning of the reason>.
//
// Records end at an empty line.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "app/batch_fixture.h"
#include "base/file.h"
#include "clean/object_reader.h"
#include "model/dead_letter.h"

namespace pinflow::app {
namespace {

struct Record {
  std::string columns;
  std::string value;
  std::vector<std::string> expected;
};

std::vector<Record> parse_records(const std::string& text) {
  constexpr std::string_view kBegin = "value ";
  std::vector<Record> records;
  std::istringstream lines(text);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (!inside && line.starts_with(kBegin)) {
      records.push_back({line.substr(kBegin.size()), "", {}});
      std::getline(lines, records.back().value);
      EXPECT_TRUE(std::getline(lines, line) && line == "----") << records.back().value;
      inside = true;
    } else if (line.empty()) {
      inside = false;
    } else if (inside) {
      records.back().expected.push_back(line);
    }
  }
  return records;
}

class CleanSqlTest : public BatchFixture, public testing::WithParamInterface<const char*> {
 protected:
  // The record's number is the offset of its value.
  std::vector<std::string> outcome(Batch& batch, size_t number, const Record& record) {
    std::string at = " FROM cleaned WHERE _offset = " + std::to_string(number);
    std::vector<std::string> outcome =
        batch.rows_of(*session_, "SELECT " + record.columns +
                                     " FROM (SELECT * EXCLUDE (_topic, "
                                     "_partition, _offset, _index)" +
                                     at + " ORDER BY _index)");
    std::map<int32_t, std::string> dead;
    for (const model::DeadLetter& letter : reader_->dead_letters()) {
      if (letter.offset == static_cast<int64_t>(number)) dead[letter.index] = letter.reason;
    }
    for (const auto& [index, reason] : dead) {
      outcome.push_back(std::to_string(index) + " dead: " + reason);
    }
    return outcome;
  }

  std::unique_ptr<clean::ObjectReader> reader_;
  std::unique_ptr<query::Session> session_;
};

TEST_P(CleanSqlTest, MakesOfEachValueWhatTheFileSays) {
  std::vector<Record> records =
      parse_records(*read_file("tests/sql/clean/" + std::string(GetParam()) + ".test"));
  ASSERT_FALSE(records.empty());
  std::string lines;
  for (const Record& record : records) lines += record.value + "\n";

  Batch batch(folder_);
  const model::Dataset& dataset = *batch.pipeline.dataset(GetParam());
  ASSERT_TRUE(batch.bucket->put("t+0+0000000000.json", lines).ok());
  std::vector<clean::SourceObject> objects = {{*batch.bucket->info("t+0+0000000000.json"),
                                               *clean::parse_object_name("t+0+0000000000.json")}};
  reader_ = std::make_unique<clean::ObjectReader>(*batch.bucket, dataset, objects);
  session_ = std::move(*batch.engine->open_session());
  ASSERT_TRUE(session_->bind_rows("raw_" + dataset.name, *reader_).ok());
  Status cleaned = session_->materialize("cleaned", dataset.clean_sql);
  ASSERT_TRUE(cleaned.ok()) << cleaned.message();

  for (size_t number = 0; number < records.size(); ++number) {
    const Record& record = records[number];
    SCOPED_TRACE(record.value);
    std::vector<std::string> found = outcome(batch, number, record);
    ASSERT_EQ(found.size(), record.expected.size()) << testing::PrintToString(found);
    for (size_t i = 0; i < found.size(); ++i) {
      bool is_dead = record.expected[i].find(" dead: ") != std::string::npos;
      if (is_dead) found[i].resize(std::min(found[i].size(), record.expected[i].size()));
      EXPECT_EQ(found[i], record.expected[i]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Datasets, CleanSqlTest, testing::Values("pin", "geo", "user"),
                         [](const auto& dataset) { return std::string(dataset.param); });

}  // namespace
}  // namespace pinflow::app
