#include "eventlog/local/batch_scanner.h"

#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

class BatchScannerTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }

  // Three batches of two, one and three records.
  File sample() {
    File file = std::move(*File::open(folder_ / "segment", File::Mode::kAppend));
    int64_t offset = 7;
    for (const auto& values : std::vector<std::vector<std::string>>{
             {"a", "b"}, {std::string(3000, 'c')}, {"d", "e", "f"}}) {
      std::string batch = batch_of(values);
      set_base_offset(Offset{offset}, &batch);
      offset += static_cast<int64_t>(values.size());
      EXPECT_TRUE(file.append(batch).ok());
    }
    return file;
  }

  // The base offsets found, and the error at the end if there is one.
  std::string scan(const File& file, SegmentIndex::Place place, uint64_t read_ahead_bytes) {
    BatchScanner scanner(file, place, *file.size_bytes(), read_ahead_bytes);
    std::string found;
    while (true) {
      Result<bool> next = scanner.next();
      if (!next.ok()) return found + next.status().message();
      if (!*next) return found;
      if (!scanner.check_bytes().ok()) return found + scanner.check_bytes().message();
      found += std::to_string(to_int64(scanner.header().base_offset)) + " ";
    }
  }

  const std::filesystem::path folder_ = fresh_folder();
};

TEST_F(BatchScannerTest, FindsEveryBatchHoweverSmallItsReadsAre) {
  File file = sample();
  for (uint64_t read_ahead_bytes : {1, 61, 70, 150, 1000, 1 << 20}) {
    EXPECT_EQ(scan(file, {Offset{7}, 0}, read_ahead_bytes), "7 9 10 ") << read_ahead_bytes;
  }
}

TEST_F(BatchScannerTest, NamesOffsetAndPositionOfDamage) {
  File file = sample();
  EXPECT_EQ(scan(file, {Offset{6}, 0}, 100), "offset 6 at byte 0: record batch: of another offset");
  EXPECT_TRUE(file.truncate(*file.size_bytes() - 1).ok());
  uint64_t third = batch_of({"a", "b"}).size() + batch_of({std::string(3000, 'c')}).size();
  EXPECT_EQ(scan(file, {Offset{7}, 0}, 100),
            "7 9 offset 10 at byte " + std::to_string(third) + ": record batch: cut short");
}

}  // namespace
}  // namespace pinflow::eventlog
