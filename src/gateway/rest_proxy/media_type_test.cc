#include "gateway/rest_proxy/media_type.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

// "json", "binary", "text" or the error's message.
std::string format_of(std::optional<std::string_view> type) {
  auto format = embedded_format(type);
  if (auto* error = std::get_if<RestError>(&format)) return error->message;
  for (const char* name : {"json", "binary", "text"}) {
    if (format_of_name(name) == std::get<EmbeddedFormat>(format)) return name;
  }
  return "none";
}

TEST(MediaType, NamesTheFormatOfTheBody) {
  EXPECT_EQ(format_of("application/vnd.kafka.json.v2+json"), "json");
  EXPECT_EQ(format_of("application/vnd.kafka.JSON.v2+json; charset=utf-8"), "json");
  EXPECT_EQ(format_of("application/json"), "json");
  EXPECT_EQ(format_of(std::nullopt), "json");
  EXPECT_EQ(format_of("application/vnd.kafka.binary.v2+json"), "binary");
  EXPECT_EQ(format_of("application/vnd.kafka.text.v2+json"), "text");
  EXPECT_EQ(media_type(EmbeddedFormat::kText), "application/vnd.kafka.text.v2+json");
  EXPECT_EQ(format_of_name("avro"), std::nullopt);
}

TEST(MediaType, RecordsComeInTheFormatOfTheirConsumer) {
  EXPECT_TRUE(accepts(std::nullopt, EmbeddedFormat::kBinary));
  EXPECT_TRUE(accepts("*/*", EmbeddedFormat::kBinary));
  EXPECT_TRUE(accepts("text/plain, application/vnd.kafka.json.v2+json;q=1", EmbeddedFormat::kJson));
  EXPECT_TRUE(accepts("application/vnd.kafka.v2+json", EmbeddedFormat::kText));
  EXPECT_FALSE(accepts("application/vnd.kafka.binary.v2+json", EmbeddedFormat::kJson));
}

TEST(MediaType, SaysWhatWasReceivedAndWhatToSend) {
  EXPECT_EQ(format_of("text/csv"),
            "HTTP 415 Unsupported Media Type: Content-Type: text/csv; send "
            "application/vnd.kafka.json.v2+json or application/vnd.kafka.binary.v2+json");
  EXPECT_NE(format_of("application/vnd.kafka.avro.v2+json").find("schemas are not supported"),
            std::string::npos);
  EXPECT_NE(format_of("application/vnd.kafka.v2+json").find("415"), std::string::npos);
}

TEST(MediaType, AnswersWhatIsAccepted) {
  EXPECT_EQ(answer_type(std::nullopt), kKafkaJson);
  EXPECT_EQ(answer_type("*/*"), kKafkaJson);
  EXPECT_EQ(answer_type("application/vnd.kafka.json.v2+json"), kKafkaJson);
  EXPECT_EQ(answer_type("application/json"), "application/json");
  EXPECT_EQ(answer_type("text/html,application/xhtml+xml,*/*;q=0.8"), "application/json");
  EXPECT_EQ(answer_type("application/vnd.kafka.v2+json, application/json"), kKafkaJson);
  EXPECT_EQ(answer_type("image/png"), std::nullopt);
}

}  // namespace
}  // namespace pinflow::gateway
