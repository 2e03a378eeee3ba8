#include "post/target.h"

#include <gtest/gtest.h>

#include <deque>
#include <sstream>

#include "post/kafka_target.h"
#include "post/kinesis_target.h"
#include "post/retry.h"

namespace pinflow::post {
namespace {

using source::RowIndex;

// Gives the answers in turn and remembers the requests.
class ScriptedClient final : public http::Client {
 public:
  ScriptedClient(std::deque<Result<http::Response>> answers, std::vector<std::string>* requests)
      : answers_(std::move(answers)), requests_(requests) {}

  Result<http::Response> send(std::string_view method, std::string_view target,
                              const http::Fields& headers, std::string_view body) override {
    std::string line = std::string(method) + " " + std::string(target);
    for (const auto& [name, value] : headers) line += " " + name + "=" + value;
    requests_->push_back(line + " " + std::string(body));
    Result<http::Response> answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    return answer;
  }

 private:
  std::deque<Result<http::Response>> answers_;  // The last one stays.
  std::vector<std::string>* requests_;
};

class TargetTest : public testing::Test {
 protected:
  std::unique_ptr<Target> kafka(std::deque<Result<http::Response>> answers) {
    return open_kafka_target(std::make_unique<ScriptedClient>(std::move(answers), &requests_),
                             "/test", "demo.pin", {{"x-api-key", "k"}});
  }
  std::unique_ptr<Target> kinesis(std::deque<Result<http::Response>> answers) {
    return open_kinesis_target(std::make_unique<ScriptedClient>(std::move(answers), &requests_),
                               "/test", "streaming-demo-pin", {});
  }

  std::vector<std::string> requests_;
  const std::vector<PostedRow> rows_ = {{RowIndex{7}, R"({"a":1})"}, {RowIndex{8}, R"({"a":2})"}};
};

http::Response answer(int status, const char* body) { return http::Response::json(status, body); }

std::string kinds(const std::vector<Outcome>& outcomes) {
  std::string kinds;
  for (const Outcome& outcome : outcomes) kinds += "art"[static_cast<int>(outcome.kind)];
  // a(ccepted), r(etry), t(urned down)
  return kinds;
}

TEST_F(TargetTest, PostsToTheTopicAsTheRestProxyWantsIt) {
  auto target = kafka({answer(200, R"({"offsets":[{"partition":0,"offset":5,"error_code":null,
      "error":null},{"partition":1,"offset":9}],"key_schema_id":null})")});
  const auto outcomes = target->send(rows_);
  EXPECT_EQ(kinds(outcomes), "aa");
  EXPECT_EQ(outcomes[0].text, "0/5");
  EXPECT_EQ(outcomes[1].text, "1/9");
  EXPECT_EQ(requests_[0],
            "POST /test/topics/demo.pin x-api-key=k "
            "Content-Type=application/vnd.kafka.json.v2+json "
            R"({"records":[{"value":{"a":1}},{"value":{"a":2}}]})");
}

TEST_F(TargetTest, TellsWhichRecordsOfAProduceFailed) {
  auto target = kafka({answer(200, R"({"offsets":[
      {"partition":null,"offset":null,"error_code":50003,"error":"leader moved"},
      {"partition":null,"offset":null,"error_code":40301,"error":"not allowed"}]})")});
  const auto outcomes = target->send(rows_);
  EXPECT_EQ(kinds(outcomes), "rt");
  EXPECT_EQ(outcomes[1].text, "40301: not allowed");
}

TEST_F(TargetTest, DoesNotRepeatWhatAnAnswerLeavesOpen) {
  EXPECT_EQ(kinds(kafka({answer(200, R"({"offsets":[{"partition":0,"offset":5}]})")})->send(rows_)),
            "at");
  EXPECT_EQ(kinds(kafka({answer(200, "<html>")})->send(rows_)), "tt");
  EXPECT_EQ(kinds(kinesis({answer(200, "{}")})->send(rows_)), "tt");
}

TEST_F(TargetTest, RepeatsAWholeRequestOnlyWhereThatMayHelp) {
  for (int status : {408, 429, 500, 502, 503}) {
    EXPECT_EQ(kinds(kafka({answer(status, "")})->send(rows_)), "rr") << status;
  }
  for (int status : {400, 401, 403, 404, 413, 415, 422}) {
    EXPECT_EQ(kinds(kafka({answer(status, "")})->send(rows_)), "tt") << status;
  }
  EXPECT_EQ(kinds(kafka({Status(Code::kUnavailable, "reset")})->send(rows_)), "rr");
  const auto refused = kafka({answer(404, R"({"error_code":40401,"message":"no topic"})")});
  EXPECT_EQ(refused->send(rows_)[0].text, "HTTP 404: no topic");
}

TEST_F(TargetTest, PutsOneRecordOrManyAsTheGatewayWantsThem) {
  auto target = kinesis({answer(200, R"({"ShardId":"s-0","SequenceNumber":"49"})"),
                         answer(200, R"({"FailedRecordCount":1,"Records":[
      {"SequenceNumber":"50","ShardId":"s-1"},
      {"ErrorCode":"ProvisionedThroughputExceededException","ErrorMessage":"slow"}]})")});
  EXPECT_EQ(target->send({&rows_[0], 1})[0].text, "s-0/49");
  EXPECT_EQ(kinds(target->send(rows_)), "ar");
  EXPECT_EQ(requests_[0],
            "PUT /test/streams/streaming-demo-pin/record Content-Type=application/json "
            R"({"StreamName":"streaming-demo-pin","Data":{"a":1},"PartitionKey":"7"})");
  EXPECT_EQ(
      requests_[1],
      "PUT /test/streams/streaming-demo-pin/records Content-Type=application/json "
      R"({"records":[{"data":{"a":1},"partition-key":"7"},{"data":{"a":2},"partition-key":"8"}]})");
}

TEST_F(TargetTest, SeesThatABusyStreamAnswers400) {
  EXPECT_EQ(kinds(kinesis({answer(400, R"({"__type":"ProvisionedThroughputExceededException"})")})
                      ->send(rows_)),
            "rr");
  EXPECT_EQ(kinds(kinesis({answer(400, R"({"__type":"ResourceNotFoundException"})")})->send(rows_)),
            "tt");
}

TEST_F(TargetTest, MakesAStreamOrFindsItThereAndWaitsUntilItTakesRecords) {
  auto create = [&](std::deque<Result<http::Response>> responses) {
    requests_.clear();
    ScriptedClient client(std::move(responses), &requests_);
    return create_stream(client, "/test", "s", 5, {}).code();
  };
  auto status = [](std::string_view text) {
    std::string body = R"({"StreamDescription":{"StreamStatus":")" + std::string(text) + "\"}}";
    return answer(200, body.c_str());
  };
  EXPECT_EQ(create({answer(200, ""), status("CREATING"), status("ACTIVE")}), Code::kOk);
  ASSERT_EQ(requests_.size(), 3u);
  EXPECT_EQ(requests_[0], R"(POST /test/streams/s Content-Type=application/json {"ShardCount":5})");
  EXPECT_TRUE(requests_[2].starts_with("GET /test/streams/s")) << requests_[2];
  EXPECT_EQ(create({answer(400, R"({"__type":"ResourceInUseException"})"), status("ACTIVE")}),
            Code::kOk);
  EXPECT_EQ(create({answer(400, R"({"__type":"ValidationException"})")}), Code::kInvalidArgument);
  EXPECT_EQ(create({answer(503, "")}), Code::kUnavailable);
}

TEST_F(TargetTest, PrintsALineForEachRow) {
  std::ostringstream out;
  std::mutex mutex;
  EXPECT_EQ(kinds(open_console_target(&out, &mutex)->send(rows_)), "aa");
  EXPECT_EQ(out.str(), "{\"a\":1}\n{\"a\":2}\n");
}

SendResult send(Target& target, const std::vector<PostedRow>& rows,
                std::chrono::milliseconds give_up_after, const std::stop_token& stop = {}) {
  using namespace std::chrono_literals;
  std::mt19937_64 random(1);
  return send_with_retries(target, rows, {1ms, 2ms, give_up_after, {}}, &random, stop);
}

TEST_F(TargetTest, SendsOnlyTheFailedRecordsAgain) {
  auto target = kafka({answer(503, ""),
                       answer(200, R"({"offsets":[{"partition":0,"offset":1},{"error_code":2}]})"),
                       answer(200, R"({"offsets":[{"partition":0,"offset":2}]})")});
  const SendResult sent = send(*target, rows_, std::chrono::hours(1));
  EXPECT_EQ(kinds(sent.outcomes), "aa");
  EXPECT_EQ(sent.outcomes[1].text, "0/2");
  EXPECT_EQ(sent.retried, 3u);
  ASSERT_EQ(requests_.size(), 3u);
  EXPECT_TRUE(requests_[2].ends_with(R"({"records":[{"value":{"a":2}}]})"));
}

TEST_F(TargetTest, TellsWhyItSendsAgain) {
  auto target = kafka({Status(Code::kUnavailable, "refused"), answer(503, ""),
                       answer(200, R"({"offsets":[{"partition":0,"offset":1},)"
                                   R"({"partition":0,"offset":2}]})")});
  std::vector<std::string> reasons;
  RetryLimits limits;
  limits.first = limits.most = std::chrono::milliseconds(1);
  limits.on_retry = [&](const std::string& reason) { reasons.push_back(reason); };
  std::mt19937_64 random(1);
  (void)send_with_retries(*target, rows_, limits, &random, {});
  ASSERT_EQ(reasons.size(), 2u);
  EXPECT_NE(reasons[0].find("refused"), std::string::npos) << reasons[0];
  EXPECT_NE(reasons[1].find("503"), std::string::npos) << reasons[1];
}

TEST_F(TargetTest, GivesUpWhenTheTimeIsOver) {
  auto target = kafka({Status(Code::kUnavailable, "refused")});
  const SendResult sent = send(*target, rows_, std::chrono::milliseconds(0));
  EXPECT_EQ(kinds(sent.outcomes), "rr");
  EXPECT_EQ(requests_.size(), 1u);
}

TEST_F(TargetTest, StopsRepeatingWhenAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  auto target = kafka({Status(Code::kUnavailable, "refused")});
  EXPECT_EQ(kinds(send(*target, rows_, std::chrono::hours(1), stop.get_token()).outcomes), "rr");
  EXPECT_EQ(requests_.size(), 1u);
  EXPECT_FALSE(sleep_for(std::chrono::hours(1), stop.get_token()));
}

}  // namespace
}  // namespace pinflow::post
