#include "sink/object_builder.h"

namespace pinflow::sink {
namespace {

std::string compressed(const ConnectorConfig& config, std::string bytes) {
  return config.compression ? compress(*config.compression, bytes) : std::move(bytes);
}

const FormatRule& format_of(const ConnectorConfig& config, std::string_view kind) {
  if (kind == "keys") return *config.keys_format;
  return kind == "headers" ? *config.headers_format : config.format;
}

}  // namespace

std::string default_folder(const TopicPartition& of) {
  return "partition=" + std::to_string(to_int32(of.partition));
}

std::string object_key_prefix(const ConnectorConfig& config, const TopicPartition& of,
                              std::string_view folder) {
  std::string prefix = config.topics_dir;
  if (!prefix.empty()) prefix += config.directory_delim;
  prefix += of.topic + config.directory_delim;
  prefix += std::string(folder) + config.directory_delim;
  return prefix + of.topic + config.file_delim + std::to_string(to_int32(of.partition)) +
         config.file_delim;
}

std::string object_key(const ConnectorConfig& config, const TopicPartition& of,
                       std::string_view folder, Offset start, std::string_view kind) {
  std::string number = std::to_string(to_int64(start));
  size_t width = static_cast<size_t>(config.offset_pad_width);
  if (number.size() < width) number.insert(0, width - number.size(), '0');
  std::string key = object_key_prefix(config, of, folder) + number;
  if (!kind.empty()) key += "." + std::string(kind);
  key += format_of(config, kind).extension;
  if (config.compression) key += extension(config.compression->codec);
  return key;
}

ObjectBuilder::ObjectBuilder(const ConnectorConfig& config, const TopicPartition& of)
    : config_(config), of_(of) {}

Status ObjectBuilder::add(const StoredRecord& stored, std::vector<BuiltBatch>* built) {
  std::string why;
  TRY_ASSIGN(Line line, config_.transforms.empty() ? write(of_, stored, built, &why)
                                                   : transform(stored, built, &why));
  open_.end = stored.offset + 1;
  if (line == Line::kSkipped) {
    open_.skipped.push_back({stored, std::move(why)});
    return Status();
  }
  bool is_full = open_.record_count >= config_.flush_size || open_.size_bytes >= kObjectBytesMax;
  if (is_full) close(built);
  return Status();
}

Result<Line> ObjectBuilder::transform(const StoredRecord& stored, std::vector<BuiltBatch>* built,
                                      std::string* why) {
  Message message{of_, stored};
  Result<bool> stays = apply_all(config_.transforms, &message);
  if (!stays.ok()) return settle_bad(config_, stored, stays.status().message(), why);
  return *stays ? write(message.of, message.stored, built, why) : Line::kSkipped;
}

Result<Line> ObjectBuilder::write(const TopicPartition& of, const StoredRecord& stored,
                                  std::vector<BuiltBatch>* built, std::string* why) {
  bool is_tombstone = config_.write_null_values && is_null_value(config_, stored);
  Result<std::string> folder = is_tombstone ? Result<std::string>(config_.tombstone_folder)
                                            : encode_partition(config_.partition, of, stored);
  if (!folder.ok()) return settle_bad(config_, stored, folder.status().message(), why);
  // All texts first: a record is written whole or not at all.
  std::string value;
  std::string key;
  if (!is_tombstone) {
    TRY_ASSIGN(Line line, append_value(config_, stored, &value, why));
    if (line == Line::kSkipped) return line;
  }
  if (config_.keys_format) {
    Status status = append_key(config_, stored, &key);
    if (!status.ok()) return settle_bad(config_, stored, status.message(), why);
  }
  Result<UnixMillis> time = record_time(config_.partition.timestamp, stored);
  std::pair place(of.topic, std::move(*folder));
  if (ends_before(time.ok() ? *time : open_.since, place)) close(built);

  if (open_.record_count++ == 0) open_.since = time.ok() ? *time : stored.record.timestamp;
  auto [at, is_new] = open_.folders.try_emplace(place);
  Folder& open = at->second;
  if (is_new) open.start = stored.offset;
  ++open.record_count;
  open.values += value;
  open.keys += key;
  size_t headers_before = open.headers.size();
  if (config_.headers_format) append_headers(config_, stored, &open.headers);
  open_.size_bytes += value.size() + key.size() + open.headers.size() - headers_before;
  open_.newest = std::move(place);
  return Line::kWritten;
}

// Whether the open batch is complete without the next record.
bool ObjectBuilder::ends_before(UnixMillis time,
                                const std::pair<std::string, std::string>& folder) const {
  if (open_.record_count == 0) return false;
  if (config_.open_files_max && !open_.folders.contains(folder) &&
      open_.folders.size() >= *config_.open_files_max) {
    return true;
  }
  if (!config_.rotate_interval) return false;
  return time - open_.since >= *config_.rotate_interval ||
         (config_.rotate_on_partition_change && folder != open_.newest);
}

void ObjectBuilder::close(std::vector<BuiltBatch>* built) {
  if (open_.record_count == 0) return;
  BuiltBatch& batch = built->emplace_back();
  batch.end = open_.end;
  batch.skipped = std::move(open_.skipped);
  for (auto& [place, folder] : open_.folders) {
    TopicPartition of{place.first, of_.partition};
    auto add = [&, &name = place.second, start = folder.start](
                   std::string_view kind, std::string bytes, int64_t record_count) {
      batch.objects.push_back({object_key(config_, of, name, start, kind),
                               compressed(config_, std::move(bytes)), start, record_count});
    };
    bool has_values = !config_.write_null_values || place.second != config_.tombstone_folder;
    if (has_values) add("", std::move(folder.values), folder.record_count);
    if (config_.keys_format) {
      add("keys", std::move(folder.keys), has_values ? 0 : folder.record_count);
    }
    if (config_.headers_format) add("headers", std::move(folder.headers), 0);
  }
  open_ = {};
}

}  // namespace pinflow::sink
