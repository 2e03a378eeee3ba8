#include "sink/object_builder.h"

#include "json/compact.h"
#include "json/writer.h"

namespace pinflow::sink {
namespace {

Status refuse(const StoredRecord& stored, const std::string& why, const char* mend) {
  return Status(
      Code::kInvalidArgument,
      "record at offset " + std::to_string(to_int64(stored.offset)) + ": " + why + "; " + mend);
}

}  // namespace

std::string object_key_prefix(const ConnectorConfig& config, const TopicPartition& of) {
  std::string partition = std::to_string(to_int32(of.partition));
  std::string prefix = config.topics_dir;
  if (!prefix.empty()) prefix += config.directory_delim;
  prefix += of.topic + config.directory_delim;
  prefix += "partition=" + partition + config.directory_delim;
  return prefix + of.topic + config.file_delim + partition + config.file_delim;
}

std::string object_key(const ConnectorConfig& config, const TopicPartition& of, Offset start) {
  std::string number = std::to_string(to_int64(start));
  size_t width = static_cast<size_t>(config.offset_pad_width);
  if (number.size() < width) number.insert(0, width - number.size(), '0');
  return object_key_prefix(config, of) + number + ".json";
}

Result<Line> append_line(const ConnectorConfig& config, const StoredRecord& stored,
                         std::string* out) {
  const std::optional<std::string>& value = stored.record.value;
  size_t begin = out->size();
  if (value && !config.values_are_json) {
    json::write_string(*value, out);
  } else if (value) {
    Status status = json::compact(*value, out);
    if (!status.ok()) {
      out->resize(begin);
      if (config.keep_bad_values) {
        json::write_string(*value, out);
      } else if (config.skip_bad_records) {
        return Line::kSkipped;
      } else {
        return refuse(stored, status.message(), "errors.tolerance=all skips such records");
      }
    }
  }
  // JsonConverter makes the text null a record without a value.
  bool is_null = !value || (config.values_are_json && out->compare(begin, 5, "null") == 0);
  if (is_null && config.keep_bad_values) {
    out->replace(begin, std::string::npos, "null");
  } else if (is_null) {
    out->resize(begin);
    if (config.ignore_null_values) return Line::kSkipped;
    return refuse(stored, "no value", "behavior.on.null.values=ignore skips such records");
  }
  *out += '\n';
  return Line::kWritten;
}

ObjectBuilder::ObjectBuilder(const ConnectorConfig& config, const TopicPartition& of)
    : config_(config), of_(of) {}

Status ObjectBuilder::add(const StoredRecord& stored, std::vector<BuiltObject>* built) {
  UnixMillis timestamp = stored.record.timestamp;
  if (open_.record_count > 0 && config_.rotate_interval &&
      timestamp - open_since_ >= *config_.rotate_interval) {
    close(built);
  }
  TRY_ASSIGN(Line line, append_line(config_, stored, &open_.bytes));
  open_.end = stored.offset + 1;
  if (line == Line::kSkipped) {
    ++open_.skipped_count;
    return Status();
  }
  if (open_.record_count++ == 0) {
    open_.start = stored.offset;
    open_since_ = timestamp;
  }
  bool is_full = open_.record_count >= config_.flush_size || open_.bytes.size() >= kObjectBytesMax;
  if (is_full) close(built);
  return Status();
}

void ObjectBuilder::close(std::vector<BuiltObject>* built) {
  if (open_.record_count == 0) return;
  open_.key = object_key(config_, of_, open_.start);
  built->push_back(std::move(open_));
  open_ = {};
}

}  // namespace pinflow::sink
