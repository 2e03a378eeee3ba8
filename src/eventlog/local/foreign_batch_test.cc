#include "eventlog/local/foreign_batch.h"

#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

// The error's name; "" for none.
std::string_view checked(std::string batch, uint64_t record_bytes_max = kRecordBytesMax) {
  const Status status = check_foreign_batch(record_bytes_max, &batch);
  EXPECT_EQ(status.ok(), status.name().empty()) << status.message();
  return status.name();
}

std::string with_attributes(int16_t attributes) {
  std::string batch = batch_of({"a"});
  set_attributes(attributes, &batch);
  return batch;
}

TEST(ForeignBatch, IsTakenWhateverItIsPackedWith) {
  const std::string batch = batch_of({"a", "b"});
  EXPECT_EQ(checked(batch), "");
  EXPECT_EQ(checked(produced(7, 0, 0)), "");
  for (int codec = 1; codec <= 4; ++codec) {
    EXPECT_EQ(checked(packed(static_cast<BatchCodec>(codec), batch)), "") << codec;
  }
}

TEST(ForeignBatch, IsRefusedWhenItsBytesAreNotThoseThatWereSent) {
  std::string batch = batch_of({"a"});
  batch.back() ^= 1;
  EXPECT_EQ(checked(batch), batch_error::kCorrupt);
  EXPECT_EQ(checked(batch_of({"a"}).substr(0, 68)), batch_error::kCorrupt);
  EXPECT_EQ(checked(batch_of({"a"}) + batch_of({"b"})), batch_error::kCorrupt);
  EXPECT_EQ(checked(""), batch_error::kCorrupt);
}

TEST(ForeignBatch, IsRefusedWhenItsRecordsCannotBeRead) {
  const std::string batch = batch_of({"a", "b"});
  std::string records = batch.substr(kBatchHeaderBytes);
  records.back() = 5;  // The count of headers.
  EXPECT_EQ(checked(with_records(BatchCodec::kNone, records, batch)), batch_error::kInvalidRecord);
  EXPECT_EQ(checked(with_records(BatchCodec::kZstd, "no zstd", batch)),
            batch_error::kInvalidRecord);
  EXPECT_EQ(checked(with_records(BatchCodec::kNone, batch.substr(kBatchHeaderBytes) + "x", batch)),
            batch_error::kInvalidRecord);
  EXPECT_EQ(checked(with_attributes(6)), batch_error::kCompression);
}

TEST(ForeignBatch, IsRefusedWhereOnlyABrokerWritesOrWeDoNot) {
  EXPECT_EQ(checked(with_attributes(8)), batch_error::kInvalidRecord);
  EXPECT_EQ(checked(with_attributes(16)), batch_error::kTransaction);
  EXPECT_EQ(checked(with_attributes(32)), batch_error::kInvalidRecord);
  EXPECT_EQ(checked(produced(7, -1, 0)), batch_error::kInvalidRecord);
  EXPECT_EQ(checked(produced(7, 0, -1)), batch_error::kInvalidRecord);
  std::string old = batch_of({"a"});
  old[16] = 1;
  EXPECT_EQ(checked(old), batch_error::kOldFormat);
}

TEST(ForeignBatch, IsRefusedOverTheTopicsLimit) {
  EXPECT_EQ(checked(batch_of({std::string(1000, 'x')}), 1000), "");
  EXPECT_EQ(checked(batch_of({std::string(1001, 'x')}), 1000), batch_error::kTooLarge);
  EXPECT_EQ(checked(batch_of(std::vector<std::string>(6, std::string(1000, 'x'))), 1000),
            batch_error::kTooLarge);
  const std::string small = packed(BatchCodec::kZstd, batch_of({std::string(1001, 'x')}));
  EXPECT_EQ(checked(small, 1000), batch_error::kTooLarge);
}

TEST(ForeignBatch, GetsTheTimeOfItsNewestRecord) {
  std::string batch = batch_of({"a"}, at(1000));
  set_max_timestamp(at(5), &batch);
  ASSERT_TRUE(check_foreign_batch(kRecordBytesMax, &batch).ok());
  auto header = parse_batch_header(batch);
  EXPECT_EQ(header->max_timestamp, at(1000));
  EXPECT_TRUE(check_batch(batch, *header).ok());
}

}  // namespace
}  // namespace pinflow::eventlog
