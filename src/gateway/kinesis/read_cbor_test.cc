#include "gateway/kinesis/read_cbor.h"

#include <gtest/gtest.h>

#include "gateway/kinesis/cbor.h"
#include "gateway/kinesis/encoder.h"

namespace pinflow::gateway::kinesis {
namespace {

const Shape& shape_of(std::string_view operation) { return *find_operation(operation)->input; }

std::string fault(std::string_view operation, std::string_view body) {
  Arena arena;
  Status status = read_cbor(body, shape_of(operation), &arena).status();
  return std::string(status.name()) + ": " + status.message();
}

TEST(ReadCbor, ReadsWhatTheEncoderWrites) {
  auto encoder = make_encoder(Encoding::kCbor);
  encoder->begin_object();
  encoder->text("StreamName", "orders");
  encoder->begin_array("Unknown");
  encoder->number(1);
  encoder->end_array();
  encoder->begin_array("Records");
  encoder->begin_object();
  encoder->blob("Data", std::string_view("\0\xff", 2));
  encoder->text("PartitionKey", "k");
  encoder->end_object();
  encoder->end_array();
  encoder->end_object();
  std::string body = encoder->take();
  Arena arena;
  auto value = read_cbor(body, shape_of("PutRecords"), &arena);
  ASSERT_TRUE(value.ok()) << value.status().message();
  EXPECT_EQ((*value)["StreamName"].text(), "orders");
  EXPECT_EQ((*value)["Records"].values()[0]["Data"].text(), std::string_view("\0\xff", 2));
}

TEST(ReadCbor, TakesTimesInMillisecondsAndFloatsInSeconds) {
  auto time = [](std::string_view bytes) {
    Arena arena;
    std::string body("\xa1\x69Timestamp");
    return (*read_cbor(body.append(bytes), shape_of("GetShardIterator"), &arena))["Timestamp"]
        .number();
  };
  EXPECT_EQ(time("\xc1\x1b\x01\x01\x01\x01\x01\x01\x01\x01"), 1'000'000'000'000'000);  // Clamped.
  EXPECT_EQ(time("\xc1\x19\x05\xdc"), 1500);
  EXPECT_EQ(time("\x19\x05\xdc"), 1500);
  EXPECT_EQ(time(std::string_view("\xc1\xf9\x3e\x00", 4)), 1500);
}

TEST(ReadCbor, PutsStringsInPiecesTogether) {
  Arena arena;
  auto value = read_cbor(
      "\xa1\x6aStreamName\x7f\x62or\x64"
      "ders\xff",
      shape_of("PutRecord"), &arena);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((*value)["StreamName"].text(), "orders");
}

TEST(ReadCbor, RefusesWhatIsCutShortAtEveryByte) {
  const std::string whole =
      "\xbf\x6aStreamName\x66orders\x64"
      "Data\x42"
      "ab\xff";
  Arena arena;
  ASSERT_TRUE(read_cbor(whole, shape_of("PutRecord"), &arena).ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(fault("PutRecord", whole.substr(0, size)), "SerializationException: ") << size;
  }
  EXPECT_EQ(fault("PutRecord", whole + "x"), "SerializationException: ");
}

TEST(ReadCbor, TellsOfMembersOfAnotherType) {
  EXPECT_EQ(fault("PutRecord", "\xa1\x6aStreamName\x01"),
            "SerializationException: class "
            "com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an "
            "String");
  EXPECT_EQ(fault("PutRecord", "\xa1\x6aStreamName\x80"),
            "SerializationException: Start of list found where not expected");
}

TEST(ReadCbor, PassesOverNoEndlessNesting) {
  std::string body("\xa1\x61x");
  body.append(10'000, '\x81');
  EXPECT_EQ(fault("PutRecord", body), "SerializationException: ");
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
