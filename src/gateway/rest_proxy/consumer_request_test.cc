#include "gateway/rest_proxy/consumer_request.h"

#include <gtest/gtest.h>

namespace pinflow::gateway {
namespace {

// "status code message" of the error, or "fine".
template <class T>
std::string outcome(const Parsed<T>& parsed) {
  auto* error = std::get_if<RestError>(&parsed);
  if (!error) return "fine";
  return std::to_string(error->http_status) + " " + std::to_string(error->error_code) + " " +
         error->message;
}

TEST(ConsumerRequest, TakesSettingsAsValuesAndAsTexts) {
  auto parsed = parse_consumer(
      R"({"name":"i","format":"json","auto.offset.reset":"earliest","auto.commit.enable":"false",)"
      R"("fetch.min.bytes":"100","consumer.request.timeout.ms":2000})");
  ASSERT_EQ(outcome(parsed), "fine");
  auto& [name, config] = std::get<ConsumerToCreate>(parsed);
  EXPECT_EQ(name, "i");
  EXPECT_EQ(config.format, EmbeddedFormat::kJson);
  EXPECT_EQ(config.reset, OffsetReset::kEarliest);
  EXPECT_FALSE(config.commits_by_itself);
  EXPECT_EQ(config.fetch_bytes_min, 100u);
  EXPECT_EQ(config.request_timeout, std::chrono::seconds(2));
}

TEST(ConsumerRequest, AllSettingsHaveConfluentsDefaults) {
  for (const char* body : {"", "{}", R"({"name":null})"}) {
    auto parsed = parse_consumer(body);
    ASSERT_EQ(outcome(parsed), "fine") << body;
    const auto& [name, config] = std::get<ConsumerToCreate>(parsed);
    EXPECT_EQ(name, "");
    EXPECT_EQ(config.format, EmbeddedFormat::kBinary);
    EXPECT_EQ(config.reset, OffsetReset::kLatest);
    EXPECT_TRUE(config.commits_by_itself);
    EXPECT_EQ(config.request_timeout, std::chrono::seconds(1));
  }
}

TEST(ConsumerRequest, NamesTheSettingThatIsWrong) {
  EXPECT_EQ(outcome(parse_consumer(R"({"format":"avro"})")),
            "422 42204 Invalid consumer configuration: format: wanted is json, binary or text "
            "(formats with schemas are not supported)");
  for (const char* body :
       {R"({"auto.offset.reset":"first"})", R"({"auto.commit.enable":"yes"})",
        R"({"fetch.min.bytes":"many"})", R"({"consumer.request.timeout.ms":-1})"}) {
    EXPECT_EQ(outcome(parse_consumer(body)).substr(0, 9), "422 42204") << body;
  }
  EXPECT_EQ(outcome(parse_consumer(R"({"name":"a/b"})")),
            "422 422 name: a string without '/' is wanted");
  EXPECT_EQ(outcome(parse_consumer("{")).substr(0, 14), "400 400 body: ");
  EXPECT_EQ(outcome(parse_consumer("[]")), "422 422 body: an object is wanted");
}

TEST(ConsumerRequest, SubscriptionsAreToTopicsOrToAPattern) {
  EXPECT_EQ(std::get<WantedTopics>(parse_subscription(R"({"topics":["a","b"]})")).topics,
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(std::get<WantedTopics>(parse_subscription(R"({"topic_pattern":"a.*"})")).pattern,
            "a.*");
  EXPECT_EQ(outcome(parse_subscription(R"({"topics":["a"],"topic_pattern":"b"})")).substr(0, 9),
            "409 40903");
  EXPECT_EQ(outcome(parse_subscription("{}")), R"(422 422 topics: missing; send {"topics":["t"]})");
  EXPECT_EQ(outcome(parse_subscription(R"({"topics":"a"})")),
            R"(422 422 topics: an array is wanted, such as ["t"])");
  EXPECT_EQ(outcome(parse_subscription(R"({"topics":["a",7]})")),
            R"(422 422 topics[1]: wanted is "t")");
}

TEST(ConsumerRequest, PartitionsAreNamedOneByOne) {
  auto parsed = parse_partitions(R"({"partitions":[{"topic":"t","partition":1}]})");
  EXPECT_EQ(std::get<0>(parsed), (std::vector<model::TopicPartition>{{"t", model::Partition{1}}}));
  for (const char* wrong : {R"({"topic":"t"})", R"({"topic":"t","partition":-1})",
                            R"({"topic":"t","partition":4294967296})", "7"}) {
    EXPECT_EQ(outcome(parse_partitions("{\"partitions\":[" + std::string(wrong) + "]}")),
              R"(422 422 partitions[0]: wanted is {"topic":"t","partition":0})")
        << wrong;
  }
}

TEST(ConsumerRequest, OffsetsMayBeLeftOut) {
  using Offsets = std::optional<eventlog::Positions>;
  EXPECT_EQ(std::get<Offsets>(parse_offsets("")), std::nullopt);
  EXPECT_EQ(std::get<Offsets>(parse_offsets("{}")), std::nullopt);
  EXPECT_EQ(
      std::get<Offsets>(parse_offsets(R"({"offsets":[{"topic":"t","partition":0,"offset":7}]})")),
      (eventlog::Positions{{{"t", model::Partition{0}}, model::Offset{7}}}));
  EXPECT_EQ(outcome(parse_offsets(R"({"offsets":[{"topic":"t","partition":0}]})")).substr(0, 19),
            "422 422 offsets[0]:");
}

TEST(ConsumerRequest, PositionsAreOffsetsOrTimes) {
  auto parsed = parse_positions(
      R"({"offsets":[{"topic":"t","partition":0,"offset":7}],)"
      R"("timestamps":[{"topic":"t","partition":1,"timestamp":"1970-01-01T00:00:02Z"}]})");
  ASSERT_EQ(outcome(parsed), "fine");
  const auto& wanted = std::get<WantedPositions>(parsed);
  EXPECT_EQ(wanted.offsets.size(), 1u);
  EXPECT_EQ(to_int64(wanted.timestamps.at({"t", model::Partition{1}})), 2000);
  EXPECT_EQ(outcome(parse_positions("{}")).substr(0, 24), "422 422 offsets: missing");
  EXPECT_EQ(
      outcome(parse_positions(R"({"timestamps":[{"topic":"t","partition":1,"timestamp":"soon"}]})"))
          .substr(0, 22),
      "422 422 timestamps[0]:");
}

}  // namespace
}  // namespace pinflow::gateway
