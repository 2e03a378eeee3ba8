#include "gateway/kafka/codec.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kafka {
namespace {

using std::literals::string_literals::operator""s;

const Schema& schema() {
  static const Schema schema = parse_schema(
      "flag bool\n"
      "small int16\n"
      "large int64 1+ =-1\n"
      "name string\n"
      "note string? 1+\n"
      "records bytes?\n"
      "topics []?\n"
      "  index int32\n");
  return schema;
}

std::string written(const Message& message, int16_t version) {
  std::string bytes;
  write_message(message, version, &bytes);
  return bytes;
}

TEST(CodecTest, FieldsAreWrittenAsTheProtocolHasThem) {
  Message message(schema());
  message.set("flag", true).set("small", -2).set("large", 258).set("name", "ab");
  message.set("records", "xyz");
  message.add("topics").set("index", 5);
  EXPECT_EQ(written(message, 1),
            "\x01"
            "\xff\xfe"
            "\0\0\0\0\0\0\x01\x02"
            "\0\x02"
            "ab"
            "\xff\xff"
            "\0\0\0\x03"
            "xyz"
            "\0\0\0\x01\0\0\0\x05"s);
}

TEST(CodecTest, AVersionHasOnlyItsOwnFields) {
  Message message(schema());
  message.set("large", 258).set("note", "x");
  EXPECT_EQ(written(message, 0), "\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"s);
}

TEST(CodecTest, WhatIsWrittenIsReadAgain) {
  Message message(schema());
  message.set("flag", true).set("small", -2).set("large", -3).set("name", "ab").set("note", "");
  message.set_empty("topics");
  const std::string bytes = written(message, 1);
  auto read = read_message(schema(), 1, bytes);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_TRUE(read->flag("flag"));
  EXPECT_EQ(read->number("small"), -2);
  EXPECT_EQ(read->number("large"), -3);
  EXPECT_EQ(read->text("name"), "ab");
  EXPECT_FALSE(read->is_null("note"));
  EXPECT_TRUE(read->is_null("records"));
  EXPECT_FALSE(read->is_null("topics"));
  EXPECT_EQ(written(*read, 1), bytes);
}

TEST(CodecTest, WhatAVersionLacksIsTheStandard) {
  const std::string bytes = written(Message(schema()), 0);
  EXPECT_EQ(read_message(schema(), 0, bytes)->number("large"), -1);
}

TEST(CodecTest, WhatIsCutShortAnywhereIsRefused) {
  Message message(schema());
  message.set("name", "ab").set("records", "xyz");
  message.add("topics").set("index", 5);
  const std::string bytes = written(message, 1);
  for (size_t size = 0; size < bytes.size(); ++size) {
    auto read = read_message(schema(), 1, std::string_view(bytes).substr(0, size));
    EXPECT_EQ(read.status().code(), Code::kInvalidArgument) << size;
  }
  EXPECT_EQ(read_message(schema(), 1, bytes + "x").status().code(), Code::kInvalidArgument);
}

TEST(CodecTest, LengthsThatCannotBeAreRefused) {
  const Schema one = parse_schema("name string\n");
  EXPECT_FALSE(read_message(one, 0, "\xff\xff"s).ok());
  EXPECT_FALSE(read_message(one, 0, "\xff\xfe"s).ok());
  const Schema list = parse_schema("all []\n  index int8\n");
  EXPECT_FALSE(read_message(list, 0, "\xff\xff\xff\xff"s).ok());
  EXPECT_FALSE(read_message(list, 0, "\x7f\xff\xff\xff"s).ok());
  std::string many = "\0\x01\x86\xa1"s + std::string(100'001, 'x');
  EXPECT_FALSE(read_message(list, 0, many).ok());
}

TEST(CodecTest, ARequestBeginsWithItsHeader) {
  std::string packet = "\0\x03\0\x08\0\0\0\x2a\0\x02me"s + "rest";
  std::string_view bytes = packet;
  auto header = take_request_header(&bytes);
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->kind, 3);
  EXPECT_EQ(header->version, 8);
  EXPECT_EQ(header->correlation_id, 42);
  EXPECT_EQ(header->client_id, "me");
  EXPECT_EQ(bytes, "rest");
  bytes = std::string_view(packet).substr(0, 9);
  EXPECT_FALSE(take_request_header(&bytes).ok());
}

TEST(CodecTest, TextsThatAreTooLongForTheirLengthAreCut) {
  const Schema one = parse_schema("name string\n");
  Message message(one);
  message.set("name", std::string(40'000, 'x'));
  EXPECT_EQ(written(message, 0).size(), 2u + 32'767);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
