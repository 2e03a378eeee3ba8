#include "gateway/rest_proxy/producer.h"

#include <gtest/gtest.h>

#include "gateway/rest_proxy/partitioner.h"
#include "gateway/test_event_log.h"
#include "gateway/test_request.h"

namespace pinflow::gateway {
namespace {

class ProducerTest : public testing::Test {
 protected:
  http::Response produce(std::string body, std::optional<int64_t> into = std::nullopt,
                         http::Fields headers = {}) {
    if (!producer_) producer_.emplace(log_, creation_, receipts_, background_);
    http::Request request;
    request.headers = std::move(headers);
    request.body = std::move(body);
    return http::wait(producer_->produce(request, "orders", into));
  }
  void create(int32_t partition_count) {
    eventlog::TopicConfig config;
    config.partition_count = partition_count;
    ASSERT_TRUE(log_.create_topic("orders", config).ok());
  }

  MemoryEventLog log_;
  TopicCreation creation_;
  Receipts receipts_{log_, std::chrono::hours(1)};
  http::Background background_;
  std::optional<Producer> producer_;
};

TEST_F(ProducerTest, AnswersAsConfluentDoesInTheOrderOfTheRequest) {
  EXPECT_EQ(line(produce(R"({"records":[{"value":{"a":1}},{"value":{"a":2}}]})")),
            R"(200 {"offsets":[{"partition":0,"offset":0,"error_code":null,"error":null},)"
            R"({"partition":0,"offset":1,"error_code":null,"error":null}],)"
            R"("key_schema_id":null,"value_schema_id":null})");
  EXPECT_EQ(log_.values("orders"), R"({"a":1}|{"a":2})");
}

TEST_F(ProducerTest, GivesEachRecordThePartitionItAsksFor) {
  create(3);
  auto response = produce(R"({"records":[{"value":1,"partition":2},{"value":2,"partition":0},)"
                          R"({"value":3,"partition":2}]})");
  EXPECT_EQ(line(response).substr(0, 59),
            R"(200 {"offsets":[{"partition":2,"offset":0,"error_code":null)");
  EXPECT_NE(response.body.find(R"({"partition":2,"offset":1)"), std::string::npos);
  EXPECT_EQ(log_.values("orders", 0), "2");
  EXPECT_EQ(log_.values("orders", 2), "1|3");
}

TEST_F(ProducerTest, SameKeyGoesToTheSamePartition) {
  create(7);
  produce(R"({"records":[{"key":"k","value":1},{"key":"k","value":2}]})");
  int32_t partition = to_int32(partition_of_key(R"("k")", 7));
  EXPECT_EQ(log_.values("orders", partition), "1|2");
  EXPECT_EQ(log_.records("orders", partition)[0].key, R"("k")");
}

TEST_F(ProducerTest, RequestsWithoutKeysTakeTurnsAmongPartitions) {
  create(2);
  for (int i = 0; i < 4; ++i) produce(R"({"records":[{"value":1},{"value":2}]})");
  EXPECT_EQ(log_.values("orders", 0), "1|2|1|2");
  EXPECT_EQ(log_.values("orders", 1), "1|2|1|2");
}

TEST_F(ProducerTest, PathsPartitionWins) {
  create(2);
  produce(R"({"records":[{"value":1,"partition":0},{"key":"k","value":2}]})", 1);
  EXPECT_EQ(log_.values("orders", 1), "1|2");
  EXPECT_EQ(line(produce(R"({"records":[{"value":1}]})", 2)),
            R"(404 {"error_code":40402,"message":"Partition not found: 2"})");
}

TEST_F(ProducerTest, SomeFailedRecordsLeaveTheStatusAndNameTheirErrors) {
  create(2);
  log_.fail(1, Status(Code::kUnavailable, "disk full"));
  auto response = produce(R"({"records":[{"value":1,"partition":1},{"value":2,"partition":0},)"
                          R"({"value":3,"partition":9}]})");
  EXPECT_EQ(line(response),
            R"(200 {"offsets":[)"
            R"({"partition":null,"offset":null,"error_code":50003,"error":"disk full"},)"
            R"({"partition":0,"offset":0,"error_code":null,"error":null},)"
            R"({"partition":null,"offset":null,"error_code":50002,)"
            R"("error":"Partition not found: 9"}],"key_schema_id":null,"value_schema_id":null})");
  EXPECT_EQ(http::find_field(response.headers, "X-Pinflow-Records-Failed"), "2");
}

TEST_F(ProducerTest, RequestOfWhichNothingIsStoredFails) {
  create(1);
  log_.fail(0, Status(Code::kUnavailable, "disk full"));
  auto full = produce(R"({"records":[{"value":1},{"value":2}]})");
  EXPECT_EQ(line(full), R"(503 {"error_code":50302,"message":"disk full"})");
  EXPECT_EQ(http::find_field(full.headers, "X-Pinflow-Records-Failed"), "2");
  log_.fail(0, Status(Code::kExhausted, "queue full"));
  auto busy = produce(R"({"records":[{"value":1}]})");
  EXPECT_EQ(line(busy), R"(429 {"error_code":42901,"message":"queue full"})");
  EXPECT_EQ(http::find_field(busy.headers, "Retry-After"), "1");
}

TEST_F(ProducerTest, CreatesAnUnknownTopicAsConfigured) {
  creation_.config.partition_count = 4;
  EXPECT_EQ(produce(R"({"records":[{"value":1}]})").status, 200);
  EXPECT_EQ(log_.topic("orders")->config.partition_count, 4);
}

TEST_F(ProducerTest, RefusesAnUnknownTopicWhenItMayNotCreateIt) {
  creation_.on_produce = false;
  EXPECT_EQ(line(produce(R"({"records":[{"value":1}]})")),
            R"(404 {"error_code":40401,"message":"Topic not found."})");
}

TEST_F(ProducerTest, AnErrorShowsARequestThatWorks) {
  http::Request request;
  request.target = "/test/topics/orders";
  request.headers = {{"Host", "api.example"}};
  request.body = R"({"records":[{"a":1}]})";
  Producer producer(log_, creation_, receipts_, background_);
  EXPECT_EQ(line(http::wait(producer.produce(request, "orders", std::nullopt))),
            R"(422 {"error_code":422,"message":"records[0].value: missing; a request that works: )"
            R"(curl -H 'Content-Type: application/vnd.kafka.json.v2+json' -d )"
            R"('{\"records\":[{\"value\":{\"a\":1}}]}' http://api.example/test/topics/orders"})");
}

TEST_F(ProducerTest, StoresNothingOfABadRequest) {
  EXPECT_EQ(produce(R"({"records":[{"value":1},{"other":2}]})").status, 422);
  EXPECT_EQ(produce("{").status, 400);
  EXPECT_TRUE(log_.topics().empty());
}

TEST_F(ProducerTest, ARetryWithItsKeyGetsTheFirstAnswer) {
  create(3);
  const http::Fields key = {{"Idempotency-Key", "k"}};
  const std::string body = R"({"records":[{"value":1},{"value":2,"partition":1},{"value":3}]})";
  auto first = produce(body, std::nullopt, key);
  produce(R"({"records":[{"value":9}]})");  // Others take their turn meanwhile.
  auto again = produce(body, std::nullopt, key);
  EXPECT_EQ(line(again), line(first));
  EXPECT_EQ(http::find_field(first.headers, "X-Pinflow-Replayed"), std::nullopt);
  EXPECT_EQ(http::find_field(again.headers, "X-Pinflow-Replayed"), "true");
  size_t stored = 0;
  for (int32_t partition : {0, 1, 2}) stored += log_.records("orders", partition).size();
  EXPECT_EQ(stored, 4u);
  EXPECT_EQ(
      line(produce(R"({"records":[{"value":4}]})", std::nullopt, key)),
      R"(422 {"error_code":422,"message":"Idempotency-Key: came before with other records"})");
}

TEST_F(ProducerTest, ARetryStoresOnlyWhatFailed) {
  create(2);
  const http::Fields key = {{"Idempotency-Key", "k"}};
  const std::string body = R"({"records":[{"value":1,"partition":0},{"value":2,"partition":1}]})";
  log_.fail(1, Status(Code::kUnavailable, "disk full"));
  auto first = produce(body, std::nullopt, key);
  EXPECT_EQ(http::find_field(first.headers, "X-Pinflow-Records-Failed"), "1");
  log_.heal();
  EXPECT_EQ(line(produce(body, std::nullopt, key)),
            R"(200 {"offsets":[{"partition":0,"offset":0,"error_code":null,"error":null},)"
            R"({"partition":1,"offset":0,"error_code":null,"error":null}],)"
            R"("key_schema_id":null,"value_schema_id":null})");
  EXPECT_EQ(log_.values("orders", 0), "1");
  EXPECT_EQ(log_.values("orders", 1), "2");
}

TEST_F(ProducerTest, RefusesKeysThatAreTooLong) {
  auto response = produce(R"({"records":[{"value":1}]})", std::nullopt,
                          {{"Idempotency-Key", std::string(256, 'k')}});
  EXPECT_EQ(response.status, 400);
}

}  // namespace
}  // namespace pinflow::gateway
