#include "objects/s3/mapped_file.h"

#include <gtest/gtest.h>

#include <fstream>

namespace pinflow::objects {
namespace {

TEST(MappedFile, GivesTheBytesOfFilesAlsoOfEmptyOnes) {
  std::string path = testing::TempDir() + "mapped_file";
  for (const char* text : {"some bytes", ""}) {
    std::ofstream(path) << text;
    auto mapped = MappedFile::open(path);
    ASSERT_TRUE(mapped.ok());
    EXPECT_EQ(mapped->bytes(), text);
  }
  EXPECT_EQ(MappedFile::open(path + "-missing").status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::objects
