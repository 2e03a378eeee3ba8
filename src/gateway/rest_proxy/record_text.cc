#include "gateway/rest_proxy/record_text.h"

#include "base/base64.h"
#include "json/compact.h"
#include "json/writer.h"

namespace pinflow::gateway {
namespace {

Status write_bytes(EmbeddedFormat format, const std::optional<std::string>& bytes,
                   std::string* out) {
  if (!bytes) {
    *out += "null";
    return Status();
  }
  switch (format) {
    case EmbeddedFormat::kJson:
      return json::compact(*bytes, out);
    case EmbeddedFormat::kBinary:
      json::write_string(base64_encode(*bytes), out);
      break;
    case EmbeddedFormat::kText:
      json::write_string(*bytes, out);
      break;
  }
  return Status();
}

}  // namespace

Status write_record(EmbeddedFormat format, const model::TopicPartition& from,
                    const model::StoredRecord& stored, std::string* out) {
  *out += R"({"topic":)";
  json::write_string(from.topic, out);
  *out += R"(,"key":)";
  Status status = write_bytes(format, stored.record.key, out);
  *out += R"(,"value":)";
  if (status.ok()) status = write_bytes(format, stored.record.value, out);
  if (!status.ok()) {
    return std::move(status).with_context(from.topic + "/" +
                                          std::to_string(to_int32(from.partition)) + "/" +
                                          std::to_string(to_int64(stored.offset)));
  }
  *out += R"(,"partition":)" + std::to_string(to_int32(from.partition));
  *out += R"(,"offset":)" + std::to_string(to_int64(stored.offset)) + "}";
  return Status();
}

}  // namespace pinflow::gateway
