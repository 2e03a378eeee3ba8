#include "gateway/rest_v3/records_request.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "base/base64.h"
#include "base/nearest_name.h"
#include "eventlog/event_log.h"
#include "gateway/rest_v3/record_splitter.h"
#include "json/compact.h"
#include "json/reader.h"
#include "model/text_value.h"

namespace pinflow::gateway {
namespace {

using RawMembers = std::map<std::string, std::string_view>;  // Raw JSON by name.

constexpr size_t kEntryIdBytesMax = 80;

RestError bad_record(std::string_view path, std::string_view cause) {
  return {400, 400, std::string(path) + ": " + std::string(cause)};
}

// The string that raw JSON is; nothing when it is something else.
std::optional<std::string> string_of(std::string_view raw) {
  json::Parser parser;
  auto parsed = parser.parse(raw);
  auto text = parsed.ok() ? parsed->as_string() : std::nullopt;
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

Result<RawMembers> read_members(std::string_view text) {
  RawMembers members;
  json::Reader reader(text);
  if (reader.peek() != '{') return Status(Code::kInvalidArgument, "an object is wanted");
  std::string_view raw_name;
  std::string_view raw;
  for (bool inside = reader.enter(); inside && reader.next_member(&raw_name);) {
    if (!reader.read_value(&raw)) break;
    if (raw != "null") members[string_of(raw_name).value_or("")] = raw;
  }
  TRY(reader.finish());
  return members;
}

// A misspelt name must not make a record without a value.
std::optional<RestError> refuse_unknown(const RawMembers& members, const std::string& parent,
                                        std::span<const std::string> known) {
  for (const auto& [name, raw] : members) {
    if (std::ranges::find(known, name) != known.end()) continue;
    return bad_record(parent + name, "there is no such member" + did_you_mean(name, known));
  }
  return std::nullopt;
}

// {"type":"JSON","data":…} as bytes, and what the report says of them.
std::optional<RestError> read_typed(std::string_view raw, std::string_view field,
                                    std::optional<std::string>* bytes,
                                    std::optional<TypedSize>* size) {
  auto members = read_members(raw);
  if (!members.ok()) return bad_record(field, members.status().message());
  std::string type = string_of((*members)["type"]).value_or("");
  std::string_view data = (*members)["data"];
  if (data.empty() && (type.empty() || type == "JSON")) {
    static const std::vector<std::string> kNames = {"type", "data"};
    if (!type.empty()) *size = TypedSize{type, 0};
    return refuse_unknown(*members, std::string(field) + ".", kNames);
  }
  if (type == "JSON") {
    json::compact_valid(data, &bytes->emplace());
  } else if (type == "STRING") {
    *bytes = string_of(data);
  } else if (type == "BINARY") {
    auto text = string_of(data);
    *bytes = text ? base64_decode(*text) : std::nullopt;
  } else {
    return bad_record(std::string(field) + ".type",
                      "JSON, STRING or BINARY is wanted (types with schemas are not supported)");
  }
  if (!*bytes) return bad_record(std::string(field) + ".data", "not of type " + type);
  *size = TypedSize{type, (*bytes)->size()};
  return std::nullopt;
}

std::optional<RestError> read_headers(std::string_view raw, model::Record* record) {
  JsonBody body;
  std::string wrapped = R"({"headers":)" + std::string(raw) + "}";
  if (auto error = body.parse(wrapped)) return error;
  auto error = body.each_of("headers", R"({"name":"h","value":"base64"})", [&](json::Element one) {
    auto name = one["name"];
    auto value = one["value"];
    if (!name || !name->as_string()) return false;
    model::Header& header = record->headers.emplace_back();
    header.name = *name->as_string();
    if (!value || value->is_null()) return true;
    header.value = base64_decode(value->as_string().value_or("!"));
    return header.value.has_value();
  });
  if (error) error->http_status = error->error_code = 400;
  return error;
}

std::optional<RestError> read_place(RawMembers& members, V3Record* record) {
  if (members.contains("partition_id")) {
    record->to_produce.partition = model::text_to_integer(members["partition_id"]);
    if (!record->to_produce.partition) return bad_record("partition_id", "an integer is wanted");
  }
  if (members.contains("timestamp")) {
    auto micros = model::text_to_timestamp(string_of(members["timestamp"]).value_or(""));
    if (!micros) return bad_record("timestamp", "wanted is such as \"2026-01-31T12:00:00Z\"");
    record->to_produce.record.timestamp = UnixMillis(std::chrono::milliseconds(*micros / 1000));
  }
  return std::nullopt;
}

}  // namespace

ParsedRecord parse_record(std::string_view text) {
  auto members = read_members(text);
  if (!members.ok()) return bad_record("record", members.status().message());
  static const std::vector<std::string> kNames = {"partition_id", "headers", "key", "value",
                                                  "timestamp",    "id"};  // Of a batch's entries.
  if (auto error = refuse_unknown(*members, "", kNames)) return *error;
  V3Record read;
  model::Record& record = read.to_produce.record;
  std::optional<RestError> error = read_place(*members, &read);
  if (!error && members->contains("headers")) error = read_headers((*members)["headers"], &record);
  if (!error && members->contains("key")) {
    error = read_typed((*members)["key"], "key", &record.key, &read.key);
  }
  if (!error && members->contains("value")) {
    error = read_typed((*members)["value"], "value", &record.value, &read.value);
  }
  if (error) return *error;
  uint64_t size_bytes = record.key.value_or("").size() + record.value.value_or("").size();
  if (size_bytes > eventlog::kRecordBytesMax) {
    return RestError{413, 413, "record: " + std::to_string(size_bytes) + " bytes are too many"};
  }
  return read;
}

ParsedRecord broken_record() { return bad_record("record", "the JSON breaks off"); }

std::vector<ParsedRecord> parse_record_stream(std::string_view body) {
  std::vector<ParsedRecord> records;
  RecordSplitter splitter;
  splitter.add(body);
  while (auto object = splitter.next()) records.push_back(parse_record(*object));
  if (splitter.begun_bytes() > 0) records.push_back(broken_record());
  return records;
}

Parsed<std::vector<BatchEntry>> parse_record_batch(std::string_view body) {
  auto refuse = [](const std::string& cause) { return RestError{422, 42208, "entries: " + cause}; };
  auto members = read_members(body);
  if (!members.ok()) return RestError{400, 400, "body: " + members.status().message()};
  std::string_view entries = (*members)["entries"];
  if (!entries.starts_with('[')) return refuse("an array is wanted");
  std::vector<std::string_view> texts;
  std::string_view raw;
  json::Reader reader(entries);
  for (bool inside = reader.enter(); inside && reader.next_element();) {
    if (!reader.read_value(&raw)) break;
    texts.push_back(raw);
  }
  if (texts.empty()) return refuse("at least one is wanted");
  if (texts.size() > kBatchEntriesMax) {
    return refuse("at most " + std::to_string(kBatchEntriesMax) + " at a time");
  }
  std::vector<BatchEntry> batch;
  std::set<std::string> ids;
  for (std::string_view text : texts) {
    auto entry = read_members(text);
    std::string id = entry.ok() ? string_of((*entry)["id"]).value_or("") : "";
    bool is_good = !id.empty() && id.size() <= kEntryIdBytesMax && ids.insert(id).second;
    if (!is_good) return refuse("distinct ids of 1 to 80 characters are wanted");
    batch.push_back({std::move(id), parse_record(text)});
  }
  return batch;
}

}  // namespace pinflow::gateway
