#include "eventlog/local/batch_compression.h"

#include "eventlog/local/produced_batch_for_test.h"

namespace pinflow::eventlog {
namespace {

const std::string kRecords = [] {
  std::string bytes;
  for (int index = 0; index < 5000; ++index) bytes += "record " + std::to_string(index) + ", ";
  return bytes;
}();

BatchHeader header_of(BatchCodec codec) {
  BatchHeader header;
  header.attributes = static_cast<int16_t>(codec);
  return header;
}

class BatchCompression : public testing::TestWithParam<BatchCodec> {
 protected:
  Result<std::string> unpack(std::string_view bytes) {
    return unpack_records(header_of(GetParam()), bytes);
  }
};

TEST_P(BatchCompression, GivesBackWhatWasPacked) {
  EXPECT_EQ(*unpack(packed_bytes(GetParam(), kRecords)), kRecords);
  EXPECT_EQ(*unpack(packed_bytes(GetParam(), "a")), "a");
}

TEST_P(BatchCompression, RefusesWhatIsCutShortOrNotOfIt) {
  const std::string whole = packed_bytes(GetParam(), kRecords);
  for (size_t size : {size_t{1}, size_t{20}, whole.size() / 2, whole.size() - 1}) {
    EXPECT_EQ(unpack(whole.substr(0, size)).status().code(), Code::kCorruption) << size;
  }
  EXPECT_EQ(unpack(std::string(100, '\xff')).status().code(), Code::kCorruption);
}

TEST_P(BatchCompression, RefusesWhatHoldsTooMuch) {
  const std::string large(kUnpackedBytesMax + 1, '\0');
  EXPECT_EQ(unpack(packed_bytes(GetParam(), large)).status().code(), Code::kInvalidArgument);
  EXPECT_TRUE(unpack(packed_bytes(GetParam(), large.substr(1))).ok());
}

std::string codec_name(const testing::TestParamInfo<BatchCodec>& codec) {
  constexpr const char* kNames[] = {"none", "gzip", "snappy", "lz4", "zstd"};
  return kNames[static_cast<size_t>(codec.param)];
}

INSTANTIATE_TEST_SUITE_P(Codecs, BatchCompression,
                         testing::Values(BatchCodec::kGzip, BatchCodec::kSnappy, BatchCodec::kLz4,
                                         BatchCodec::kZstd),
                         codec_name);

TEST(BatchSnappy, IsReadInTheFrameOfSnappyJavaToo) {
  const BatchHeader header = header_of(BatchCodec::kSnappy);
  const std::string framed = xerial(kRecords, 32 << 10);
  EXPECT_EQ(*unpack_records(header, framed), kRecords);
  for (size_t size : {size_t{9}, size_t{18}, framed.size() - 1}) {
    EXPECT_EQ(unpack_records(header, framed.substr(0, size)).status().code(), Code::kCorruption);
  }
  const std::string large(kUnpackedBytesMax + 1, '\0');
  EXPECT_EQ(unpack_records(header, xerial(large, 32 << 20)).status().code(),
            Code::kInvalidArgument);
}

// 0xffffff7f is nearly 2 GiB, of which the block holds nothing.
TEST(BatchSnappy, DoesNotTakeMemoryOnABlocksWord) {
  const BatchHeader header = header_of(BatchCodec::kSnappy);
  EXPECT_FALSE(unpack_records(header, "\xff\xff\xff\xff\x07").ok());
  EXPECT_EQ(unpack_records(header, std::string("\x80\x80\x80\x10", 4)).status().code(),
            Code::kCorruption);
}

TEST(BatchCodecs, UnknownOnesHaveTheirError) {
  const Status status = unpack_records(header_of(static_cast<BatchCodec>(5)), "x").status();
  EXPECT_EQ(status.name(), batch_error::kCompression);
}

}  // namespace
}  // namespace pinflow::eventlog
