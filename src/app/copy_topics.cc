#include "app/copy_topics.h"

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/backoff.h"
#include "base/file.h"
#include "base/killpoint.h"
#include "eventlog/kinesis/kinesis_event_log.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

using eventlog::EventLog;
using eventlog::Offset;
using eventlog::Partition;
using eventlog::Topic;
using eventlog::TopicPartition;

// The record `from` of the source is the record `to` of the destination.
struct CopyPosition {
  Offset from{};
  Offset to{};
};

struct CopyNotes {
  std::string from_id;
  std::string to_id;
  std::map<int32_t, CopyPosition> positions;
};

bool is_wanted(const std::vector<std::string>& only, std::string_view name) {
  if (name.starts_with("__")) return false;  // Kafka's own.
  return std::ranges::any_of(only, [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

int64_t number_in(json::Element object, std::string_view name) {
  auto member = object[name];
  return member ? member->as_integer().value_or(0) : 0;
}

// Nothing where there is no file.
Result<std::optional<CopyNotes>> read_notes(const std::filesystem::path& file) {
  Result<std::string> text = read_file(file);
  if (text.status().code() == Code::kNotFound) return std::optional<CopyNotes>();
  if (!text.ok()) return text.status();
  json::Parser parser;
  const auto parsed = parser.parse(*text);
  if (!parsed.ok()) return Status(Code::kCorruption, file.string() + ": is no JSON");
  CopyNotes notes{parsed->text_of("from_id"), parsed->text_of("to_id"), {}};
  if (auto positions = (*parsed)["partitions"]) {
    positions->each_member([&](std::string_view name, json::Element position) {
      int32_t partition = 0;
      std::from_chars(name.data(), name.data() + name.size(), partition);
      notes.positions[partition] = {Offset{number_in(position, "from")},
                                    Offset{number_in(position, "to")}};
      return true;
    });
  }
  return std::optional(std::move(notes));
}

Status write_notes(const std::filesystem::path& file, const CopyNotes& notes) {
  json::Writer writer;
  writer.begin_object().member("from_id", notes.from_id).member("to_id", notes.to_id);
  writer.key("partitions").begin_object();
  for (const auto& [partition, position] : notes.positions) {
    writer.key(std::to_string(partition)).begin_object();
    writer.member("from", to_int64(position.from)).member("to", to_int64(position.to));
    writer.end_object();
  }
  writer.end_object().end_object();
  return replace_file(file, writer.text());
}

class TopicCopy {
 public:
  TopicCopy(EventLog& from, EventLog& to, const TopicCopyOptions& options,
            const std::stop_token& stop, Topic source)
      : from_(from),
        to_(to),
        options_(options),
        stop_(stop),
        source_(std::move(source)),
        file_(options.folder / (source_.name + ".json")) {}

  Result<TopicCopyReport> run() {
    report_.topic = source_.name;
    report_.partitions = source_.config.partition_count;
    TRY(begin());
    for (int32_t number = 0; number < source_.config.partition_count; ++number) {
      TRY(copy_partition({source_.name, Partition{number}}));
    }
    if (!stop_.stop_requested()) TRY(close_shards());
    return std::move(report_);
  }

 private:
  // The topic of the destination, and where it stands.
  Status begin() {
    Result<Topic> there = to_.topic(source_.name);
    if (there.status().code() == Code::kNotFound) {
      eventlog::TopicConfig config = source_.config;
      config.closed.clear();  // Once all is copied.
      config.metadata.clear();
      there = to_.create_topic(source_.name, config);
    }
    if (!there.ok()) return there.status();
    const bool lacks_some = there->config.partition_count < source_.config.partition_count;
    if (lacks_some && to_.abilities().adds_partitions) {  // The source was resharded meanwhile.
      eventlog::TopicConfig config = there->config;
      config.partition_count = source_.config.partition_count;
      there = to_.change_topic(source_.name, there->revision, config);
      if (!there.ok()) return there.status();
    }
    if (there->config.partition_count < source_.config.partition_count) {
      return Status(Code::kAlreadyExists, "the destination has " +
                                              std::to_string(there->config.partition_count) +
                                              " partitions of it, the source " +
                                              std::to_string(source_.config.partition_count));
    }
    TRY_ASSIGN(auto notes, read_notes(file_));
    if (notes) {
      notes_ = std::move(*notes);
      if (notes_.from_id == source_.id && notes_.to_id == there->id) return Status();
      return Status(Code::kAlreadyExists, "was made anew since the copy began: delete " +
                                              file_.string() +
                                              ", and the topic at the destination");
    }
    notes_ = {source_.id, there->id, {}};
    for (int32_t number = 0; number < source_.config.partition_count; ++number) {
      const TopicPartition of{source_.name, Partition{number}};
      TRY(eventlog::catch_up(to_, of));
      TRY_ASSIGN(const auto source, from_.offsets(of));
      TRY_ASSIGN(const auto destination, to_.offsets(of));
      if (destination.begin != destination.end) {
        return Status(Code::kAlreadyExists,
                      "the destination holds records of it that are none of this copy: delete it "
                      "there, or leave it out by --only");
      }
      notes_.positions[number] = {source.begin, destination.end};
    }
    return write_notes(file_, notes_);
  }

  Status copy_partition(const TopicPartition& of) {
    TRY(eventlog::catch_up(from_, of));
    TRY(eventlog::catch_up(to_, of));
    TRY_ASSIGN(const auto source, from_.offsets(of));
    TRY_ASSIGN(auto destination, to_.offsets(of));
    CopyPosition& position = notes_.positions[to_int32(of.partition)];
    // What was stored and not noted when the last run ended.
    int64_t surplus = destination.end - position.to;
    if (surplus < 0) {
      return Status(Code::kCorruption, "partition " + std::to_string(to_int32(of.partition)) +
                                           ": the destination has lost records that it had");
    }
    const int64_t before = to_int64(destination.end);
    int64_t at_source = to_int64(position.to);  // Counted one by one from here.
    if (const int64_t gone = source.begin - position.from; gone > 0) {
      const int64_t copied = std::min(gone, surplus);
      surplus -= copied;
      at_source += copied;
      report_.lost += gone - copied;
      position.from = source.begin;
    }
    while (position.from < source.end && !stop_.stop_requested()) {
      TRY_ASSIGN(auto stored,
                 from_.read(of, position.from, {.bytes_max = options_.batch_bytes_max}));
      if (stored.empty()) break;  // What a transaction leaves behind the last record.
      at_source += std::ssize(stored);
      const auto passed = std::min<int64_t>(surplus, std::ssize(stored));
      surplus -= passed;
      const Offset next = stored.back().offset + 1;
      stored.erase(stored.begin(), stored.begin() + passed);
      if (!stored.empty()) {
        TRY(append(of, std::move(stored), destination.end));
        TRY_ASSIGN(destination, to_.offsets(of));
      }
      position = {next, destination.end + -surplus};
      TRY(write_notes(file_, notes_));
      killpoint("copy_after_note");
    }
    const int64_t now = to_int64(destination.end);
    report_.already_there += before;
    report_.copied += now - before;
    report_.at_destination += now;
    report_.records += at_source + left_at_source(position.from, source.end);
    return Status();
  }

  // Only where it was stopped; 0 where what is left holds no record.
  int64_t left_at_source(Offset from, Offset end) const {
    return stop_.stop_requested() ? end - from : 0;
  }

  Status append(const TopicPartition& of, std::vector<model::StoredRecord> stored, Offset at) {
    std::vector<model::Record> records;
    for (model::StoredRecord& one : stored) records.push_back(std::move(one.record));
    const auto count = std::ssize(records);
    Backoff backoff(std::chrono::milliseconds(20), std::chrono::milliseconds(2000), 1);
    while (true) {
      const Status status = to_.append_and_wait(of.topic, of.partition, records).status();
      killpoint("copy_after_append");
      if (status.code() == Code::kExhausted && !stop_.stop_requested()) {
        std::this_thread::sleep_for(backoff.next());
        continue;
      }
      TRY(Status(status));
      break;
    }
    TRY_ASSIGN(const auto now, to_.offsets(of));
    if (now.end - at == count) return Status();
    return Status(Code::kAlreadyExists, "partition " + std::to_string(to_int32(of.partition)) +
                                            ": " + std::to_string(now.end - at) +
                                            " records came where " + std::to_string(count) +
                                            " were put: somebody else writes there");
  }

  Status close_shards() {
    TRY_ASSIGN(const Topic source, from_.topic(source_.name));  // As its records are all read.
    const auto& config = source.config;
    if (config.partition_count != source_.config.partition_count) return Status();  // Next time.
    if (config.metadata.empty() && config.closed.empty()) return Status();
    report_.keeps_shards = to_.abilities().keeps_shards;
    if (!report_.keeps_shards) return Status();
    TRY_ASSIGN(Topic there, to_.topic(source_.name));
    if (there.config.closed == config.closed && there.config.metadata == config.metadata) {
      return Status();
    }
    there.config.closed = config.closed;
    there.config.metadata = config.metadata;
    return to_.change_topic(source_.name, there.revision, there.config).status();
  }

  EventLog& from_;
  EventLog& to_;
  const TopicCopyOptions& options_;
  const std::stop_token stop_;
  const Topic source_;
  const std::filesystem::path file_;
  CopyNotes notes_;
  TopicCopyReport report_;
};

}  // namespace

bool TopicsCopyReport::is_complete() const {
  return !was_stopped && std::ranges::all_of(topics, [](const TopicCopyReport& topic) {
    return topic.at_destination == topic.records && topic.lost == 0;
  });
}

Result<TopicsCopyReport> copy_topics(EventLog& from, EventLog& to, const TopicCopyOptions& options,
                                     const std::stop_token& stop) {
  TRY(create_directories_durably(options.folder));
  TopicsCopyReport report;
  for (Topic& topic : from.topics()) {
    if (!is_wanted(options.only, topic.name) || stop.stop_requested()) continue;
    const std::string name = topic.name;
    Result<TopicCopyReport> copied = TopicCopy(from, to, options, stop, std::move(topic)).run();
    if (!copied.ok()) return copied.status().with_context("topic " + name);
    report.topics.push_back(std::move(*copied));
  }
  report.was_stopped = stop.stop_requested();
  if (!report.topics.empty() || report.was_stopped) return report;
  return Status(Code::kNotFound, "the source has no topic that is to be copied");
}

}  // namespace pinflow::app
