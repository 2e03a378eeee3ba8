#include "lake/log_files.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

LogFiles sort(const std::vector<std::string>& names) {
  std::vector<objects::ObjectInfo> objects;
  for (const std::string& name : names) {
    objects.emplace_back();
    objects.back().key = "silver/t/_delta_log/" + name;
  }
  return sort_log_files(objects);
}

TEST(LogFiles, NamesHaveTwentyDigits) {
  EXPECT_EQ(commit_name(7), "00000000000000000007.json");
  EXPECT_EQ(checkpoint_name(10), "00000000000000000010.checkpoint.parquet");
}

TEST(LogFiles, CommitsAndCheckpointsAreFoundAndOtherFilesPassedOver) {
  LogFiles files =
      sort({"00000000000000000000.json", "00000000000000000000.crc",
            ".00000000000000000000.json.crc", "_last_checkpoint", "0",
            "00000000000000000010.checkpoint.parquet", "00000000000000000010.checkpoint.0-1-2.json",
            "0000000000000000001x.json", "00000000000000000011.json"});
  EXPECT_EQ(files.commits.size(), 2u);
  EXPECT_EQ(files.commits.at(11), "silver/t/_delta_log/00000000000000000011.json");
  ASSERT_EQ(files.checkpoints.size(), 1u);
  EXPECT_EQ(files.checkpoints.at(10).size(), 1u);
}

TEST(LogFiles, ACheckpointInPartsCountsOnlyWhenAllAreThere) {
  std::string start = "00000000000000000010.checkpoint.000000000";
  EXPECT_TRUE(sort({start + "1.0000000002.parquet"}).checkpoints.empty());
  EXPECT_EQ(sort({start + "1.0000000002.parquet", start + "2.0000000002.parquet"})
                .checkpoints.at(10)
                .size(),
            2u);
}

}  // namespace
}  // namespace pinflow::lake
