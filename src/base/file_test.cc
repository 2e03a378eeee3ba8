#include "base/file.h"

#include <gtest/gtest.h>

namespace pinflow {
namespace {

std::filesystem::path fresh(const char* name) {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(path);
  return path;
}

TEST(File, ReadsWhatWasAppendedAndStopsAtTheEnd) {
  File file = std::move(*File::open(fresh("file_append"), File::Mode::kAppend));
  EXPECT_TRUE(file.append("hello world").ok());
  EXPECT_TRUE(file.sync().ok());
  EXPECT_EQ(*file.read_at(6, 100), "world");
  EXPECT_TRUE(file.truncate(5).ok());
  EXPECT_EQ(*file.size_bytes(), 5u);
}

TEST(File, NamesTheFileItCannotOpen) {
  Status status = File::open("/nowhere/file", File::Mode::kRead).status();
  EXPECT_EQ(status.code(), Code::kNotFound);
  EXPECT_NE(status.message().find("/nowhere/file"), std::string::npos);
}

TEST(File, RefusesToCreateWhatExists) {
  auto path = fresh("file_create");
  EXPECT_TRUE(File::open(path, File::Mode::kCreate).ok());
  EXPECT_EQ(File::open(path, File::Mode::kCreate).status().code(), Code::kAlreadyExists);
}

TEST(File, ReplacesAWholeFileAndCreatesNestedDirectories) {
  auto directory = fresh("file_replace") / "a" / "b";
  EXPECT_TRUE(create_directories_durably(directory).ok());
  EXPECT_TRUE(replace_file(directory / "x", "one").ok());
  EXPECT_TRUE(replace_file(directory / "x", "two").ok());
  EXPECT_EQ(*read_file(directory / "x"), "two");
}

}  // namespace
}  // namespace pinflow
