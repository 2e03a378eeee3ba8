#include "app/kafka_options.h"

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "eventlog/kafka/client_properties.h"
#include "eventlog/kafka/msk_token.h"
#include "objects/s3/assumed_role.h"
#include "sink/properties.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

constexpr const char* kTable = "eventlog.kafka.properties";

void add(const eventlog::ClientProperties& more, eventlog::ClientProperties* all) {
  for (const auto& [name, value] : more.properties) all->properties[name] = value;
  all->uses_msk_iam |= more.uses_msk_iam;
  if (!more.iam_role.arn.empty()) all->iam_role = more.iam_role;
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

Result<std::string> region_of(const Config& config, const std::string& servers,
                              const objects::Environment& environment) {
  std::string region = config.text("eventlog.kafka.region");
  if (region.empty()) region = eventlog::msk_region(servers);
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (region.empty()) region = environment(variable);
  }
  if (!region.empty()) return region;
  return Status(Code::kInvalidArgument,
                "eventlog.kafka.region: the servers' names do not tell it: give it, or AWS_REGION");
}

// Finds whoever AWS's tools would take us for, or the role that those assume.
std::function<Result<objects::Credentials>()> msk_credentials(
    const std::string& region, const eventlog::IamRole& role,
    const objects::Environment& environment) {
  auto chain =
      std::make_shared<objects::CredentialChain>(objects::Credentials(), region, environment);
  if (role.arn.empty()) return [chain] { return chain->get(); };
  objects::RoleOptions options{role.arn, role.session_name, role.external_id, role.sts_region};
  if (options.session_name.empty()) options.session_name = "pinflow";
  if (options.region.empty()) options.region = region;
  auto assumed = std::make_shared<objects::AssumedRole>(std::move(options), chain, environment);
  return [assumed] { return assumed->get(); };
}

Result<eventlog::BearerToken> sign_token(const objects::Credentials& with,
                                         const std::string& region) {
  const UnixMillis now = system_clock().now();
  eventlog::BearerToken token =
      eventlog::msk_token({with.access_key, with.secret_key, with.session_token}, region, now);
  // It is worth nothing any more when they have expired.
  if (with.expires_at && *with.expires_at > now) {
    token.expires_at = std::min(token.expires_at, *with.expires_at);
  }
  return token;
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

Result<eventlog::KafkaEventLogOptions> kafka_options(const Config& config,
                                                     const objects::Environment& environment) {
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
               region_of(config, options.client.properties["bootstrap.servers"], environment));
    options.client.role = all.iam_role.arn;
    options.client.token = [region, find = msk_credentials(region, all.iam_role, environment)]()
        -> Result<eventlog::BearerToken> {
      TRY_ASSIGN(objects::Credentials found, find());
      return sign_token(found, region);
    };
  }
  return options;
}

}  // namespace pinflow::app
