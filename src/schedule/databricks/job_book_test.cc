#include "schedule/databricks/job_book.h"

#include <gtest/gtest.h>

namespace pinflow::schedule::databricks {
namespace {

std::string merged(std::string_view settings, std::string_view changes,
                   const std::vector<std::string>& removed = {}) {
  json::Parser one, other;
  return merged_settings(*one.parse(settings), *other.parse(changes), removed);
}

TEST(MergedSettings, ReplaceAddAndRemove) {
  EXPECT_EQ(merged(R"({"a":1,"b":[2]})", R"({"b":3,"c":{}})"), R"({"a":1,"b":3,"c":{}})");
  EXPECT_EQ(merged(R"({"a":1,"b":2})", "{}", {"a", "none"}), R"({"b":2})");
}

}  // namespace
}  // namespace pinflow::schedule::databricks
