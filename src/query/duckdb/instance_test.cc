#include "query/duckdb/instance.h"

#include <gtest/gtest.h>

#include "query/duckdb/cells.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

std::string setting(Instance& instance, const std::string& name) {
  auto connection = std::move(*instance.connect());
  auto answer = run(connection.get(), "SELECT current_setting('" + name + "')::VARCHAR");
  EXPECT_TRUE(answer.ok()) << answer.status().message();
  Table table;
  EXPECT_TRUE(answer.ok() && read_rows(std::move(*answer), 1, &table).ok());
  return table.rows.empty() ? "" : std::get<std::string>(table.rows[0][0]);
}

TEST(Instance, OptionsBecomeSettings) {
  EngineOptions options;
  options.thread_count = 3;
  options.memory_bytes_max = 256 << 20;
  options.temporary_directory = "/nowhere/spill";
  auto instance = std::move(*Instance::open(options));
  EXPECT_EQ(setting(*instance, "threads"), "3");
  EXPECT_EQ(setting(*instance, "memory_limit"), "256.0 MiB");
  EXPECT_EQ(setting(*instance, "temp_directory"), "/nowhere/spill");
  EXPECT_EQ(setting(*instance, "TimeZone"), "UTC");
  EXPECT_EQ(setting(*instance, "autoload_known_extensions"), "false");
}

TEST(Instance, NoTwoNamesAreTheSame) {
  auto instance = std::move(*Instance::open({}));
  EXPECT_NE(instance->new_name(), instance->new_name());
}

}  // namespace
}  // namespace pinflow::query
