#include "query/spark/requests.h"

#include <chrono>

#include "base/base64.h"

namespace pinflow::query {
namespace {

std::vector<json::Element> elements_of(std::optional<json::Element> list) {
  std::vector<json::Element> elements;
  if (!list) return elements;
  list->each_element([&](json::Element element) {
    elements.push_back(element);
    return true;
  });
  return elements;
}

int64_t integer_of(json::Element object, std::string_view name) {
  std::optional<json::Element> member = object[name];
  return member ? member->as_integer().value_or(0) : 0;
}

int64_t integer_of(const json::Element& element) { return element.as_integer().value_or(0); }

std::string text_of(const json::Element& element) {
  return std::string(element.as_string().value_or(""));
}

Cell cell_of(json::Element element) {
  if (auto flag = element.as_bool()) return *flag;
  if (auto integer = element.as_integer()) return *integer;
  if (auto number = element.as_double()) return *number;
  if (auto text = element.as_string()) return std::string(*text);
  return std::monostate();
}

void write_names(const std::vector<std::string>& names, json::Writer* out) {
  out->begin_array();
  for (const std::string& name : names) out->value(std::string_view(name));
  out->end_array();
}

}  // namespace

json::Writer begin_request(std::string_view session, std::string_view operation) {
  json::Writer writer;
  writer.begin_object().member("session", session).member("do", operation);
  return writer;
}

void write_schema(const model::Schema& schema, json::Writer* out) {
  out->begin_array();
  for (const model::Column& column : schema.columns) {
    out->begin_array().value(std::string_view(column.name)).value(model::type_name(column.type));
    out->end_array();
  }
  out->end_array();
}

void write_dataset(const model::Dataset& dataset, const model::Schema& schema, json::Writer* out) {
  out->begin_object().key("columns");
  write_schema(dataset.raw, out);
  out->key("bronze");
  write_schema(schema, out);
  out->key("aliases").begin_object();
  for (const auto& [alias, column] : dataset.aliases) {
    out->member(alias, std::string_view(column));
  }
  out->end_object().key("required");
  write_names(dataset.required, out);
  out->member("reject_unknown", dataset.reject_unknown_columns).end_object();
}

void write_objects(const std::vector<ObjectToGather>& objects, json::Writer* out) {
  out->begin_array();
  for (size_t index = 0; index < objects.size(); ++index) {
    const ObjectToGather& object = objects[index];
    out->begin_object().member("index", static_cast<int64_t>(index));
    out->member("key", std::string_view(object.key));
    out->member("url", std::string_view(spark_url(object.url)));
    out->member("size", object.size_bytes);
    out->member("topic", std::string_view(object.from.topic));
    out->member("partition", static_cast<int64_t>(to_int32(object.from.partition)));
    out->member("offset", to_int64(object.first_offset));
    out->member("crc", static_cast<int64_t>(object.crc));
    out->key("parts");
    if (!object.parts) {
      out->null();
    } else {
      out->begin_array();
      for (const ObjectToGather::Part& part : *object.parts) {
        out->begin_array().value(part.first_line).value(part.position).value(part.size_bytes);
        out->end_array();
      }
      out->end_array();
    }
    out->end_object();
  }
  out->end_array();
}

std::string spark_url(const std::string& url) {
  return url.starts_with("s3://") ? "s3a" + url.substr(2) : url;
}

Table table_of(json::Element answer) {
  Table table;
  for (const json::Element& column : elements_of(answer["columns"])) {
    std::vector<json::Element> parts = elements_of(column);
    if (parts.size() == 2) table.columns.push_back({text_of(parts[0]), text_of(parts[1])});
  }
  for (const json::Element& row : elements_of(answer["rows"])) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (const json::Element& cell : elements_of(row)) cells.push_back(cell_of(cell));
  }
  std::optional<json::Element> truncated = answer["truncated"];
  table.truncated = truncated && truncated->as_bool().value_or(false);
  return table;
}

std::vector<lake::DataFile> files_of(json::Element answer) {
  std::vector<lake::DataFile> files;
  for (const json::Element& found : elements_of(answer["files"])) {
    lake::DataFile file;
    file.path = found.text_of("path");
    file.size_bytes = integer_of(found, "size");
    file.row_count = integer_of(found, "rows");
    file.modified_at = UnixMillis{std::chrono::milliseconds(integer_of(found, "modified"))};
    file.stats = found.text_of("stats");
    files.push_back(std::move(file));
  }
  return files;
}

GatheredObjects gathered_of(json::Element answer, const std::vector<ObjectToGather>& objects) {
  GatheredObjects gathered;
  gathered.files = files_of(answer);
  const Status unread(Code::kUnavailable, "not read");
  gathered.objects.resize(objects.size(), GatheredObject{0, 0, 0, unread});
  for (const json::Element& found : elements_of(answer["objects"])) {
    auto index = static_cast<size_t>(integer_of(found, "index"));
    if (index >= objects.size()) continue;
    GatheredObject& object = gathered.objects[index];
    std::string error = found.text_of("error");
    bool is_gone = found["gone"].has_value();
    object.error = error.empty() ? Status()
                                 : Status(is_gone ? Code::kNotFound : Code::kCorruption,
                                          objects[index].key + ": " + error);
    object.crc = static_cast<uint32_t>(integer_of(found, "crc"));
    object.record_count = integer_of(found, "records");
    object.content_bytes = static_cast<uint64_t>(integer_of(found, "bytes"));
  }
  for (const json::Element& found : elements_of(answer["letters"])) {
    std::vector<json::Element> parts = elements_of(found);  // index, offset, place, reason, value
    if (parts.size() != 5) continue;
    auto index = static_cast<size_t>(integer_of(parts[0]));
    if (index >= objects.size()) continue;
    const ObjectToGather& object = objects[index];
    gathered.dead_letters.push_back({text_of(parts[3]), object.from.topic, "",
                                     to_int32(object.from.partition), integer_of(parts[1]),
                                     static_cast<int32_t>(integer_of(parts[2])), object.key,
                                     base64_decode(text_of(parts[4])).value_or("")});
  }
  return gathered;
}

}  // namespace pinflow::query
