#include "serve/object_routes.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "json/writer.h"
#include "serve/shown_bytes.h"

namespace pinflow::serve {
namespace {

using http::Request;
using objects::ObjectInfo;
using objects::Store;

constexpr int64_t kObjectsMax = 1000;

Result<std::string> names_json(const ObjectAccess& access) {
  TRY_ASSIGN(std::vector<std::string> names, access.bucket_names());
  std::ranges::sort(names);
  json::Writer writer;
  writer.begin_array();
  for (const std::string& name : names) writer.value(name);
  return writer.end_array().take();
}

// A name that was not listed is not opened: opening may make a bucket.
Result<Store*> existing_bucket(const ObjectAccess& access, const Request& request) {
  const std::string name(request.parameter("bucket"));
  TRY_ASSIGN(std::vector<std::string> names, access.bucket_names());
  if (std::ranges::count(names, name) > 0) return access.bucket(name);
  return Status(Code::kNotFound, "no bucket '" + name + "'" + did_you_mean(name, names));
}

void write_object(const ObjectInfo& object, json::Writer* writer) {
  writer->member("key", object.key).member("size_bytes", static_cast<int64_t>(object.size_bytes));
  writer->member("modified_at_ms", to_int64(object.modified_at));
}

Result<std::string> objects_json(const ObjectAccess& access, const Request& request) {
  TRY_ASSIGN(int64_t limit, query_integer(request, "limit", 100, 1, kObjectsMax));
  TRY_ASSIGN(Store * bucket, existing_bucket(access, request));
  TRY_ASSIGN(std::vector<ObjectInfo> found, bucket->list(request.query_value("prefix").value_or(""),
                                                         request.query_value("after").value_or(""),
                                                         static_cast<size_t>(limit) + 1));
  bool has_more = found.size() > static_cast<size_t>(limit);
  if (has_more) found.pop_back();
  json::Writer writer;
  writer.begin_object().key("objects").begin_array();
  for (const ObjectInfo& object : found) {
    writer.begin_object();
    write_object(object, &writer);
    writer.end_object();
  }
  return writer.end_array().member("truncated", has_more).end_object().take();
}

Result<std::string> preview_json(const ObjectAccess& access, const Request& request) {
  const std::string key(request.query_value("key").value_or(""));
  TRY(objects::check_key(key));
  TRY_ASSIGN(Store * bucket, existing_bucket(access, request));
  TRY_ASSIGN(ObjectInfo object, bucket->info(key));
  TRY_ASSIGN(std::string bytes, access.beginning(*bucket, object, kPreviewBytesMax + 1));
  bool has_more = bytes.size() > kPreviewBytesMax;
  if (has_more) bytes = whole_letters(std::string_view(bytes).substr(0, kPreviewBytesMax));
  json::Writer writer;
  writer.begin_object();
  write_object(object, &writer);
  write_bytes("value", bytes, &writer);
  return writer.member("truncated", has_more).end_object().take();
}

}  // namespace

void add_object_routes(Desk& desk, const ObjectAccess& access) {
  desk.add("GET", "/v1/buckets",
           [access](const Request&) { return json_response(names_json(access)); });
  desk.add("GET", "/v1/buckets/{bucket}/objects", [access](const Request& request) {
    return json_response(objects_json(access, request));
  });
  desk.add("GET", "/v1/buckets/{bucket}/preview", [access](const Request& request) {
    return json_response(preview_json(access, request));
  });
}

}  // namespace pinflow::serve
