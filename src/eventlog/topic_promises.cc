#include "eventlog/topic_promises.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "eventlog/promised_log.h"

namespace pinflow::eventlog {
namespace {

Status expect_own_names(std::string_view what, const std::vector<std::string>& names,
                        const std::string& prefix, std::string_view expected) {
  std::string own;
  for (const std::string& name : names) {
    if (name.starts_with(prefix)) own += name.substr(prefix.size()) + " ";
  }
  return expect_equal(what, own, expected);
}

Status expect_topics(const PromisedLog& log, const EventLogPlace& place, std::string_view names) {
  std::vector<std::string> found;
  for (const Topic& topic : log->topics()) found.push_back(topic.name);
  return expect_own_names("the topics", found, place.prefix, names);
}

Status expect_positions(const PromisedLog& log, const std::string& group, const Positions& wanted) {
  TRY_ASSIGN(const Positions found, log->positions(group));
  return expect(found == wanted, "the positions of a group are those that it committed");
}

Outcome takes_good_names_only(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log->create_topic(log.name("b"), {}).status());
  TRY(log->create_topic(log.name("a.b-c_D"), {}).status());
  TRY(expect_topics(log, place, "a.b-c_D b orders "));
  TRY(expect_code("a topic that is there, made again",
                  log->create_topic(log.name("b"), {}).status(), Code::kAlreadyExists));
  for (const char* name : {"", ".", "..", "a/b", "a b", "\xc3\xa4"}) {
    TRY(expect_code("a topic of the name '" + std::string(name) + "'",
                    log->create_topic(name, {}).status(), Code::kInvalidArgument));
  }
  for (int32_t count : {0, -1, kPartitionCountMax + 1}) {
    TRY(expect_code("a topic of " + std::to_string(count) + " partitions",
                    log->create_topic(log.name("c"), {.partition_count = count}).status(),
                    Code::kInvalidArgument));
  }
  return Status();
}

Outcome makes_topics_anew(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  const std::string group = log.name("g");
  TRY(log.expect_appended({"a"}, 0));
  TRY(log->commit_positions(group, {{log.partition(), Offset{1}}}));
  TRY_ASSIGN(const Topic before, log->topic(log.topic()));
  TRY(log->delete_topic(log.topic()));
  TRY(expect_code("a topic that is gone, deleted again", log->delete_topic(log.topic()),
                  Code::kNotFound));
  TRY(expect_code("a read of a topic that is gone",
                  log->read(log.partition(), Offset{0}, {}).status(), Code::kNotFound));
  TRY(expect_code("a topic that is gone", log->topic(log.topic()).status(), Code::kNotFound));
  TRY(log.reopen());
  TRY(expect_topics(log, place, ""));
  TRY(log->create_topic(log.topic(), {}).status());
  TRY_ASSIGN(const Topic after, log->topic(log.topic()));
  TRY(expect(after.id != before.id, "a topic made anew has another id"));
  TRY_ASSIGN(const OffsetRange range, log->offsets(log.partition()));
  TRY(expect(range.end == Offset{0}, "a topic made anew is empty"));
  return expect_positions(log, group, {});
}

Outcome changes_for_whoever_saw_it_last(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log.expect_appended({"a"}, 0, 2));
  TRY_ASSIGN(const Topic before, log->topic(log.topic()));
  const bool adds_partitions = log->abilities().adds_partitions;
  TopicConfig config = before.config;
  config.partition_count = adds_partitions ? 4 : 3;
  const int32_t last = config.partition_count - 1;
  config.retention_time = std::chrono::hours(3);
  config.record_bytes_max = 2000;
  TopicConfig fewer = before.config;
  fewer.partition_count = 2;
  TRY_ASSIGN(const Topic changed, log->change_topic(log.topic(), before.revision, config));
  TRY(log.expect_appended({"b"}, adds_partitions ? 0 : 1, last));
  TRY(log.expect_refused("over the topic's own limit", log.topic(), last,
                         records_with({std::string(2001, 'x')}), Code::kInvalidArgument));
  TRY(expect_code("the second of two changes",
                  log->change_topic(log.topic(), before.revision, config).status(),
                  Code::kAlreadyExists));
  TRY(expect_code("a change to fewer partitions",
                  log->change_topic(log.topic(), changed.revision, fewer).status(),
                  Code::kInvalidArgument));
  TRY(expect_code("a change of a missing topic",
                  log->change_topic(log.name("nothing"), 0, config).status(), Code::kNotFound));
  TRY(log.reopen());
  TRY(log.expect_read(0, adds_partitions ? "a" : "a|b", {}, 2));
  TRY(log.expect_read(adds_partitions ? 0 : 1, "b", {}, last));
  TRY_ASSIGN(const Topic after, log->topic(log.topic()));
  return expect(
      after.config.retention_time == std::chrono::hours(3) && after.config.record_bytes_max == 2000,
      "retention and limit of a topic are kept");
}

Outcome says_that_it_keeps_no_shards(const PromisedLog& log, const Topic& before,
                                     const TopicConfig& config) {
  TRY(expect_code("a change that closes a partition",
                  log->change_topic(log.topic(), before.revision, config).status(),
                  Code::kInvalidArgument));
  TRY(expect_code("a topic with a closed partition",
                  log->create_topic(log.name("shards"), config).status(), Code::kInvalidArgument));
  TRY(log.expect_appended({"b"}, 1, 2));
  return Outcome::does_not_apply("it keeps no shards, and says so: no Kinesis stream can be made");
}

Outcome closes_partitions(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log.expect_appended({"a"}, 0, 2));
  TRY_ASSIGN(const Topic before, log->topic(log.topic()));
  TopicConfig config = before.config;
  config.closed = {Partition{2}};
  config.metadata = "{\"open\":3}";
  if (!log->abilities().keeps_shards) return says_that_it_keeps_no_shards(log, before, config);
  TRY_ASSIGN(const Topic changed, log->change_topic(log.topic(), before.revision, config));
  const auto late = records_with({"late"});
  TRY(log.expect_refused("to a closed partition", log.topic(), 2, late, Code::kOutOfRange));
  TRY(log.reopen());
  TRY(log.expect_read(0, "a", {}, 2));
  TRY(log.expect_refused("to a closed partition", log.topic(), 2, late, Code::kOutOfRange));
  TRY_ASSIGN(const Topic after, log->topic(log.topic()));
  TRY(expect_equal("what a door keeps with a topic", after.config.metadata, config.metadata));
  TRY(expect(after.revision == changed.revision, "the revision of a topic is kept"));
  return expect_code("a change that opens a partition again",
                     log->change_topic(log.topic(), changed.revision, before.config).status(),
                     Code::kInvalidArgument);
}

Outcome closes_beside_writers(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  if (!log->abilities().keeps_shards) return Outcome::does_not_apply("it keeps no shards");
  std::atomic<int64_t> stored = 0;
  std::atomic<bool> is_refused = false;
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && log.append({"x"}).ok()) ++stored;
    is_refused = true;
  });
  while (stored < 20 && !is_refused) std::this_thread::yield();
  TRY_ASSIGN(Topic topic, log->topic(log.topic()));
  topic.config.closed = {Partition{0}};
  TRY(log->change_topic(log.topic(), topic.revision, topic.config).status());
  TRY_ASSIGN(const OffsetRange range, log->offsets(log.partition()));
  writer.request_stop();
  writer.join();
  TRY(expect(to_int64(range.end) == stored, "each append was stored or refused"));
  TRY_ASSIGN(const OffsetRange later, log->offsets(log.partition()));
  return expect(later.end == range.end, "nothing comes into a partition once it is closed");
}

Outcome remembers_positions(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  const std::string group = log.name("g"), other = log.name("other/..");
  TRY(expect_positions(log, group, {}));
  TRY(log->commit_positions(group, {{log.partition(0), Offset{5}}}));
  TRY(log->commit_positions(group, {{log.partition(1), Offset{6}}}));
  TRY(log->commit_positions(other, {{log.partition(0), Offset{7}}}));
  TRY(expect_code("a position in a missing topic",
                  log->commit_positions(group, {{{log.name("gone"), Partition{0}}, Offset{7}}}),
                  Code::kNotFound));
  TRY(log.reopen());
  TRY(expect_own_names("the groups", log->groups(), place.prefix, "g other/.. "));
  TRY(expect_positions(log, group, {{log.partition(0), Offset{5}}, {log.partition(1), Offset{6}}}));
  return expect_positions(log, other, {{log.partition(0), Offset{7}}});
}

Outcome deletes_groups(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  const std::string group = log.name("g"), other = log.name("h");
  TRY(log->commit_positions(group, {{log.partition(0), Offset{5}}}));
  TRY(log->commit_positions(other, {{log.partition(0), Offset{6}}}));
  TRY(log->delete_group(group));
  TRY(expect_code("a group that is gone, deleted again", log->delete_group(group),
                  Code::kNotFound));
  TRY(log.reopen());
  TRY(expect_own_names("the groups", log->groups(), place.prefix, "h "));
  TRY(expect_positions(log, group, {}));
  return expect_positions(log, other, {{log.partition(0), Offset{6}}});
}

constexpr Promise<EventLogPlace> kTopicPromises[] = {
    {"topics are listed by name, and bad names are refused",
     "topics of users would be missed, or written under names that no object may have",
     takes_good_names_only},
    {"a topic made anew has another id and nothing of the old one",
     "streams and consumers would skip the new topic's first records", makes_topics_anew},
    {"of two changes of a topic the later is refused, and the first is kept",
     "one of two people who change a topic at once would lose the change",
     changes_for_whoever_saw_it_last},
    {"a partition can be closed for ever", "Kinesis streams could not be resharded",
     closes_partitions},
    {"an append to a partition that is being closed is stored or refused",
     "records put while a stream is resharded would be lost", closes_beside_writers},
    {"how far a group has read is kept",
     "consumers would read again, or skip, what came before a restart", remembers_positions},
    {"a group that is deleted is forgotten, and others stay",
     "a consumer under an old name would begin where another ended", deletes_groups},
};

}  // namespace

std::span<const Promise<EventLogPlace>> topic_promises() { return kTopicPromises; }

}  // namespace pinflow::eventlog
