#include "sink/partitioner.h"

#include "json/document.h"
#include "model/text_value.h"

namespace pinflow::sink {
namespace {

using std::chrono::milliseconds;

// The member at a path such as "a.b", where a member "a.b" itself goes first.
std::optional<json::Element> find_member(json::Element object, std::string_view path) {
  if (auto member = object[path]) return member;
  size_t dot = path.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto outer = object[path.substr(0, dot)];
  return outer ? find_member(*outer, path.substr(dot + 1)) : std::nullopt;
}

Result<json::Element> parse_value(const model::StoredRecord& stored, json::Parser* parser) {
  if (!stored.record.value) return Status(Code::kInvalidArgument, "no value");
  return parser->parse(*stored.record.value);
}

Status no_field(std::string_view field) {
  return Status(Code::kInvalidArgument, "the value has no field '" + std::string(field) + "'");
}

Result<std::string> encode_fields(const PartitionRule& rule, const model::StoredRecord& stored) {
  json::Parser parser;
  TRY_ASSIGN(json::Element value, parse_value(stored, &parser));
  std::string path;
  for (const std::string& field : rule.fields) {
    auto member = find_member(value, field);
    bool is_scalar = member && !member->is_null() && member->kind() != json::Kind::kArray &&
                     member->kind() != json::Kind::kObject;
    if (!is_scalar) return no_field(field);
    std::string text;
    if (auto string = member->as_string()) {
      text = *string;
    } else {
      member->write(&text);
    }
    path += (path.empty() ? "" : rule.delim) + field + "=" + text;
  }
  return path;
}

// The beginning of the time's bucket, as the zone's clocks have it.
UnixMillis bucket_of(const PartitionRule& rule, UnixMillis time) {
  if (rule.duration <= milliseconds(0)) return time;
  milliseconds offset = rule.zone.offset_at(time);
  milliseconds local = time.time_since_epoch() + offset;
  return UnixMillis(local - local % rule.duration - offset);
}

}  // namespace

Result<std::string> encode_partition(const PartitionRule& rule, const model::TopicPartition& of,
                                     const model::StoredRecord& stored) {
  switch (rule.kind) {
    case PartitionRule::Kind::kKafkaPartition:
      return "partition=" + std::to_string(to_int32(of.partition));
    case PartitionRule::Kind::kFields:
      return encode_fields(rule, stored);
    case PartitionRule::Kind::kTime:
      break;
  }
  TRY_ASSIGN(UnixMillis time, record_time(rule.timestamp, stored));
  return rule.path_format.text(bucket_of(rule, time), rule.zone);
}

Result<UnixMillis> record_time(const TimestampRule& rule, const model::StoredRecord& stored) {
  if (rule.field.empty()) return stored.record.timestamp;
  json::Parser parser;
  TRY_ASSIGN(json::Element value, parse_value(stored, &parser));
  auto member = find_member(value, rule.field);
  if (!member) return no_field(rule.field);
  if (auto time_ms = member->as_integer()) return UnixMillis(milliseconds(*time_ms));
  auto time_us = model::text_to_timestamp(member->as_string().value_or(""));
  if (!time_us) {
    return Status(Code::kInvalidArgument, "field '" + rule.field + "' is no time");
  }
  return UnixMillis(std::chrono::floor<milliseconds>(std::chrono::microseconds(*time_us)));
}

}  // namespace pinflow::sink
