#include "eventlog/record_promises.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "base/in_parallel.h"
#include "eventlog/promised_log.h"

namespace pinflow::eventlog {
namespace {

Outcome reads_in_order(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log.expect_appended({"a", "b"}, 0));
  TRY(log.expect_appended({"c"}, 2));
  TRY(log.expect_read(0, "a|b|c"));
  TRY(log.expect_read(1, "b", {.count_max = 1}));
  TRY(log.expect_read(0, "a|b", {.bytes_max = 2}));
  TRY(log.expect_read(2, "c", {.bytes_max = 0}));  // One comes, however large.
  TRY(log.expect_read(3, ""));                     // The end is no error,
  for (int64_t offset : {4, -1}) {                 // one past it is.
    TRY(expect_code("a read at offset " + std::to_string(offset) + " of 3 records",
                    log->read(log.partition(), Offset{offset}, {}).status(), Code::kOutOfRange));
  }
  return Status();
}

Outcome keeps_every_part(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  const UnixMillis before = system_clock().now(), given = before - std::chrono::hours(1);
  Record record{"key", std::nullopt, given, {{"trace", "1"}, {"empty", std::nullopt}}};
  TRY(log->append_and_wait(log.topic(), Partition{1}, {record, Record{}}).status());
  const UnixMillis after = system_clock().now();
  TRY(log.reopen());
  TRY_ASSIGN(const auto records, log->read(log.partition(1), Offset{0}, {}));
  TRY(expect(records.size() == 2, "two records come back"));
  const Record& stored = records[0].record;
  TRY(expect_equal("the key", stored.key.value_or("none"), "key"));
  TRY(expect(!stored.value.has_value(), "a record without a value has none"));
  const bool keeps_times = log->abilities().keeps_times;
  TRY(expect(stored.timestamp == given || !keeps_times,
             "a record's time is the one that it was given"));
  TRY(expect(stored.headers.size() == 2 && stored.headers[0].name == "trace" &&
                 stored.headers[0].value == "1" && !stored.headers[1].value.has_value(),
             "headers come back in order, those without a value too"));
  const UnixMillis told = records[1].record.timestamp;
  if (!keeps_times) return expect(told != UnixMillis{}, "a record gets the time of its arrival");
  return expect(told >= before && told <= after, "a record without a time gets that of its append");
}

Outcome keeps_partitions_apart(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log.expect_appended({"a"}, 0, 0));
  TRY(log.expect_appended({"b"}, 0, 2));
  TRY(log.expect_read(0, "a", {}, 0));
  TRY(log.expect_read(0, "", {}, 1));
  return log.expect_read(0, "b", {}, 2);
}

Outcome stores_nothing_of_a_refused_append(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY_ASSIGN(const Topic topic, log->topic(log.topic()));
  const uint64_t limit = topic.config.record_bytes_max;
  TRY(expect(limit >= kRecordBytesMax - 1, "a topic takes records of 1 MiB, its keys counted"));
  const std::string too_big(limit + 1, 'x');
  const auto one = records_with({"a"});
  TRY(log.expect_refused("with a record over 1 MiB", log.topic(), 0,
                         records_with({"fits", too_big}), Code::kInvalidArgument));
  TRY(log.expect_refused("of no record", log.topic(), 0, {}, Code::kInvalidArgument));
  TRY(log.expect_refused("to a fourth of 3 partitions", log.topic(), 3, one, Code::kNotFound));
  TRY(log.expect_refused("to partition -1", log.topic(), -1, one, Code::kNotFound));
  TRY(log.expect_refused("to a missing topic", log.name("nothing"), 0, one, Code::kNotFound));
  TRY(log.expect_read(0, ""));
  return log.expect_appended({std::string(limit, 'x')}, 0);
}

Outcome survives_a_restart(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  TRY(log.expect_appended({"a", ""}, 0));
  TRY_ASSIGN(const Topic before, log->topic(log.topic()));
  TRY(log.reopen());
  TRY(log.expect_appended({"c"}, 2));
  TRY(log.expect_read(0, "a||c"));
  TRY_ASSIGN(const Topic after, log->topic(log.topic()));
  TRY(expect_equal("the topic's id", after.id, before.id));
  TRY(expect(after.config.partition_count == 3, "the topic has 3 partitions"));
  const bool is_known = after.created_at != UnixMillis{};
  return expect(
      is_known == log->abilities().knows_creation && after.created_at == before.created_at,
      "when a topic was made is told, where the log knows it");
}

// Where records have the times of their arrival.
Status finds_offsets_by_arrival(const PromisedLog& log) {
  TRY(log.append({"a", "b", "c"}).status());
  TRY_ASSIGN(const auto records, log->read(log.partition(), Offset{0}, {}));
  TRY(expect(records.size() == 3, "three records come back"));
  const UnixMillis first = records.front().record.timestamp;
  const UnixMillis behind = records.back().record.timestamp + std::chrono::milliseconds(1);
  TRY_ASSIGN(const Offset at_first, log->offset_at(log.partition(), first));
  TRY_ASSIGN(const Offset at_end, log->offset_at(log.partition(), behind));
  return expect(at_first == Offset{0} && at_end == Offset{3},
                "the first offset at the time of the first record is its own, behind the last's "
                "it is the end");
}

Outcome finds_offsets_by_time(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  if (!log->abilities().keeps_times) return finds_offsets_by_arrival(log);
  using std::chrono::milliseconds;
  const UnixMillis begin = system_clock().now() - std::chrono::hours(1);
  for (int after : {100, 300, 200}) {
    Record record{std::nullopt, "x", begin + milliseconds(after), {}};
    TRY(log->append_and_wait(log.topic(), Partition{0}, {record}).status());
  }
  for (auto [after, expected] : {std::pair(0, 0), {101, 1}, {300, 1}, {301, 3}}) {
    TRY_ASSIGN(const Offset found, log->offset_at(log.partition(), begin + milliseconds(after)));
    TRY(expect_equal("the first offset at " + std::to_string(after) + " ms or later",
                     std::to_string(to_int64(found)), std::to_string(expected)));
  }
  return expect_code("offset_at of a missing topic",
                     log->offset_at({log.name("nothing"), Partition{0}}, begin).status(),
                     Code::kNotFound);
}

Outcome wakes_those_who_wait(const EventLogPlace& place) {
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  auto wakes = [&](std::string_view what, const std::function<Status()>& change) -> Status {
    const uint64_t seen = log->change_count();
    std::jthread waiting([&] { log->wait_for_change(seen, std::chrono::seconds(60)); });
    TRY(change());
    waiting.join();
    return expect(log->change_count() > seen, "those who wait are told of " + std::string(what));
  };
  const std::string other = log.name("new");
  TRY(wakes("an append", [&] { return log.append({"a"}).status(); }));
  TRY(wakes("a new topic", [&] { return log->create_topic(other, {}).status(); }));
  return wakes("a deleted topic", [&] { return log->delete_topic(other); });
}

// Appends and reads its own again; the first offset of each append.
Result<std::vector<int64_t>> write_beside_others(const PromisedLog& log, size_t writer) {
  constexpr size_t kAppends = 8;
  std::vector<int64_t> offsets;
  for (size_t index = 0; index < kAppends; ++index) {
    const std::string value = std::to_string(writer) + "." + std::to_string(index);
    TRY_ASSIGN(const Offset first, log.append({value, value}));
    TRY(expect(offsets.empty() || to_int64(first) > offsets.back(),
               "later appends of a writer have greater offsets"));
    offsets.push_back(to_int64(first));
    // What is acknowledged can be read at once.
    TRY(log.expect_read(offsets.back(), value + "|" + value, {.count_max = 2}));
  }
  return offsets;
}

Outcome gives_every_writer_its_offsets(const EventLogPlace& place) {
  constexpr size_t kWriters = 8;
  TRY_ASSIGN(PromisedLog log, PromisedLog::open(place));
  std::mutex mutex;
  std::vector<int64_t> all;  // Guarded by mutex.
  Status written = in_parallel(kWriters, kWriters, [&](size_t writer) -> Status {
    TRY_ASSIGN(const auto offsets, write_beside_others(log, writer));
    std::lock_guard lock(mutex);
    all.insert(all.end(), offsets.begin(), offsets.end());
    return Status();
  });
  TRY(std::move(written));
  std::ranges::sort(all);
  for (size_t index = 0; index < all.size(); ++index) {
    TRY(expect(all[index] == 2 * static_cast<int64_t>(index),
               "offsets follow each other without gaps"));
  }
  return Status();
}

constexpr Promise<EventLogPlace> kRecordPromises[] = {
    {"records are read in order, from any offset, within limits",
     "rows would be cleaned twice or not at all", reads_in_order},
    {"key, value, time and headers of a record are kept",
     "late rows, receipts and traces would be wrong", keeps_every_part},
    {"each partition has its own records and offsets", "rows would be read twice or not at all",
     keeps_partitions_apart},
    {"a refused append stores nothing",
     "a client that sends again after an error would store rows twice",
     stores_nothing_of_a_refused_append},
    {"acknowledged records and topics are there after a restart",
     "posts that clients were told are stored would be gone", survives_a_restart},
    {"the first offset at a time is found", "replays and consumers by time would begin elsewhere",
     finds_offsets_by_time},
    {"whoever waits is told of appends and of topics that come and go",
     "streams would be late by seconds", wakes_those_who_wait},
    {"of many writers each gets its own offsets, readable at once",
     "receipts would name the records of others", gives_every_writer_its_offsets},
};

}  // namespace

std::span<const Promise<EventLogPlace>> record_promises() { return kRecordPromises; }

}  // namespace pinflow::eventlog
