#include "eventlog/local/batch_seek.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "eventlog/local/record_batch.h"

namespace pinflow::eventlog {
namespace {

class BatchSeekTest : public testing::Test {
 protected:
  // A batch of so many records at the end of the file.
  void add(int record_count, const std::string& value) {
    BatchBuilder builder;
    Record record;
    record.value = value;
    for (int i = 0; i < record_count; ++i) builder.add(record);
    std::string batch = builder.take();
    set_base_offset(place_.offset, &batch);
    check(file_.append(batch).ok());
    place_ = {place_.offset + record_count, place_.position + batch.size()};
  }

  // Where the batch lies that holds it.
  uint64_t position_of(int64_t offset) {
    auto place = seek_batch(file_, {Offset{10}, 0}, Offset{offset});
    return place.ok() ? place->position : UINT64_MAX;
  }

  File make_file() const {
    std::filesystem::create_directories(folder_.path());
    return std::move(*File::open(folder_.path() / "segment", File::Mode::kAppend));
  }

  const TemporaryFolder folder_{"batch_seek"};
  File file_ = make_file();
  SegmentIndex::Place place_{Offset{10}, 0};  // The end.
};

TEST_F(BatchSeekTest, FindsTheBatchAmongLargeOnes) {
  add(3, std::string(10'000, 'x'));
  const uint64_t second = place_.position;
  add(2, std::string(100'000, 'x'));
  const uint64_t third = place_.position;
  add(1, "x");
  EXPECT_EQ(position_of(10), 0u);
  EXPECT_EQ(position_of(12), 0u);
  EXPECT_EQ(position_of(13), second);
  EXPECT_EQ(position_of(14), second);
  EXPECT_EQ(position_of(15), third);
}

TEST_F(BatchSeekTest, FindsTheBatchAmongManySmallOnes) {
  std::vector<uint64_t> positions;
  for (int i = 0; i < 200; ++i) {
    positions.push_back(place_.position);
    add(1, std::string(static_cast<size_t>(i), 'x'));
  }
  for (size_t i = 0; i < 200; ++i)
    EXPECT_EQ(position_of(10 + static_cast<int64_t>(i)), positions[i]);
}

TEST_F(BatchSeekTest, SaysWhereThereIsNoBatch) {
  add(1, "x");
  auto behind = seek_batch(file_, {Offset{10}, 0}, Offset{11});
  EXPECT_EQ(behind.status().code(), Code::kCorruption);
  auto of_another = seek_batch(file_, {Offset{9}, 0}, Offset{10});
  EXPECT_EQ(of_another.status().message(), "record batch: of another offset than 9");
}

}  // namespace
}  // namespace pinflow::eventlog
