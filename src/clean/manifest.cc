// Manifests as JSON: {"replaces": false, "objects": [["key", size, "etag", crc, records], …]}, of a
// packed object also how many bytes its lines have.
#include "clean/manifest.h"

#include <array>
#include <cstdio>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::clean {
namespace {

std::string to_json(const Manifest& manifest) {
  json::Writer writer;
  writer.begin_object().member("replaces", manifest.replaces).key("objects").begin_array();
  for (const ReadObject& object : manifest.objects) {
    writer.begin_array().value(object.key).value(object.size_bytes);
    writer.value(object.etag).value(static_cast<int64_t>(object.crc));
    writer.value(object.record_count);
    if (object.is_packed()) writer.value(object.unpacked_bytes);
    writer.end_array();
  }
  writer.end_array().end_object();
  return writer.take();
}

std::optional<ReadObject> object_from_json(json::Element fields) {
  std::vector<json::Element> values;
  fields.each_element([&](json::Element value) {
    values.push_back(value);
    return true;
  });
  if (values.size() < 4 || values.size() > 6) return std::nullopt;
  auto key = values[0].as_string();
  auto size = values[1].as_integer();
  auto etag = values[2].as_string();
  auto crc = values[3].as_integer();
  auto number_at = [&](size_t index) {
    return values.size() > index ? values[index].as_integer() : std::optional<int64_t>(0);
  };
  auto count = number_at(4);
  auto unpacked = number_at(5);
  if (!key || !size || !etag || !crc || !count || !unpacked) return std::nullopt;
  return ReadObject{std::string(*key),
                    static_cast<uint64_t>(*size),
                    std::string(*etag),
                    static_cast<uint32_t>(*crc),
                    *count,
                    static_cast<uint64_t>(*unpacked)};
}

std::optional<Manifest> from_json(std::string_view text) {
  json::Parser parser;
  Result<json::Element> root = parser.parse(text);
  if (!root.ok()) return std::nullopt;
  auto replaces = (*root)["replaces"];
  auto objects = (*root)["objects"];
  if (!replaces || !replaces->as_bool() || !objects) return std::nullopt;
  Manifest manifest{*replaces->as_bool(), {}};
  bool whole = objects->kind() == json::Kind::kArray;
  objects->each_element([&](json::Element fields) {
    std::optional<ReadObject> object = object_from_json(fields);
    whole = object.has_value();
    if (whole) manifest.objects.push_back(std::move(*object));
    return whole;
  });
  if (!whole) return std::nullopt;
  return manifest;
}

}  // namespace

Manifests::Manifests(objects::Store& store, std::string folder)
    : store_(store), folder_(std::move(folder)) {}

Result<ReadObjects> Manifests::read_all(int64_t count) const {
  ReadObjects all;
  for (int64_t number = 0; number < count; ++number) {
    TRY_ASSIGN(std::optional<Manifest> manifest, read(number));
    if (!manifest) {
      return Status(Code::kCorruption, key(number) +
                                           ": missing, so that it is not known which "
                                           "objects were read; --full reads all again");
    }
    if (manifest->replaces) all.clear();
    for (ReadObject& object : manifest->objects) all[object.key] = std::move(object);
  }
  return all;
}

Result<std::optional<Manifest>> Manifests::read(int64_t number) const {
  Result<std::string> text = store_.get(key(number));
  if (!text.ok() && text.status().code() == Code::kNotFound) return std::optional<Manifest>();
  if (!text.ok()) return text.status();
  std::optional<Manifest> manifest = from_json(*text);
  if (!manifest) return Status(Code::kCorruption, key(number) + ": not a manifest");
  return manifest;
}

Status Manifests::write(int64_t number, const Manifest& manifest) {
  return store_.put_if_absent(key(number), to_json(manifest));
}

std::string Manifests::key(int64_t number) const {
  std::array<char, 21> digits;
  std::snprintf(digits.data(), digits.size(), "%020lld", static_cast<long long>(number));
  return folder_ + digits.data() + ".json";
}

}  // namespace pinflow::clean
