// What the tests of the actions share: a Kinesis door on a log in memory, asked in JSON.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/base64.h"
#include "gateway/kinesis/door.h"
#include "gateway/test_event_log.h"
#include "http/wait.h"
#include "json/document.h"

namespace pinflow::gateway::kinesis {

class KinesisTest : public testing::Test {
 protected:
  static KinesisOptions options(const Clock& clock) {
    KinesisOptions options;
    options.state_delay = std::chrono::milliseconds(0);
    options.clock = &clock;
    return options;
  }

  // "200 {...}", or "400 {...}".
  std::string ask(std::string_view operation, std::string body) {
    auto response = http::wait(door_.invoke(operation, std::move(body), "127.0.0.1"));
    return std::to_string(response.status) + " " + response.body;
  }
  // "ResourceNotFoundException: Stream …" of an answer that is an error.
  std::string fault(std::string_view operation, std::string body) {
    std::string answer = ask(operation, std::move(body));
    return text_in(answer, "__type") + ": " + text_in(answer, "message");
  }
  static std::string text_in(const std::string& answer, std::string_view member) {
    json::Parser parser;
    auto parsed = parser.parse(std::string_view(answer).substr(4));
    if (!parsed.ok()) return "";
    auto found = (*parsed)[member];
    return std::string(found ? found->as_string().value_or("") : "");
  }

  void make_stream(int shard_count = 1) {
    EXPECT_EQ(ask("CreateStream",
                  R"({"StreamName":"orders","ShardCount":)" + std::to_string(shard_count) + "}"),
              "200 ");
  }
  // Puts "data" by its hash key; the sequence number.
  std::string put(std::string_view data, std::string_view hash_key = "0") {
    return text_in(ask("PutRecord", R"({"StreamName":"orders","PartitionKey":"k","Data":")" +
                                        base64_encode(data) + R"(","ExplicitHashKey":")" +
                                        std::string(hash_key) + R"("})"),
                   "SequenceNumber");
  }
  std::string iterator(std::string_view type, std::string_view more = "", int shard = 0) {
    return text_in(
        ask("GetShardIterator", R"({"StreamName":"orders","ShardId":")" + std::to_string(shard) +
                                    R"(","ShardIteratorType":")" + std::string(type) + "\"" +
                                    std::string(more) + "}"),
        "ShardIterator");
  }
  // The data of the records there, joined: "a|b". `next` gets the iterator that follows.
  std::string read(const std::string& from, std::string* next = nullptr, int limit = 100) {
    std::string answer = ask("GetRecords", R"({"ShardIterator":")" + from + R"(","Limit":)" +
                                               std::to_string(limit) + "}");
    if (next) *next = text_in(answer, "NextShardIterator");
    json::Parser parser;
    auto parsed = parser.parse(std::string_view(answer).substr(4));
    if (!parsed.ok() || !(*parsed)["Records"]) return answer;
    std::string all;
    (*parsed)["Records"]->each_element([&](json::Element record) {
      all += (all.empty() ? "" : "|") + *base64_decode(*record["Data"]->as_string());
      return true;
    });
    return all;
  }

  ManualClock clock_{UnixMillis(std::chrono::milliseconds(1'700'000'000'000))};
  MemoryEventLog log_;
  KinesisDoor door_{log_, options(clock_)};
};

}  // namespace pinflow::gateway::kinesis
