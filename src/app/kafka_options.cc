#include "app/kafka_options.h"

#include <cstdlib>
#include <memory>

#include "base/file.h"
#include "eventlog/kafka/client_properties.h"
#include "eventlog/kafka/msk_token.h"
#include "objects/s3/credential_chain.h"
#include "sink/properties.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

constexpr const char* kTable = "eventlog.kafka.properties";

void add(const eventlog::ClientProperties& more, eventlog::ClientProperties* all) {
  for (const auto& [name, value] : more.properties) all->properties[name] = value;
  all->uses_msk_iam |= more.uses_msk_iam;
  if (!more.iam_role.empty()) all->iam_role = more.iam_role;
}

// Files of Java's clients hold what only those need.
Status add_file(const std::string& file, eventlog::ClientProperties* all) {
  TRY_ASSIGN(std::string text, read_file(file));
  Result<sink::Properties> java = sink::parse_properties(text);
  if (!java.ok()) return java.status().with_context(file);
  Result<eventlog::ClientProperties> read = eventlog::client_properties(*java);
  if (!read.ok()) return read.status().with_context(file);
  add(*read, all);
  std::string unused;
  for (const std::string& name : read->unused) unused += (unused.empty() ? "" : ", ") + name;
  if (!unused.empty()) {
    telemetry::log(telemetry::Level::kInfo, "app", "properties that have no use here",
                   {{"file", file}, {"names", unused}});
  }
  return Status();
}

Status add_table(const Config& config, eventlog::ClientProperties* all) {
  Result<eventlog::ClientProperties> read = eventlog::client_properties(config.texts(kTable));
  if (!read.ok()) return read.status().with_context(kTable);
  if (!read->unused.empty()) {
    std::string key = std::string(kTable) + "." + read->unused.front();
    return Status(Code::kInvalidArgument, config.settings().at(key).origin + ": " + key +
                                              ": librdkafka has no such "
                                              "property");
  }
  add(*read, all);
  return Status();
}

Result<std::string> region_of(const Config& config, const std::string& servers) {
  std::string region = config.text("eventlog.kafka.region");
  if (region.empty()) region = eventlog::msk_region(servers);
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    const char* value = std::getenv(variable);
    if (region.empty() && value != nullptr) region = value;
  }
  if (!region.empty()) return region;
  return Status(Code::kInvalidArgument,
                "eventlog.kafka.region: the servers' names do not tell it: give it, or AWS_REGION");
}

// Signs a token for whoever AWS's tools would take us for.
Result<std::function<Result<eventlog::BearerToken>()>> msk_tokens(const std::string& region,
                                                                  const std::string& role) {
  if (!role.empty()) {
    telemetry::log(telemetry::Level::kWarning, "app",
                   "awsRoleArn is not assumed: the credentials that are found sign as they are",
                   {{"role", role}});
  }
  auto chain = std::make_shared<objects::CredentialChain>(objects::Credentials(), region);
  return std::function([chain, region]() -> Result<eventlog::BearerToken> {
    TRY_ASSIGN(objects::Credentials found, chain->get());
    return eventlog::msk_token({found.access_key, found.secret_key, found.session_token}, region,
                               system_clock().now());
  });
}

}  // namespace

Result<eventlog::ClientProperties> kafka_properties(const Config& config) {
  eventlog::ClientProperties all;
  for (const std::string& file : config.list("eventlog.kafka.properties_files")) {
    TRY(add_file(file, &all));
  }
  const std::string& servers = config.text("eventlog.kafka.bootstrap_servers");
  if (!servers.empty()) all.properties["bootstrap.servers"] = servers;
  TRY(add_table(config, &all));
  return all;
}

Result<eventlog::KafkaEventLogOptions> kafka_options(const Config& config) {
  TRY_ASSIGN(eventlog::ClientProperties all, kafka_properties(config));
  eventlog::KafkaEventLogOptions options;
  options.client.properties = std::move(all.properties);
  options.replication_factor =
      static_cast<int>(config.integer("eventlog.kafka.replication_factor"));
  options.limits.bytes_max = static_cast<uint64_t>(config.integer("eventlog.queue_bytes_max"));
  options.refresh_period = std::chrono::milliseconds(config.integer("eventlog.kafka.refresh_ms"));
  options.client.answer_timeout =
      std::chrono::milliseconds(config.integer("eventlog.kafka.answer_timeout_ms"));
  if (options.refresh_period.count() < 1 || options.client.answer_timeout.count() < 1) {
    return Status(Code::kInvalidArgument,
                  "eventlog.kafka: refresh_ms and answer_timeout_ms: at least 1");
  }
  if (all.uses_msk_iam) {
    TRY_ASSIGN(std::string region,
               region_of(config, options.client.properties["bootstrap.servers"]));
    TRY_ASSIGN(options.client.token, msk_tokens(region, all.iam_role));
  }
  return options;
}

}  // namespace pinflow::app
