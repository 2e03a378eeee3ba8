#include "gateway/kinesis/stage_template.h"

#include <array>
#include <span>

#include "base/base64.h"
#include "gateway/kinesis/fault.h"
#include "json/compact.h"
#include "json/reader.h"
#include "json/slice.h"
#include "json/writer.h"

namespace pinflow::gateway::kinesis {
namespace {

using json::Slice;

// Each in the exercise's spelling and in the service's.
constexpr std::array<std::string_view, 5> kFields = {"data", "Data", "partition-key",
                                                     "PartitionKey", "ExplicitHashKey"};
using Fields = std::array<Slice, kFields.size()>;
constexpr std::string_view kDefaultShardCount = "5";

bool is_given(Slice slice) { return slice.data() != nullptr && slice != "null"; }

void write_data(Slice data, DataForm form, json::Writer* writer) {
  if (!is_given(data)) return;
  writer->key("Data");
  bool is_base64 = form == DataForm::kBase64 && data.starts_with('"');
  if (is_base64) {
    writer->raw(data);
    return;
  }
  std::string text;
  json::compact_valid(data, &text);
  writer->value(base64_encode(text));
}

// A key that is no string goes by its text: the template puts quotes around it.
void write_key(std::string_view name, Slice key, json::Writer* writer) {
  if (!is_given(key)) return;
  writer->key(name);
  if (key.starts_with('"')) {
    writer->raw(key);
  } else {
    writer->value(key);
  }
}

void write_record(std::span<const Slice> fields, DataForm form, json::Writer* writer) {
  write_data(is_given(fields[0]) ? fields[0] : fields[1], form, writer);
  write_key("PartitionKey", is_given(fields[2]) ? fields[2] : fields[3], writer);
  write_key("ExplicitHashKey", fields[4], writer);
}

// The wanted members of the object that `body` is; those it does not have stay empty.
Status slice_object(std::string_view body, std::span<const std::string_view> names,
                    std::span<Slice> members) {
  json::Reader reader(body);
  if (reader.peek() != '{') return serialization_fault();
  std::string_view name;
  std::string_view value;
  bool is_open = reader.enter();
  while (is_open && reader.next_member(&name)) {
    reader.read_value(&value);
    for (size_t i = 0; i < names.size(); ++i) {
      if (name.substr(1, name.size() - 2) == names[i]) members[i] = value;
    }
  }
  return reader.finish().ok() ? Status() : serialization_fault();
}

json::Writer begin_body(std::string_view stream) {
  json::Writer writer;
  writer.begin_object().member("StreamName", stream);
  return writer;
}

}  // namespace

Result<std::string> put_record_body(std::string_view stream, std::string_view body, DataForm form) {
  Fields fields{};
  TRY(slice_object(body, kFields, fields));
  json::Writer writer = begin_body(stream);
  write_record(fields, form, &writer);
  writer.end_object();
  return writer.take();
}

Result<std::string> put_records_body(std::string_view stream, std::string_view body,
                                     DataForm form) {
  auto records = json::slice_objects(body, "records", kFields);
  if (!records.ok() && records.status().code() == Code::kNotFound) {
    records = json::slice_objects(body, "Records", kFields);
  }
  if (!records.ok()) return serialization_fault(records.status().message());
  json::Writer writer = begin_body(stream);
  writer.key("Records").begin_array();
  for (size_t i = 0; i < records->size(); ++i) {
    writer.begin_object();
    write_record((*records)[i], form, &writer);
    writer.end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

Result<std::string> create_stream_body(std::string_view stream, std::string_view body) {
  constexpr std::array<std::string_view, 2> kMembers = {"ShardCount", "StreamModeDetails"};
  std::array<Slice, 2> members{};
  if (!body.empty()) TRY(slice_object(body, kMembers, members));
  json::Writer writer = begin_body(stream);
  bool says_mode = is_given(members[1]);
  if (says_mode) writer.key("StreamModeDetails").raw(members[1]);
  bool says_count = is_given(members[0]) && members[0] != R"("")";
  if (says_count) {
    writer.key("ShardCount").raw(members[0]);
  } else if (!says_mode) {
    writer.key("ShardCount").raw(kDefaultShardCount);
  }
  writer.end_object();
  return writer.take();
}

}  // namespace pinflow::gateway::kinesis
