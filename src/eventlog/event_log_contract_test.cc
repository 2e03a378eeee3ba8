// What every EventLog promises. A new stand-in is done when its line is in kStandIns and this
// file passes.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "eventlog/event_log.h"
#include "eventlog/kafka/test_broker.h"
#include "eventlog/local/local_event_log.h"
#include "eventlog/local/test_log.h"

namespace pinflow::eventlog {
namespace {

struct StandIn {
  const char* name;
  Result<std::unique_ptr<EventLog>> (*open)(const std::filesystem::path&, const Clock*);
  bool needs_broker = false;
};

// The Kafka of all tests keeps what they write; each one begins with an empty one.
Result<std::unique_ptr<EventLog>> open_kafka(const std::filesystem::path&, const Clock* clock) {
  KafkaEventLogOptions options = TestBroker::shared()->options();
  options.clock = clock;
  return open_kafka_event_log(options);
}

constexpr StandIn kStandIns[] = {
    {"local", [](const std::filesystem::path& folder,
                 const Clock* clock) { return open_local_event_log(folder, {.clock = clock}); }},
    {"kafka", open_kafka, true}};

class EventLogContract : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    if (GetParam().needs_broker) {
      if (!TestBroker::shared()) GTEST_SKIP() << "no Kafka: ./dev setup --tests fetches it";
      ASSERT_NO_FATAL_FAILURE(TestBroker::shared()->clear());
    }
    reopen();
    EXPECT_TRUE(log_->create_topic("orders", {.partition_count = 3}).ok());
  }

  void reopen() {
    log_.reset();
    auto log = GetParam().open(folder_, &clock_);
    ASSERT_TRUE(log.ok()) << log.status().message();
    log_ = std::move(*log);
  }

  std::string append(const std::vector<std::string>& values, int32_t partition = 0) {
    return shown(log_->append_and_wait("orders", Partition{partition}, records_of(values)));
  }

  Code append_code(std::string_view topic, int32_t partition, std::vector<Record> records) {
    return log_->append_and_wait(topic, Partition{partition}, std::move(records)).status().code();
  }

  Result<std::vector<StoredRecord>> read(int64_t begin, ReadLimits limits = {},
                                         int32_t partition = 0) {
    return log_->read({"orders", Partition{partition}}, Offset{begin}, limits);
  }

  ManualClock clock_{at(1'000'000)};
  const std::filesystem::path folder_ = fresh_folder();
  std::unique_ptr<EventLog> log_;
};

TEST_P(EventLogContract, ReadsBackInOrder) {
  EXPECT_EQ(append({"a", "b"}), "0");
  EXPECT_EQ(append({"c"}), "2");
  EXPECT_EQ(joined(read(0)), "a|b|c");
  EXPECT_EQ(joined(read(1, {.count_max = 1})), "b");
  EXPECT_EQ(joined(read(0, {.bytes_max = 2})), "a|b");
  EXPECT_EQ(joined(read(2, {.bytes_max = 0})), "c");      // One comes, however large.
  EXPECT_EQ(joined(read(3)), "");                         // The end is not an error,
  EXPECT_EQ(read(4).status().code(), Code::kOutOfRange);  // one past it is.
  EXPECT_EQ(read(-1).status().code(), Code::kOutOfRange);
}

TEST_P(EventLogContract, KeepsEveryPartOfARecord) {
  Record record{"key", std::nullopt, at(77), {{"trace", "1"}, {"empty", std::nullopt}}};
  EXPECT_EQ(append_code("orders", 1, {record, Record{}}), Code::kOk);
  reopen();
  auto records = read(0, {}, 1);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 2u);
  const Record& stored = records->front().record;
  EXPECT_EQ(stored.key, "key");
  EXPECT_EQ(stored.value, std::nullopt);
  EXPECT_EQ(stored.timestamp, at(77));
  ASSERT_EQ(stored.headers.size(), 2u);
  EXPECT_EQ(stored.headers[0].name, "trace");
  EXPECT_EQ(stored.headers[0].value, "1");
  EXPECT_EQ(stored.headers[1].value, std::nullopt);
  EXPECT_EQ((*records)[1].record.timestamp, clock_.now());  // None was given.
}

TEST_P(EventLogContract, KeepsPartitionsApart) {
  EXPECT_EQ(append({"a"}, 0), "0");
  EXPECT_EQ(append({"b"}, 2), "0");
  EXPECT_EQ(joined(read(0, {}, 0)), "a");
  EXPECT_EQ(joined(read(0, {}, 1)), "");
  EXPECT_EQ(joined(read(0, {}, 2)), "b");
}

TEST_P(EventLogContract, StoresNothingOfARefusedAppend) {
  std::string too_big(kRecordBytesMax + 1, 'x');
  EXPECT_EQ(append_code("orders", 0, records_of({"fits", too_big})), Code::kInvalidArgument);
  EXPECT_EQ(append_code("orders", 0, {}), Code::kInvalidArgument);
  EXPECT_EQ(append_code("orders", 3, records_of({"a"})), Code::kNotFound);
  EXPECT_EQ(append_code("orders", -1, records_of({"a"})), Code::kNotFound);
  EXPECT_EQ(append_code("nothing", 0, records_of({"a"})), Code::kNotFound);
  EXPECT_EQ(joined(read(0)), "");
  EXPECT_EQ(append({std::string(kRecordBytesMax, 'x')}), "0");
}

TEST_P(EventLogContract, SurvivesRestart) {
  EXPECT_EQ(append({"a", ""}), "0");
  Topic before = *log_->topic("orders");
  reopen();
  EXPECT_EQ(append({"c"}), "2");
  EXPECT_EQ(joined(read(0)), "a||c");
  EXPECT_EQ(log_->topic("orders")->id, before.id);
  EXPECT_EQ(log_->topic("orders")->config.partition_count, 3);
  bool knows_creation = log_->abilities().knows_creation;
  EXPECT_EQ(log_->topic("orders")->created_at, knows_creation ? at(1'000'000) : at(0));
}

TEST_P(EventLogContract, ListsTopicsByNameAndTakesOnlyGoodOnes) {
  EXPECT_TRUE(log_->create_topic("b", {}).ok());
  EXPECT_TRUE(log_->create_topic("a.b-c_D", {}).ok());
  std::string names;
  for (const Topic& topic : log_->topics()) names += topic.name + " ";
  EXPECT_EQ(names, "a.b-c_D b orders ");
  EXPECT_EQ(log_->create_topic("b", {}).status().code(), Code::kAlreadyExists);
  for (const char* name : {"", ".", "..", "a/b", "a b", "\xc3\xa4"}) {
    EXPECT_EQ(log_->create_topic(name, {}).status().code(), Code::kInvalidArgument) << name;
  }
  for (int32_t count : {0, -1, kPartitionCountMax + 1}) {
    EXPECT_EQ(log_->create_topic("c", {.partition_count = count}).status().code(),
              Code::kInvalidArgument);
  }
}

TEST_P(EventLogContract, MakesATopicAnewWithAnotherIdAndNothingOfTheOldOne) {
  EXPECT_EQ(append({"a"}), "0");
  EXPECT_TRUE(log_->commit_positions("g", {{{"orders", Partition{0}}, Offset{1}}}).ok());
  std::string old_id = log_->topic("orders")->id;
  EXPECT_TRUE(log_->delete_topic("orders").ok());
  EXPECT_EQ(log_->delete_topic("orders").code(), Code::kNotFound);
  EXPECT_EQ(read(0).status().code(), Code::kNotFound);
  EXPECT_EQ(log_->topic("orders").status().code(), Code::kNotFound);
  reopen();
  EXPECT_TRUE(log_->topics().empty());
  EXPECT_TRUE(log_->create_topic("orders", {}).ok());
  EXPECT_NE(log_->topic("orders")->id, old_id);
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->end, Offset{0});
  EXPECT_TRUE(log_->positions("g")->empty());
}

TEST_P(EventLogContract, ChangesATopicForWhomeverSawItLast) {
  EXPECT_EQ(append({"a"}, 2), "0");
  Topic before = *log_->topic("orders");
  TopicConfig config = before.config;
  config.partition_count = 4;
  config.retention_time = std::chrono::hours(3);
  config.record_bytes_max = 2000;
  auto changed = log_->change_topic("orders", before.revision, config);
  ASSERT_TRUE(changed.ok()) << changed.status().message();
  EXPECT_EQ(append({"b"}, 3), "0");
  EXPECT_EQ(append_code("orders", 3, records_of({std::string(2001, 'x')})), Code::kInvalidArgument);
  EXPECT_EQ(log_->change_topic("orders", before.revision, config).status().code(),
            Code::kAlreadyExists);
  EXPECT_EQ(log_->change_topic("orders", changed->revision, before.config).status().code(),
            Code::kInvalidArgument);
  EXPECT_EQ(log_->change_topic("nothing", 0, config).status().code(), Code::kNotFound);
  reopen();
  EXPECT_EQ(joined(read(0, {}, 2)), "a");
  EXPECT_EQ(joined(read(0, {}, 3)), "b");
  EXPECT_EQ(log_->topic("orders")->config.retention_time, std::chrono::hours(3));
  EXPECT_EQ(log_->topic("orders")->config.record_bytes_max, 2000u);
}

TEST_P(EventLogContract, ClosesPartitionsOrSaysThatItCannot) {
  EXPECT_EQ(append({"a"}, 2), "0");
  Topic before = *log_->topic("orders");
  TopicConfig config = before.config;
  config.closed = {Partition{2}};
  config.metadata = "{\"open\":3}";
  auto changed = log_->change_topic("orders", before.revision, config);
  if (!log_->abilities().keeps_shards) {
    EXPECT_EQ(changed.status().code(), Code::kInvalidArgument);
    EXPECT_EQ(log_->create_topic("shards", config).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(append({"b"}, 2), "1");
    return;
  }
  ASSERT_TRUE(changed.ok()) << changed.status().message();
  EXPECT_EQ(append_code("orders", 2, records_of({"late"})), Code::kOutOfRange);
  reopen();
  EXPECT_EQ(joined(read(0, {}, 2)), "a");
  EXPECT_EQ(append_code("orders", 2, records_of({"late"})), Code::kOutOfRange);
  EXPECT_EQ(log_->topic("orders")->config.metadata, config.metadata);
  EXPECT_EQ(log_->topic("orders")->revision, changed->revision);
  EXPECT_EQ(log_->change_topic("orders", changed->revision, before.config).status().code(),
            Code::kInvalidArgument);
}

TEST_P(EventLogContract, StoresAllOrTellsWhileAPartitionIsClosed) {
  if (!log_->abilities().keeps_shards) return;  // As ClosesPartitionsOrSaysThatItCannot has it.
  std::atomic<int64_t> stored = 0;
  std::thread writer([&] {
    while (log_->append_and_wait("orders", Partition{0}, records_of({"x"})).ok()) ++stored;
  });
  while (stored < 20) std::this_thread::yield();
  Topic before = *log_->topic("orders");
  before.config.closed = {Partition{0}};
  ASSERT_TRUE(log_->change_topic("orders", before.revision, before.config).ok());
  Offset end = log_->offsets({"orders", Partition{0}})->end;
  writer.join();
  EXPECT_EQ(to_int64(end), stored);
  EXPECT_EQ(log_->offsets({"orders", Partition{0}})->end, end);
}

TEST_P(EventLogContract, FindsOffsetsByTime) {
  for (int64_t time : {100, 300, 200}) {
    EXPECT_EQ(append_code("orders", 0, records_of({"x"}, at(time))), Code::kOk);
  }
  const TopicPartition of{"orders", Partition{0}};
  EXPECT_EQ(shown(log_->offset_at(of, at(0))), "0");
  EXPECT_EQ(shown(log_->offset_at(of, at(101))), "1");
  EXPECT_EQ(shown(log_->offset_at(of, at(300))), "1");
  EXPECT_EQ(shown(log_->offset_at(of, at(301))), "3");
  EXPECT_EQ(log_->offset_at({"nothing", Partition{0}}, at(0)).status().code(), Code::kNotFound);
}

TEST_P(EventLogContract, RemembersHowFarEachGroupHasRead) {
  EXPECT_TRUE(log_->positions("g")->empty());
  EXPECT_TRUE(log_->commit_positions("g", {{{"orders", Partition{0}}, Offset{5}}}).ok());
  EXPECT_TRUE(log_->commit_positions("g", {{{"orders", Partition{1}}, Offset{6}}}).ok());
  EXPECT_TRUE(log_->commit_positions("other/..", {{{"orders", Partition{0}}, Offset{7}}}).ok());
  EXPECT_EQ(log_->commit_positions("g", {{{"gone", Partition{0}}, Offset{7}}}).code(),
            Code::kNotFound);
  reopen();
  EXPECT_EQ(log_->groups(), (std::vector<std::string>{"g", "other/.."}));
  EXPECT_EQ(*log_->positions("g"), (Positions{{{"orders", Partition{0}}, Offset{5}},
                                              {{"orders", Partition{1}}, Offset{6}}}));
  EXPECT_EQ(*log_->positions("other/.."), (Positions{{{"orders", Partition{0}}, Offset{7}}}));
}

TEST_P(EventLogContract, LetsOldRecordsGo) {
  EXPECT_TRUE(log_->create_topic("short", {.retention_time = std::chrono::hours(1)}).ok());
  EXPECT_EQ(append_code("short", 0, {Record{}, Record{}}), Code::kOk);
  EXPECT_EQ(*log_->apply_retention(), 0);
  if (!log_->abilities().applies_retention) return;  // Its own clock is not ours to advance.
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(*log_->apply_retention(), 2);
  for (int round = 0; round < 2; ++round) {
    auto range = log_->offsets({"short", Partition{0}});
    EXPECT_EQ(range->begin, Offset{2});
    EXPECT_EQ(range->end, Offset{2});
    EXPECT_EQ(log_->read({"short", Partition{0}}, Offset{1}, {}).status().code(),
              Code::kOutOfRange);
    reopen();
  }
}

TEST_P(EventLogContract, TellsThatSomethingChanged) {
  auto grows = [this](const std::function<void()>& change) {
    uint64_t seen = log_->change_count();
    std::thread waiting([&] { log_->wait_for_change(seen, std::chrono::hours(1)); });
    change();
    waiting.join();
    return log_->change_count() > seen;
  };
  EXPECT_TRUE(grows([this] { append({"a"}); }));
  EXPECT_TRUE(grows([this] { EXPECT_TRUE(log_->create_topic("new", {}).ok()); }));
  EXPECT_TRUE(grows([this] { EXPECT_TRUE(log_->delete_topic("new").ok()); }));
}

TEST_P(EventLogContract, GivesEveryOneOfManyWritersItsOwnOffsets) {
  // Each read of these is at another place, which Kafka takes its time for.
  const int writer_count = 8, append_count = GetParam().needs_broker ? 8 : 100;
  std::vector<std::vector<int64_t>> offsets(writer_count);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < writer_count; ++writer) {
    writers.emplace_back([&, writer] {
      for (int index = 0; index < append_count; ++index) {
        std::string value = std::to_string(writer) + "." + std::to_string(index);
        auto first = log_->append_and_wait("orders", Partition{0}, records_of({value, value}));
        if (first.ok()) offsets[static_cast<size_t>(writer)].push_back(to_int64(*first));
        // What is acknowledged can be read at once.
        EXPECT_EQ(joined(log_->read({"orders", Partition{0}}, *first, {.count_max = 2})),
                  value + "|" + value);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  std::vector<int64_t> all;
  for (const auto& of_writer : offsets) {
    EXPECT_TRUE(std::is_sorted(of_writer.begin(), of_writer.end()));
    all.insert(all.end(), of_writer.begin(), of_writer.end());
  }
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), static_cast<size_t>(writer_count * append_count));
  for (size_t index = 0; index < all.size(); ++index) {
    EXPECT_EQ(all[index], 2 * static_cast<int64_t>(index));
  }
}

INSTANTIATE_TEST_SUITE_P(StandIns, EventLogContract, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return stand_in.param.name; });

}  // namespace
}  // namespace pinflow::eventlog
