#include "eventlog/local/batch_records.h"

#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

Result<std::vector<StoredRecord>> unchecked_records(std::string_view batch, Offset begin = {},
                                                    ReadLimits limits = {}) {
  TRY_ASSIGN(BatchHeader header, parse_batch_header(batch));
  std::vector<StoredRecord> records;
  TRY(decode_records(batch, header, begin, &limits, &records));
  return records;
}

TEST(BatchRecords, AreTheSameWhateverTheyArePackedWith) {
  const std::string batch = batch_of({"a", "", "c"});
  for (int codec = 0; codec <= 4; ++codec) {
    const std::string bytes = packed(static_cast<BatchCodec>(codec), batch);
    EXPECT_EQ(joined(unchecked_records(bytes)), "a||c") << codec;
    EXPECT_EQ(joined(unchecked_records(bytes, Offset{2})), "c") << codec;
  }
}

TEST(BatchRecords, AreWalkedWhereTheyLie) {
  BatchBuilder builder;
  builder.add({"key", "value", at(1000), {{"name", "x"}, {"none", std::nullopt}}});
  builder.add({std::nullopt, std::nullopt, at(1500), {}});
  const std::string batch = builder.take();
  std::string seen;
  auto visit = [&](int32_t index, const RecordView& record) {
    seen += std::to_string(index) + "=" + std::string(record.key.value_or("null")) + ":" +
            std::string(record.value.value_or("null")) + "@" +
            std::to_string(to_int64(record.timestamp)) + " ";
    return true;
  };
  ASSERT_TRUE(each_record(batch, *parse_batch_header(batch), visit).ok());
  EXPECT_EQ(seen, "0=key:value@1000 1=null:null@1500 ");
  EXPECT_EQ(unchecked_records(batch)->front().record.headers.size(), 2u);
}

TEST(BatchRecords, AreNotWalkedFurtherThanAsked) {
  const std::string batch = batch_of({"a", "b", "c"});
  int count = 0;
  auto visit = [&](int32_t, const RecordView&) { return ++count < 2; };
  ASSERT_TRUE(each_record(batch, *parse_batch_header(batch), visit).ok());
  EXPECT_EQ(count, 2);
}

TEST(BatchRecords, AreDamagedWhenTheyAreNotAsManyAsTheHeaderSays) {
  const std::string two = batch_of({"a", "b"});
  const std::string one = batch_of({"a"});
  const std::string fewer = with_records(BatchCodec::kNone, one.substr(kBatchHeaderBytes), two);
  const std::string more = with_records(BatchCodec::kNone, two.substr(kBatchHeaderBytes), one);
  EXPECT_EQ(unchecked_records(fewer).status().code(), Code::kCorruption);
  EXPECT_EQ(unchecked_records(more).status().code(), Code::kCorruption);
}

}  // namespace
}  // namespace pinflow::eventlog
