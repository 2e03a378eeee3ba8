// What the tests of the log share: an empty folder for each, and records as plain text.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {

// Another one for each test, whatever runs beside it.
inline std::filesystem::path fresh_folder() {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string("eventlog_") + test->test_suite_name() + "_" + test->name();
  for (char& letter : name) letter = letter == '/' ? '_' : letter;
  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  return folder;
}

inline UnixMillis at(int64_t millis) { return UnixMillis(std::chrono::milliseconds(millis)); }

inline std::vector<Record> records_of(const std::vector<std::string>& values,
                                      UnixMillis time = at(1000)) {
  std::vector<Record> records;
  for (const std::string& value : values) records.push_back({std::nullopt, value, time, {}});
  return records;
}

inline std::string batch_of(const std::vector<std::string>& values, UnixMillis time = at(1000)) {
  BatchBuilder builder;
  for (const Record& record : records_of(values, time)) builder.add(record);
  return builder.take();
}

// The values, joined: "a|b|c". Or the error.
inline std::string joined(const Result<std::vector<StoredRecord>>& records) {
  if (!records.ok()) return records.status().message();
  std::string text;
  for (const StoredRecord& stored : *records) {
    text += (text.empty() ? "" : "|") + stored.record.value.value_or("null");
  }
  return text;
}

// The offset as a number, or the error.
inline std::string shown(const Result<Offset>& offset) {
  return offset.ok() ? std::to_string(to_int64(*offset)) : offset.status().message();
}

}  // namespace pinflow::eventlog
