#include "gateway/rest_proxy/topic_settings.h"

#include "model/text_value.h"

namespace pinflow::gateway {
namespace {

using eventlog::TopicConfig;

constexpr int64_t kNoLimit = -1;

Status invalid(std::string_view name, std::string_view value) {
  return Status(Code::kInvalidArgument,
                "Invalid value " + std::string(value) + " for configuration " + std::string(name));
}

}  // namespace

std::vector<TopicSetting> topic_settings(const TopicConfig& config) {
  int64_t bytes = config.retention_bytes ? static_cast<int64_t>(*config.retention_bytes) : kNoLimit;
  int64_t time_ms = config.retention_time ? config.retention_time->count() : kNoLimit;
  return {{"cleanup.policy", "delete"},
          {"max.message.bytes", std::to_string(config.record_bytes_max)},
          {"retention.bytes", std::to_string(bytes)},
          {"retention.ms", std::to_string(time_ms)}};
}

Status set_topic_setting(std::string_view name, std::string_view value, TopicConfig* config) {
  if (name == "cleanup.policy") return value == "delete" ? Status() : invalid(name, value);
  auto number = model::text_to_integer(value);
  bool is_limit = name == "retention.ms" || name == "retention.bytes";
  if (!is_limit && name != "max.message.bytes") {
    return Status(Code::kNotFound, "Unknown topic config name: " + std::string(name));
  }
  if (!number || *number < (is_limit ? kNoLimit : 1)) return invalid(name, value);
  if (name == "retention.ms") {
    config->retention_time.reset();
    if (*number != kNoLimit) config->retention_time = std::chrono::milliseconds(*number);
  } else if (name == "retention.bytes") {
    config->retention_bytes.reset();
    if (*number != kNoLimit) config->retention_bytes = static_cast<uint64_t>(*number);
  } else {
    auto bytes = static_cast<uint64_t>(*number);
    if (bytes > eventlog::kRecordBytesMax) return invalid(name, value);  // No door takes more.
    config->record_bytes_max = bytes;
  }
  return Status();
}

}  // namespace pinflow::gateway
