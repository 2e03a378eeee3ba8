#include "gateway/rest_proxy/produce_request.h"

#include <array>
#include <charconv>

#include "base/base64.h"
#include "eventlog/event_log.h"
#include "json/compact.h"
#include "json/document.h"
#include "json/slice.h"

namespace pinflow::gateway {
namespace {

using Text = std::optional<std::string>;

constexpr std::array<std::string_view, 3> kFields = {"key", "value", "partition"};

RestError at(size_t index, std::string_view field, int status, int code, std::string_view cause) {
  std::string path = "records[" + std::to_string(index) + "]";
  if (!field.empty()) path += "." + std::string(field);
  return {status, code, path + ": " + std::string(cause)};
}

bool is_absent(json::Slice slice) { return slice.data() == nullptr; }
bool is_nothing(json::Slice slice) { return is_absent(slice) || slice == "null"; }

// Nothing for null and for a field that is not there. False when it is not of the format.
bool decode(json::Slice slice, EmbeddedFormat format, Text* text) {
  if (is_nothing(slice)) return true;
  if (format == EmbeddedFormat::kJson) {
    text->emplace().reserve(slice.size());
    json::compact_valid(slice, &**text);
    return true;
  }
  json::Parser parser;
  auto parsed = parser.parse(slice);
  auto content = parsed.ok() ? parsed->as_string() : std::nullopt;
  if (!content) return false;
  *text = format == EmbeddedFormat::kText ? Text(*content) : base64_decode(*content);
  return text->has_value();
}

bool decode_partition(json::Slice slice, std::optional<int64_t>* partition) {
  if (is_nothing(slice)) return true;
  int64_t number = 0;
  const char* last = slice.data() + slice.size();
  auto [end, error] = std::from_chars(slice.data(), last, number);
  if (error != std::errc() || end != last) return false;
  *partition = number;
  return true;
}

std::optional<RestError> decode_record(size_t index, std::span<const json::Slice> fields,
                                       EmbeddedFormat format, RecordToProduce* to) {
  const json::Slice key = fields[0];
  const json::Slice value = fields[1];
  if (is_absent(value) && is_nothing(key)) {
    return at(index, "value", 422, 422, "missing");
  }
  std::string_view wanted = format == EmbeddedFormat::kText
                                ? "the text format takes strings"
                                : "the binary format takes base64 strings";
  if (!decode(key, format, &to->record.key)) return at(index, "key", 422, 42203, wanted);
  if (!decode(value, format, &to->record.value)) return at(index, "value", 422, 42203, wanted);
  if (!decode_partition(fields[2], &to->partition)) {
    return at(index, "partition", 422, 422, "not an integer");
  }
  uint64_t size_bytes = to->record.key.value_or("").size();
  if (to->record.value) size_bytes += to->record.value->size();
  if (size_bytes <= eventlog::kRecordBytesMax) return std::nullopt;
  return at(index, "", 413, 413,
            std::to_string(size_bytes) + " bytes, but a record has at most " +
                std::to_string(eventlog::kRecordBytesMax));
}

RestError shape_error(const Status& status) {
  if (status.code() == Code::kInvalidArgument) return {400, 400, "body: " + status.message()};
  if (status.code() == Code::kOutOfRange) {
    return {422, 422, "records: " + status.message()};
  }
  return {422, 422, "records may not be empty: no such array"};
}

}  // namespace

std::variant<std::vector<RecordToProduce>, RestError> parse_produce(std::string_view body,
                                                                    EmbeddedFormat format) {
  if (body.empty()) return RestError{422, 42206, "Request body is empty. Data is required."};
  auto sliced = json::slice_objects(body, "records", kFields);
  if (!sliced.ok()) return shape_error(sliced.status());
  if (sliced->size() == 0) {
    return RestError{422, 422, "records may not be empty"};
  }
  std::vector<RecordToProduce> records(sliced->size());
  for (size_t i = 0; i < records.size(); ++i) {
    if (auto error = decode_record(i, (*sliced)[i], format, &records[i])) return *error;
  }
  return records;
}

}  // namespace pinflow::gateway
