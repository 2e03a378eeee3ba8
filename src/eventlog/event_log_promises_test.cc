// That the promises notice a log that breaks them: each fault makes those fail that name it.
#include "eventlog/event_log_promises.h"

#include <gtest/gtest.h>

#include <set>

#include "eventlog/local/local_event_log.h"
#include "eventlog/local/test_log.h"
#include "eventlog/promised_log.h"
#include "eventlog/record_promises.h"
#include "eventlog/topic_promises.h"

namespace pinflow::eventlog {
namespace {

enum class Fault {
  kNone,
  kLosesHeaders,
  kForgetsGroups,
  kTakesRefused,
  kStaysSilent,
  kKeepsGroups
};

// The embedded log, but for one fault.
class FaultyLog final : public EventLog {
 public:
  FaultyLog(std::unique_ptr<EventLog> log, Fault fault) : log_(std::move(log)), fault_(fault) {}

  Result<Topic> create_topic(std::string_view name, const TopicConfig& config) override {
    return log_->create_topic(name, config);
  }
  Result<Topic> change_topic(std::string_view name, int64_t seen,
                             const TopicConfig& config) override {
    return log_->change_topic(name, seen, config);
  }
  Status delete_topic(std::string_view name) override { return log_->delete_topic(name); }
  Result<Topic> topic(std::string_view name) const override { return log_->topic(name); }
  std::vector<Topic> topics() const override { return log_->topics(); }
  void append(std::string_view topic, Partition partition, std::vector<Record> records,
              AppendDone done) override {
    for (Record& record : records) {
      if (fault_ == Fault::kLosesHeaders) record.headers.clear();
    }
    if (fault_ == Fault::kTakesRefused && records.size() > 1) {
      (void)log_->append_and_wait(topic, partition, {records[0]});
      records.erase(records.begin());
    }
    log_->append(topic, partition, std::move(records), std::move(done));
  }
  Result<std::vector<StoredRecord>> read(const TopicPartition& from, Offset begin,
                                         const ReadLimits& limits) const override {
    return log_->read(from, begin, limits);
  }
  Result<OffsetRange> offsets(const TopicPartition& of) const override { return log_->offsets(of); }
  Result<Offset> offset_at(const TopicPartition& of, UnixMillis time) const override {
    return log_->offset_at(of, time);
  }
  uint64_t change_count() const override {
    return fault_ == Fault::kStaysSilent ? 0 : log_->change_count();
  }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const override {
    if (fault_ != Fault::kStaysSilent) log_->wait_for_change(seen, timeout);
  }
  Status commit_positions(std::string_view group, const Positions& positions) override {
    if (fault_ == Fault::kForgetsGroups) return Status();
    return log_->commit_positions(group, positions);
  }
  Result<Positions> positions(std::string_view group) const override {
    return log_->positions(group);
  }
  std::vector<std::string> groups() const override { return log_->groups(); }
  Status delete_group(std::string_view group) override {
    return fault_ == Fault::kKeepsGroups ? Status() : log_->delete_group(group);
  }
  Result<int64_t> apply_retention() override { return log_->apply_retention(); }

 private:
  const std::unique_ptr<EventLog> log_;
  const Fault fault_;
};

// The promises that such a log does not keep, each tried in a folder of its own.
std::set<std::string> broken_by(Fault fault, std::span<const Promise<EventLogPlace>> promises) {
  const std::filesystem::path folder = fresh_folder();
  std::set<std::string> broken;
  for (const Promise<EventLogPlace>& promise : promises) {
    std::filesystem::remove_all(folder);
    const Outcome outcome = promise.keep({[&]() -> Result<std::unique_ptr<EventLog>> {
                                            TRY_ASSIGN(auto log, open_local_event_log(folder));
                                            return std::unique_ptr<EventLog>(
                                                std::make_unique<FaultyLog>(std::move(log), fault));
                                          },
                                          "of-test-"});
    if (outcome.state() != Outcome::State::kKept) broken.emplace(promise.sentence);
  }
  return broken;
}

TEST(EventLogPromises, AreKeptByALogWithoutFault) {
  EXPECT_EQ(broken_by(Fault::kNone, event_log_promises()), std::set<std::string>());
}

TEST(EventLogPromises, AreThoseOfRecordsAndThoseOfTopics) {
  EXPECT_EQ(event_log_promises().size(), record_promises().size() + topic_promises().size());
}

TEST(EventLogPromises, NoticeLostHeaders) {
  EXPECT_EQ(broken_by(Fault::kLosesHeaders, record_promises()),
            (std::set<std::string>{"key, value, time and headers of a record are kept"}));
}

TEST(EventLogPromises, NoticeARefusedAppendThatIsStoredInPart) {
  EXPECT_TRUE(broken_by(Fault::kTakesRefused, record_promises())
                  .contains("a refused append stores nothing"));
}

TEST(EventLogPromises, NoticeASilentLog) {
  EXPECT_EQ(
      broken_by(Fault::kStaysSilent, record_promises()),
      (std::set<std::string>{"whoever waits is told of appends and of topics that come and go"}));
}

TEST(EventLogPromises, NoticeForgottenAndUnforgottenGroups) {
  const std::string kept = "how far a group has read is kept",
                    gone = "a group that is deleted is forgotten, and others stay";
  EXPECT_EQ(broken_by(Fault::kForgetsGroups, topic_promises()),
            (std::set<std::string>{kept, gone}));
  EXPECT_EQ(broken_by(Fault::kKeepsGroups, topic_promises()), (std::set<std::string>{gone}));
}

TEST(PromisedLog, SaysWhatItReadAndWhatItExpected) {
  const std::filesystem::path folder = fresh_folder();
  const EventLogPlace place{[&] { return open_local_event_log(folder); }, "p-"};
  auto log = PromisedLog::open(place);
  ASSERT_TRUE(log.ok()) << log.status().message();
  EXPECT_EQ(log->topic(), "p-orders");
  EXPECT_TRUE(log->expect_appended({"a", "b"}, 0, 1).ok());
  EXPECT_EQ(log->expect_read(0, "a|c", {}, 1).message(),
            "a read of partition 1 from offset 0: expected 'a|c', got 'a|b'");
  EXPECT_EQ(log->expect_appended({"c"}, 7, 1).code(), Code::kCorruption);
}

}  // namespace
}  // namespace pinflow::eventlog
