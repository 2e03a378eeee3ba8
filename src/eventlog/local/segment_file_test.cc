// The zeros ahead of the batches: when there are some, and that none outlive their use.
#include "eventlog/local/segment_file.h"

#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kManyBytes = 1u << 30;
constexpr uint64_t kSmall = 1000;

class SegmentFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }

  std::unique_ptr<SegmentFile> open(uint64_t size_bytes = 0, uint64_t size_bytes_max = kManyBytes) {
    return std::move(*SegmentFile::open(path_, size_bytes, size_bytes_max));
  }

  void append(SegmentFile* file, uint64_t count, uint64_t size_bytes = kSmall) {
    for (uint64_t index = 0; index < count; ++index) {
      ASSERT_TRUE(file->write(std::string(size_bytes, static_cast<char>('a' + index % 26))).ok());
      ASSERT_TRUE(file->sync().ok());
      written_ += std::string(size_bytes, static_cast<char>('a' + index % 26));
    }
  }

  uint64_t file_bytes() const { return std::filesystem::file_size(path_); }
  std::string content() const { return *read_file(path_); }

  const std::filesystem::path folder_ = fresh_folder();
  const std::filesystem::path path_ = folder_ / "segment";
  std::string written_;
};

TEST_F(SegmentFileTest, IsAsLongAsItsBatchesWhileTheyAreFew) {
  auto file = open();
  append(file.get(), 60);
  EXPECT_EQ(content(), written_);
}

TEST_F(SegmentFileTest, IsFilledAheadWithZerosByAsMuchAsItHoldsAndNoMoreThanAMebibyte) {
  auto file = open();
  append(file.get(), 100);
  EXPECT_GT(file_bytes(), written_.size());
  EXPECT_LE(file_bytes(), 2 * written_.size());
  EXPECT_EQ(content().substr(0, written_.size()), written_);
  EXPECT_EQ(content().find_first_not_of('\0', written_.size()), std::string::npos);
  append(file.get(), 3000);
  EXPECT_EQ(content().substr(0, written_.size()), written_);
  EXPECT_LE(file_bytes(), written_.size() + (1u << 20));
}

TEST_F(SegmentFileTest, IsNotFilledAheadOfLargeBatches) {
  auto file = open();
  append(file.get(), 3, 1u << 20);
  EXPECT_EQ(content(), written_);
}

TEST_F(SegmentFileTest, IsNotFilledBeyondItsLargestSize) {
  auto file = open(0, 150'000);
  append(file.get(), 140);
  EXPECT_LE(file_bytes(), 150'000u);
}

TEST_F(SegmentFileTest, HasNoZerosOnceItIsSealedOrClosed) {
  auto file = open();
  append(file.get(), 100);
  ASSERT_TRUE(file->seal().ok());
  EXPECT_EQ(content(), written_);
  append(file.get(), 100);
  EXPECT_GT(file_bytes(), written_.size());
  file.reset();
  EXPECT_EQ(content(), written_);
}

TEST_F(SegmentFileTest, GoesOnBehindWhatIsThere) {
  auto file = open();
  append(file.get(), 100);
  file = open(written_.size());
  append(file.get(), 2);
  file.reset();
  EXPECT_EQ(content(), written_);
}

TEST_F(SegmentFileTest, TakesBackWhatIsNotSynced) {
  auto file = open();
  append(file.get(), 100);
  ASSERT_TRUE(file->write("refused").ok());
  ASSERT_TRUE(file->take_back().ok());
  EXPECT_EQ(content(), written_);
  append(file.get(), 1);
  file.reset();
  EXPECT_EQ(content(), written_);
}

// Recovery finds out whether such a batch is whole.
TEST_F(SegmentFileTest, LeavesWhatIsNotSyncedAsItIsWhenItCloses) {
  auto file = open();
  append(file.get(), 100);
  ASSERT_TRUE(file->write("unknown").ok());
  file.reset();
  EXPECT_EQ(content().substr(written_.size(), 7), "unknown");
}

}  // namespace
}  // namespace pinflow::eventlog
