#include "source/file_writer.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

TEST(FileWriter, QuotesOnlyWhatCsvNeedsQuoted) {
  std::string line;
  append_csv_line({int64_t{1}, -0.5, "plain text", "a,b", "say \"hi\"", "two\nlines"}, &line);
  EXPECT_EQ(line, "1,-0.5,plain text,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n");
}

TEST(FileWriter, TellsNullFromAnEmptyText) {
  std::string line;
  append_csv_line({std::monostate(), std::string(), std::monostate()}, &line);
  EXPECT_EQ(line, ",\"\",\r\n");
}

TEST(FileWriter, RefusesATableNameThatLeavesTheFolder) {
  const std::filesystem::path folder = testing::TempDir() + "file_writer_test_names";
  auto writer = open_file_writer(FileFormat::kCsv, folder);
  ASSERT_TRUE(writer.ok());
  for (const char* name : {"", "..", "../up", "a/b"}) {
    EXPECT_EQ((*writer)->begin_table(name, {}).code(), Code::kInvalidArgument) << name;
  }
}

}  // namespace
}  // namespace pinflow::source
