#include "eventlog/kinesis/mark_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

TEST(MarkFile, IsReadAsItWasWritten) {
  const auto folder = fresh_folder();
  ASSERT_TRUE(create_directories_durably(folder).ok());
  EXPECT_TRUE(read_marks(folder / "marks.json")->empty());
  MarksOfTopics marks;
  marks["id"][0] = {"123456789012345678901234567890123456789012345678901234567"};
  marks["id"][17] = {"5", 3};
  marks["other"][2] = {"6"};
  ASSERT_TRUE(write_marks(folder / "marks.json", marks).ok());
  auto found = read_marks(folder / "marks.json");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)["id"][0].text(), marks["id"][0].text());
  EXPECT_EQ((*found)["id"][17].text(), "5:3");
  ASSERT_TRUE(replace_file(folder / "marks.json", "{").ok());
  EXPECT_EQ(read_marks(folder / "marks.json").status().code(), Code::kCorruption);
}

}  // namespace
}  // namespace pinflow::eventlog
