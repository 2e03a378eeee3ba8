// What a crash or a bad disk leaves behind, and what becomes of it.
#include "eventlog/local/segment_recovery.h"

#include "base/file.h"
#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

class SegmentRecovery : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }

  void write_segment(std::string_view bytes) {
    std::filesystem::remove(segment_path(folder_, Offset{5}));
    File file = std::move(*File::open(segment_path(folder_, Offset{5}), File::Mode::kCreate));
    EXPECT_TRUE(file.append(bytes).ok());
  }

  static std::string batch_at(int64_t offset, const std::vector<std::string>& values) {
    std::string batch = batch_of(values);
    set_base_offset(Offset{offset}, &batch);
    return batch;
  }

  uint64_t file_bytes() { return std::filesystem::file_size(segment_path(folder_, Offset{5})); }

  const std::filesystem::path folder_ = fresh_folder();
  const std::string first_ = batch_at(5, {"whole", "too"});
  const std::string second_ = batch_at(7, {"the second"});
  ProducerTable producers_;
};

TEST_F(SegmentRecovery, NamesFilesSoThatTheySortByOffset) {
  EXPECT_EQ(segment_path("p", Offset{42}).string(), "p/00000000000000000042.log");
  EXPECT_EQ(index_path("p", Offset{42}).string(), "p/00000000000000000042.index");
}

TEST_F(SegmentRecovery, CutsATornTailAtEveryByte) {
  for (size_t kept = 0; kept < second_.size(); ++kept) {
    write_segment(first_ + second_.substr(0, kept));
    auto segment = recover_last_segment(folder_, Offset{5}, &producers_);
    ASSERT_TRUE(segment.ok()) << kept << segment.status().message();
    EXPECT_EQ(segment->end_offset(), Offset{7}) << kept;
    EXPECT_EQ(file_bytes(), first_.size()) << kept;
  }
}

TEST_F(SegmentRecovery, CutsTailsOfZerosAndOfNoise) {
  const std::string noise(300, '\x02');
  for (const std::string& tail :
       {std::string(300, '\0'), noise, second_.substr(0, 50) + std::string(4096, '\0')}) {
    write_segment(first_ + tail);
    ASSERT_TRUE(recover_last_segment(folder_, Offset{5}, &producers_).ok());
    EXPECT_EQ(file_bytes(), first_.size());
  }
}

// Pages of one write reach the disk in any order: of a torn batch the first may be missing.
TEST_F(SegmentRecovery, CutsABatchWhoseBeginningIsStillZeros) {
  const size_t offset_bytes = 8;  // All but the last of them are zeros anyway.
  for (size_t missing = offset_bytes; missing < second_.size(); ++missing) {
    write_segment(first_ + std::string(missing, '\0') + second_.substr(missing) +
                  std::string(5000, '\0'));
    ASSERT_TRUE(recover_last_segment(folder_, Offset{5}, &producers_).ok()) << missing;
    EXPECT_EQ(file_bytes(), first_.size());
  }
}

TEST_F(SegmentRecovery, ReportsEveryFlippedBitInFrontOfAWholeBatchAndCutsNothing) {
  for (size_t bit = 0; bit < first_.size() * 8; ++bit) {
    if (bit / 8 >= 12 && bit / 8 < 16) continue;  // The commit index.
    std::string bytes = first_ + second_;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    write_segment(bytes);
    Status status = recover_last_segment(folder_, Offset{5}, &producers_).status();
    EXPECT_EQ(status.code(), Code::kCorruption) << "bit " << bit;
    EXPECT_NE(status.message().find("00000000000000000005.log: offset 5 at byte 0"),
              std::string::npos)
        << status.message();
    EXPECT_EQ(file_bytes(), bytes.size());
  }
}

// Several batches come with one write, and its pages reach the disk in any order.
TEST_F(SegmentRecovery, CutsAWriteOfSeveralBatchesWhoseFirstIsTorn) {
  std::string torn = second_;
  torn.back() ^= 1;
  std::string third = batch_at(8, {"of the same write"});
  set_commit_index(1, third.data());
  write_segment(first_ + torn + third);
  ASSERT_TRUE(recover_last_segment(folder_, Offset{5}, &producers_).ok());
  EXPECT_EQ(file_bytes(), first_.size());
  set_commit_index(0, third.data());
  write_segment(first_ + torn + third);
  EXPECT_EQ(recover_last_segment(folder_, Offset{5}, &producers_).status().code(),
            Code::kCorruption);
}

TEST_F(SegmentRecovery, NotesTheProducersOfItsBatches) {
  std::string produced_batch = produced(7, 0, 12);
  set_base_offset(Offset{7}, &produced_batch);
  write_segment(first_ + produced_batch);
  ASSERT_TRUE(recover_last_segment(folder_, Offset{5}, &producers_).ok());
  EXPECT_EQ(**producers_.find(*parse_batch_header(produced_batch)), Offset{7});
}

TEST_F(SegmentRecovery, MakesDamagedProducersAnewFromTheSegmentsBefore) {
  std::string produced_batch = produced(7, 0, 12);
  set_base_offset(Offset{7}, &produced_batch);
  write_segment(first_ + produced_batch);
  EXPECT_TRUE(load_producers(folder_, Offset{8}, {Offset{5}})->is_empty());
  ASSERT_TRUE(replace_file(producers_path(folder_, Offset{8}), "damaged").ok());
  auto table = load_producers(folder_, Offset{8}, {Offset{5}});
  EXPECT_EQ(**table->find(*parse_batch_header(produced_batch)), Offset{7});
  ASSERT_TRUE(replace_file(producers_path(folder_, Offset{8}), table->encode()).ok());
  EXPECT_FALSE(load_producers(folder_, Offset{8}, {})->is_empty());
}

// A torn batch may hold a whole one as the value of a record; its offset tells it apart.
TEST_F(SegmentRecovery, TakesNoBatchInsideAValueForOneOfItsOwn) {
  std::string torn = batch_at(7, {batch_at(9000, {"a batch as it came from elsewhere"}), "more"});
  torn.pop_back();
  write_segment(first_ + torn);
  ASSERT_TRUE(recover_last_segment(folder_, Offset{5}, &producers_).ok());
  EXPECT_EQ(file_bytes(), first_.size());
}

TEST_F(SegmentRecovery, TrustsTheIndexOfASealedSegment) {
  write_segment(first_ + second_);
  SegmentIndex index = *recover_last_segment(folder_, Offset{5}, &producers_);
  ASSERT_TRUE(replace_file(index_path(folder_, Offset{5}), index.encode()).ok());
  std::string damaged = first_ + second_;
  damaged[first_.size() - 1] ^= 1;  // Found by the read of that batch, not by opening.
  write_segment(damaged);
  EXPECT_EQ(load_sealed_segment(folder_, Offset{5})->end_offset(), Offset{8});
}

TEST_F(SegmentRecovery, RebuildsAnIndexThatIsMissingOrDamaged) {
  write_segment(first_ + second_);
  const std::string expected = recover_last_segment(folder_, Offset{5}, &producers_)->encode();
  EXPECT_EQ(load_sealed_segment(folder_, Offset{5})->encode(), expected);
  EXPECT_EQ(*read_file(index_path(folder_, Offset{5})), expected);
  ASSERT_TRUE(replace_file(index_path(folder_, Offset{5}), expected.substr(1)).ok());
  EXPECT_EQ(load_sealed_segment(folder_, Offset{5})->encode(), expected);
  EXPECT_EQ(*read_file(index_path(folder_, Offset{5})), expected);
}

TEST_F(SegmentRecovery, NeverCutsASealedSegment) {
  write_segment(first_ + second_.substr(0, 20));
  EXPECT_EQ(load_sealed_segment(folder_, Offset{5}).status().code(), Code::kCorruption);
  EXPECT_EQ(file_bytes(), first_.size() + 20);
}

}  // namespace
}  // namespace pinflow::eventlog
