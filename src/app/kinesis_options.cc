#include "app/kinesis_options.h"

#include <cstdlib>
#include <memory>

#include "objects/s3/credential_chain.h"

namespace pinflow::app {
namespace {

// The configured text, else the first of the variables that is set.
std::string text_or_variable(const Config& config, const char* key,
                             std::initializer_list<const char*> variables) {
  std::string text = config.text(key);
  for (const char* variable : variables) {
    const char* value = std::getenv(variable);
    if (text.empty() && value != nullptr) text = value;
  }
  return text;
}

Result<std::chrono::milliseconds> at_least_one(const Config& config, const std::string& key) {
  const int64_t millis = config.integer(key);
  if (millis >= 1) return std::chrono::milliseconds(millis);
  return Status(Code::kInvalidArgument, key + ": at least 1");
}

}  // namespace

Result<eventlog::KinesisEventLogOptions> kinesis_options(const Config& config,
                                                         const std::filesystem::path& folder) {
  eventlog::KinesisEventLogOptions options;
  options.folder = folder;
  options.service.region =
      text_or_variable(config, "eventlog.kinesis.region", {"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (options.service.region.empty()) {
    return Status(Code::kInvalidArgument,
                  "eventlog.kinesis.region: missing: give it, or AWS_REGION");
  }
  options.service.endpoint = text_or_variable(config, "eventlog.kinesis.endpoint",
                                              {"AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL"});
  auto chain =
      std::make_shared<objects::CredentialChain>(objects::Credentials(), options.service.region);
  options.service.key = [chain]() -> Result<eventlog::AccessKey> {
    TRY_ASSIGN(objects::Credentials found, chain->get());
    return eventlog::AccessKey{found.access_key, found.secret_key, found.session_token};
  };
  TRY_ASSIGN(options.service.answer_timeout,
             at_least_one(config, "eventlog.kinesis.answer_timeout_ms"));
  TRY_ASSIGN(options.read_interval, at_least_one(config, "eventlog.kinesis.read_ms"));
  TRY_ASSIGN(options.idle_interval, at_least_one(config, "eventlog.kinesis.idle_ms"));
  TRY_ASSIGN(options.refresh_period, at_least_one(config, "eventlog.kinesis.refresh_ms"));
  options.streams = config.list("eventlog.kinesis.streams");
  if (int64_t hours = config.integer("eventlog.retention_hours"); hours > 0) {
    options.retention_time = std::chrono::hours(hours);
  }
  if (int64_t bytes = config.integer("eventlog.retention_bytes"); bytes > 0) {
    options.retention_bytes = static_cast<uint64_t>(bytes);
  }
  options.local.segment_bytes_max = static_cast<uint64_t>(config.integer("eventlog.segment_bytes"));
  options.local.queue_bytes_max = static_cast<uint64_t>(config.integer("eventlog.queue_bytes_max"));
  options.limits.queue_bytes_max = options.local.queue_bytes_max;
  return options;
}

}  // namespace pinflow::app
