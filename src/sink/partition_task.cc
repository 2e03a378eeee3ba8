#include "sink/partition_task.h"

#include <algorithm>
#include <charconv>

#include "base/in_parallel.h"
#include "base/killpoint.h"
#include "sink/dead_letter_queue.h"
#include "telemetry/log.h"
#include "telemetry/span.h"

namespace pinflow::sink {
namespace {

using eventlog::OffsetRange;
using eventlog::ReadLimits;
using telemetry::Level;

// One put_all(): enough to share its cost, little enough to hold in memory.
constexpr size_t kBatchObjects = 500;
constexpr size_t kBatchBytes = 32u << 20;
// Objects that are there already are read by so many threads: each waits for a server.
constexpr size_t kComparedAtOnce = 16;

ReadLimits at_most(int64_t count) {
  ReadLimits limits;
  limits.count_max = static_cast<uint32_t>(std::min<int64_t>(count, limits.count_max));
  return limits;
}

// Whether these are enough for one put_all().
bool are_enough(const std::vector<BuiltBatch>& batches) {
  size_t objects = 0;
  size_t bytes = 0;
  for (const BuiltBatch& batch : batches) {
    objects += batch.objects.size();
    for (const BuiltObject& object : batch.objects) bytes += object.bytes.size();
  }
  return objects >= kBatchObjects || bytes >= kBatchBytes;
}

// Where the object begins that has this name behind its prefix: "0000000017.json".
std::optional<Offset> parse_start(std::string_view name) {
  int64_t start = 0;
  auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), start);
  bool whole = error == std::errc() && start >= 0 &&
               std::string_view(rest, name.data() + name.size()) == ".json";
  return whole ? std::optional(Offset{start}) : std::nullopt;
}

Status conflict(const std::string& key) {
  return Status(Code::kAlreadyExists,
                "object " + key +
                    " holds other bytes than the log's records from its offset on: another log or "
                    "connector wrote it; move it away, or set another topics.dir, then restart "
                    "this connector");
}

Status overlap(const std::string& key, const std::string& inner) {
  return Status(Code::kAlreadyExists, "object " + inner + " holds records that object " + key +
                                          " holds too: another connector wrote one of them; "
                                          "remove the smaller, then restart this connector");
}

}  // namespace

TaskCounts& TaskCounts::operator+=(const TaskCounts& other) {
  records_written += other.records_written;
  records_skipped += other.records_skipped;
  records_lost += other.records_lost;
  objects_put += other.objects_put;
  objects_adopted += other.objects_adopted;
  return *this;
}

std::string position_group(const ConnectorConfig& config) { return "connect-" + config.name; }
std::string plan_group(const ConnectorConfig& config) { return position_group(config) + ".plan"; }

PartitionTask::PartitionTask(const ConnectorConfig& config, TopicPartition of,
                             eventlog::EventLog& log, objects::Store& bucket,
                             EncodeParquet encode_parquet)
    : config_(config),
      of_(std::move(of)),
      log_(log),
      bucket_(bucket),
      encode_parquet_(std::move(encode_parquet)),
      group_(position_group(config)),
      builder_(config_, of_) {}

Result<bool> PartitionTask::advance(bool close_open) {
  Result<bool> more = take_some(close_open);
  if (!more.ok()) begun_ = false;
  return more;
}

Result<bool> PartitionTask::take_some(bool close_open) {
  if (!begun_) TRY(begin_at_position());
  while (true) {
    TRY_ASSIGN(OffsetRange range, log_.offsets(of_));
    if (next_ < range.begin) TRY(follow_retention(range.begin));
    TRY(end_where_planned());
    if (!may_complete(range.end, close_open)) break;

    int64_t count_max = config_.flush_size * static_cast<int64_t>(kBatchObjects);
    if (!existing_.empty()) {
      int64_t distance = *existing_.begin() - next_;
      if (distance == 0) {
        builder_.close(&built_);
        TRY(put_built());
        TRY(adopt(next_));
        continue;
      }
      count_max = std::min(count_max, distance);
    }
    if (planned_end_ > next_) count_max = std::min(count_max, planned_end_ - next_);
    TRY_ASSIGN(std::vector<StoredRecord> records, log_.read(of_, next_, at_most(count_max)));
    if (records.empty()) break;
    for (const StoredRecord& record : records) {
      Status status = builder_.add(record, &built_);
      if (!status.ok()) {
        TRY(put_built());  // What is whole before it is good.
        return status;
      }
      next_ = record.offset + 1;
    }
    if (are_enough(built_)) {
      TRY(put_built());
      return true;
    }
  }
  TRY(end_where_planned());
  if (close_open && builder_.open_count() > 0) {
    TRY(plan_end());
    builder_.close(&built_);
  }
  TRY(put_built());
  return false;
}

// An object that the clock ended before a crash ends there again.
Status PartitionTask::end_where_planned() {
  if (next_ != planned_end_) return Status();
  builder_.close(&built_);
  return put_built();
}

Status PartitionTask::plan_end() {
  TRY(log_.commit_positions(plan_group(config_), {{of_, next_}}));
  planned_end_ = next_;
  killpoint("sink_after_plan");
  return Status();
}

// Reading pays only when an object can be completed by it: until then the records rest in the
// log, not in memory.
bool PartitionTask::may_complete(Offset end, bool close_open) const {
  if (next_ >= end) return false;
  if (close_open || config_.rotate_interval || planned_end_ > next_) return true;
  if (!existing_.empty() && *existing_.begin() <= end) return true;
  return end - next_ >= config_.flush_size - builder_.open_count();
}

Status PartitionTask::begin_at_position() {
  builder_.clear();
  built_.clear();
  existing_.clear();
  uncommitted_ = {};
  TRY_ASSIGN(OffsetRange range, log_.offsets(of_));
  TRY_ASSIGN(eventlog::Positions positions, log_.positions(group_));
  auto known = positions.find(of_);
  position_ = known == positions.end() ? range.begin : known->second;
  if (position_ > range.end) {
    telemetry::log(Level::kWarning, "sink", "position is past the end, starting over",
                   {{"topic", of_.topic},
                    {"partition", to_int32(of_.partition)},
                    {"position", to_int64(position_)},
                    {"end", to_int64(range.end)}});
    position_ = range.begin;
  }
  next_ = position_;
  TRY_ASSIGN(eventlog::Positions plans, log_.positions(plan_group(config_)));
  planned_end_ = plans[of_];
  if (planned_end_ > range.end) planned_end_ = {};  // Of records that are gone.

  TRY(find_existing());
  begun_ = true;
  return Status();
}

// Whether an object's records can be told from its bytes alone.
bool PartitionTask::can_adopt() const {
  return config_.partition.kind == PartitionRule::Kind::kKafkaPartition && !config_.compression &&
         config_.format.kind == FormatRule::Kind::kJson && !config_.keys_format &&
         !config_.headers_format && config_.transforms.empty();
}

// Objects at or behind the position.
Status PartitionTask::find_existing() {
  if (!can_adopt()) return Status();
  const std::string folder = default_folder(of_);
  std::string prefix = object_key_prefix(config_, of_, folder);
  std::string number = std::to_string(to_int64(position_));
  // Padded numbers sort by size, so that only what lies behind the position need be listed.
  bool sorts_by_size = number.size() < static_cast<size_t>(config_.offset_pad_width);
  std::string after;
  if (sorts_by_size && position_ > Offset{0}) {
    after = object_key(config_, of_, folder, position_ + -1);
  }
  TRY_ASSIGN(std::vector<objects::ObjectInfo> found, bucket_.list(prefix, after));
  for (const objects::ObjectInfo& info : found) {
    std::optional<Offset> start = parse_start(std::string_view(info.key).substr(prefix.size()));
    if (start && *start >= position_) existing_.insert(*start);
  }
  return Status();
}

Status PartitionTask::follow_retention(Offset begin) {
  builder_.close(&built_);
  TRY(put_built());
  int64_t lost = begin - next_;
  telemetry::log(Level::kError, "sink", "retention deleted records before they were read",
                 {{"topic", of_.topic},
                  {"partition", to_int32(of_.partition)},
                  {"first_offset", to_int64(next_)},
                  {"records", lost}});
  uncommitted_.records_lost += lost;
  next_ = begin;
  existing_.erase(existing_.begin(), existing_.lower_bound(begin));
  return Status();
}

Status PartitionTask::adopt(Offset start) {
  std::string key = object_key(config_, of_, default_folder(of_), start);
  TRY_ASSIGN(std::string bytes, bucket_.get(key));
  int64_t line_count = std::ranges::count(bytes, '\n');
  TaskCounts counts{.objects_adopted = 1};
  std::string lines;
  while (lines.size() < bytes.size()) {
    int64_t missing = std::max<int64_t>(1, line_count - counts.records_written);
    TRY_ASSIGN(std::vector<StoredRecord> records, log_.read(of_, next_, at_most(missing)));
    if (records.empty()) break;
    for (const StoredRecord& record : records) {
      TRY_ASSIGN(Line line, append_value(config_, record, &lines));
      ++(line == Line::kWritten ? counts.records_written : counts.records_skipped);
      next_ = record.offset + 1;
    }
  }
  if (lines != bytes || bytes.empty()) return conflict(key);
  existing_.erase(start);
  if (!existing_.empty() && *existing_.begin() < next_) {
    return overlap(key, object_key(config_, of_, default_folder(of_), *existing_.begin()));
  }
  uncommitted_ += counts;
  return Status();
}

Status PartitionTask::put_built() {
  Offset done = position_;
  if (!built_.empty()) done = built_.back().end;
  if (builder_.open_count() == 0) done = next_;
  if (done == position_) return Status();

  TRY(encode_built());
  TRY(put_objects());
  killpoint("sink_after_put");
  TRY(give_up_skipped());
  TRY(log_.commit_positions(group_, {{of_, done}}));
  killpoint("sink_after_commit");
  position_ = done;
  count_committed(done);
  built_.clear();
  if (builder_.open_count() == 0) builder_.clear();
  return Status();
}

// An error here takes everything back to the position, so that no object is
// encoded twice.
Status PartitionTask::encode_built() {
  if (config_.format.kind != FormatRule::Kind::kParquet) return Status();
  for (BuiltBatch& batch : built_) {
    for (BuiltObject& object : batch.objects) {
      if (!object.key.ends_with(config_.format.extension)) continue;  // Keys and headers.
      check(encode_parquet_ != nullptr);
      Result<std::string> bytes = encode_parquet_(object.bytes, config_.format.codec);
      if (!bytes.ok()) return bytes.status().with_context("object " + object.key);
      object.bytes = std::move(*bytes);
    }
  }
  return Status();
}

Status PartitionTask::put_objects() {
  std::vector<objects::Put> puts;
  for (const BuiltBatch& batch : built_) {
    for (const BuiltObject& object : batch.objects) puts.push_back({object.key, object.bytes});
  }
  telemetry::Span span("sink put", {{"topic", of_.topic}, {"objects", puts.size()}});
  Status status = bucket_.put_all(puts);
  span.settle(status);
  return status.code() == Code::kAlreadyExists ? expect_same_objects() : status;
}

// Another process may have been faster with the very same objects.
Status PartitionTask::expect_same_objects() const {
  std::vector<const BuiltObject*> objects;
  for (const BuiltBatch& batch : built_) {
    for (const BuiltObject& object : batch.objects) objects.push_back(&object);
  }
  return in_parallel(objects.size(), kComparedAtOnce, [&](size_t i) -> Status {
    TRY_ASSIGN(std::string bytes, bucket_.get(objects[i]->key));
    return bytes == objects[i]->bytes ? Status() : conflict(objects[i]->key);
  });
}

// After a crash some may be sent twice: a dead letter is never lost.
Status PartitionTask::give_up_skipped() {
  if (!config_.dead_letters) return Status();
  std::vector<SkippedRecord> all;
  for (const BuiltBatch& batch : built_) {
    all.insert(all.end(), batch.skipped.begin(), batch.skipped.end());
  }
  if (builder_.open_count() == 0) {
    all.insert(all.end(), builder_.skipped().begin(), builder_.skipped().end());
  }
  return send_dead_letters(config_, of_, all, log_);
}

void PartitionTask::count_committed(Offset done) {
  for (const BuiltBatch& batch : built_) {
    uncommitted_.records_skipped += std::ssize(batch.skipped);
    uncommitted_.objects_put += std::ssize(batch.objects);
    for (const BuiltObject& object : batch.objects) {
      uncommitted_.records_written += object.record_count;
    }
  }
  if (builder_.open_count() == 0) uncommitted_.records_skipped += std::ssize(builder_.skipped());
  // What a Filter leaves out is as somebody wants it.
  if (uncommitted_.records_skipped > 0 && config_.transforms.empty()) {
    telemetry::log(Level::kWarning, "sink", "records skipped",
                   {{"topic", of_.topic},
                    {"partition", to_int32(of_.partition)},
                    {"records", uncommitted_.records_skipped},
                    {"before_offset", to_int64(done)}});
  }
  counts_ += uncommitted_;
  uncommitted_ = {};
}

}  // namespace pinflow::sink
