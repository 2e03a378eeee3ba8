// Producing and fetching, as one client sees them.
#include "gateway/kafka/call.h"

#include "gateway/kafka/kafka_fixture.h"

namespace pinflow::gateway::kafka {
namespace {

using std::literals::string_literals::operator""s;

class RecordsTest : public KafkaFixture {
 protected:
  RecordsTest() { make_topic("t"); }

  Answered list_offset(int64_t timestamp) {
    Asked asked(RequestKind::kListOffsets, 5);
    asked.body.set("replica_id", -1);
    Message& partition = asked.body.add("topics").set("name", "t").add("partitions");
    partition.set("index", 0).set("timestamp", timestamp);
    return ask(asked);
  }
};

TEST_F(RecordsTest, WhatIsProducedIsFetchedByteForByte) {
  std::string batch = batch_of({"a", "b"});
  Answered produced = ask(produce_request("t", batch));
  EXPECT_EQ(first(produced.body).number("error_code"), 0);
  EXPECT_EQ(first(produced.body).number("base_offset"), 0);
  Answered second = ask(produce_request("t", batch_of({"c"})));
  EXPECT_EQ(first(second.body).number("base_offset"), 2);
  Answered fetched = ask(fetch_request("t", 0));
  const Message& partition = first(fetched.body);
  EXPECT_EQ(partition.number("high_watermark"), 3);
  EXPECT_TRUE(partition.text("records").starts_with(batch));
}

TEST_F(RecordsTest, WhatIsProducedIsReadThroughOtherDoorsAndTheOtherWayRound) {
  ask(produce_request("t", batch_of({"a"})));
  auto read = log_->read({"t", model::Partition{0}}, model::Offset{0}, {});
  EXPECT_EQ(read->at(0).record.value, "a");
  model::Record record;
  record.value = "from REST";
  ASSERT_TRUE(log_->append_and_wait("t", model::Partition{0}, {record}).ok());
  Answered fetched = ask(fetch_request("t", 1));
  EXPECT_NE(first(fetched.body).text("records").find("from REST"), std::string_view::npos);
}

TEST_F(RecordsTest, AProducerThatWantsNoAnswerGetsNone) {
  EXPECT_FALSE(ask(produce_request("t", batch_of({"a"}), 0)).bytes);
  EXPECT_EQ(model::to_int64(log_->offsets({"t", model::Partition{0}})->end), 1);
}

TEST_F(RecordsTest, WhatCannotBeStoredIsNamedAsKafkaDoes) {
  auto error_of = [&](const Asked& asked) { return first(ask(asked).body).number("error_code"); };
  EXPECT_EQ(error_of(produce_request("t", batch_of({"a"}), 2)), 21);
  EXPECT_EQ(error_of(produce_request("nowhere", batch_of({"a"}))), 3);
  EXPECT_EQ(error_of(produce_request("t", "")), 87);
  EXPECT_EQ(error_of(produce_request("t", batch_of({"a"}) + batch_of({"b"}))), 87);
  std::string old = batch_of({"a"});
  old[16] = 1;
  EXPECT_EQ(error_of(produce_request("t", old)), 43);
  std::string damaged = batch_of({"a"});
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_EQ(error_of(produce_request("t", damaged)), 2);
  Asked transactional = produce_request("t", batch_of({"a"}));
  transactional.body.set("transactional_id", "x");
  EXPECT_EQ(error_of(transactional), 53);
}

TEST_F(RecordsTest, AFetchOutsideOfThePartitionIsToldSo) {
  EXPECT_EQ(first(ask(fetch_request("t", 1)).body).number("error_code"), 1);
  EXPECT_EQ(first(ask(fetch_request("nowhere", 0)).body).number("error_code"), 3);
}

TEST_F(RecordsTest, AFetchAtTheEndWaitsForRecords) {
  Asked asked = fetch_request("t", 0);
  asked.body.set("max_wait_ms", 60'000);
  auto task = session_->answer(packet_of(asked));
  http::WaitQueue queue;
  task.start();
  EXPECT_FALSE(task.ended());
  model::Record record;
  record.value = "late";
  ASSERT_TRUE(log_->append_and_wait("t", model::Partition{0}, {record}).ok());
  while (!task.ended()) queue.run_some();
  Answered fetched = read(asked, task.result());
  EXPECT_NE(first(fetched.body).text("records").find("late"), std::string_view::npos);
}

// All on one thread, as the clients of a server's thread are.
TEST_F(RecordsTest, FetchesThatWaitKeepNobodyElseWaiting) {
  Asked asked = fetch_request("t", 0);
  asked.body.set("max_wait_ms", 60'000);
  http::WaitQueue queue;
  std::vector<std::unique_ptr<http::PacketSession>> sessions;
  std::vector<http::Task<http::PacketAnswer>> waiting;
  for (int i = 0; i < 100; ++i) {
    sessions.push_back(door_->open_session({"10.0.0.8", "127.0.0.1", 9092}));
    waiting.push_back(sessions.back()->answer(packet_of(asked)));
    waiting.back().start();
  }
  EXPECT_EQ(first(ask(fetch_request("t", 0)).body).number("high_watermark"), 0);
  for (const auto& task : waiting) EXPECT_FALSE(task.ended());
  EXPECT_EQ(first(ask(produce_request("t", batch_of({"a"}))).body).number("error_code"), 0);
  for (auto& task : waiting) {
    while (!task.ended()) queue.run_some();
    EXPECT_EQ(first(read(asked, task.result()).body).number("high_watermark"), 1);
  }
}

TEST_F(RecordsTest, AFetchThatWaitsEndsWithTheDoor) {
  Asked asked = fetch_request("t", 0);
  asked.body.set("max_wait_ms", 60'000);
  auto task = session_->answer(packet_of(asked));
  http::WaitQueue queue;
  task.start();
  door_->close();
  while (!task.ended()) queue.run_some();
  EXPECT_EQ(first(read(asked, task.result()).body).text("records"), "");
}

TEST_F(RecordsTest, AnAnswerHoldsAtLeastOneBatchAndThenNoMoreThanItMay) {
  std::string batch = batch_of({std::string(1000, 'x')});
  ask(produce_request("t", batch));
  ask(produce_request("t", batch));
  Asked asked = fetch_request("t", 0);
  asked.body.set("max_bytes", 1);
  EXPECT_EQ(first(ask(asked).body).text("records").size(), batch.size());
  make_topic("u");
  ask(produce_request("u", batch));
  Message& other = asked.body.add("topics").set("name", "u").add("partitions");
  other.set("index", 0).set("max_bytes", 1 << 20);
  Answered both = ask(asked);
  EXPECT_EQ(both.body.list("topics").at(1).list("partitions").at(0).text("records"), "");
}

TEST_F(RecordsTest, ThereAreNoFetchSessions) {
  Asked asked = fetch_request("t", 0);
  asked.body.set("session_id", 7);
  EXPECT_EQ(ask(asked).body.number("error_code"), 70);
  asked.body.set("session_id", 0);
  EXPECT_EQ(ask(asked).body.number("session_id"), 0);
}

TEST_F(RecordsTest, OffsetsAreFoundByPlaceAndTime) {
  ask(produce_request("t", batch_of({"a", "b", "c"}, 1000)));
  EXPECT_EQ(first(list_offset(-2).body).number("offset"), 0);
  EXPECT_EQ(first(list_offset(-1).body).number("offset"), 3);
  Answered found = list_offset(1001);
  EXPECT_EQ(first(found.body).number("offset"), 1);
  EXPECT_EQ(first(found.body).number("timestamp"), 1001);
  EXPECT_EQ(first(list_offset(5000).body).number("offset"), -1);
  EXPECT_EQ(first(list_offset(-9).body).number("error_code"), 42);
}

TEST_F(RecordsTest, EachProducerGetsAnIdOfItsOwn) {
  Asked asked(RequestKind::kInitProducerId, 1);
  const int64_t one = ask(asked).body.number("producer_id");
  EXPECT_GE(one, 0);
  EXPECT_NE(ask(asked).body.number("producer_id"), one);
  asked.body.set("transactional_id", "x");
  EXPECT_EQ(ask(asked).body.number("error_code"), 53);
}

}  // namespace
}  // namespace pinflow::gateway::kafka
