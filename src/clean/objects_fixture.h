// ObjectsFixture: a bucket of one-record objects that are to be put together, for tests.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "clean/compact_objects.h"
#include "clean/memory_store.h"

namespace pinflow::clean {

inline std::string key_of(int64_t offset, const std::string& folder = "topics/t/partition=0") {
  std::string digits = std::to_string(offset);
  return folder + "/t+0+" + std::string(10 - digits.size(), '0') + digits + ".json";
}

class ObjectsFixture : public testing::Test {
 protected:
  // Puts one-record objects of offsets begin … end - 1.
  void put(int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) bucket_.objects[key_of(i)] = line(i);
  }
  static std::string line(int64_t offset) { return "{\"n\":" + std::to_string(offset) + "}\n"; }
  static std::string lines(int64_t begin, int64_t end) {
    std::string all;
    for (int64_t i = begin; i < end; ++i) all += line(i);
    return all;
  }

  CompactReport compact() {
    Result<CompactReport> report = compact_objects(bucket_, options_);
    EXPECT_TRUE(report.ok()) << report.status().message();
    return report.ok() ? *report : CompactReport();
  }

  using Content = std::map<std::string, std::string, std::less<>>;
  MemoryStore bucket_;
  CompactOptions options_;
};

}  // namespace pinflow::clean
