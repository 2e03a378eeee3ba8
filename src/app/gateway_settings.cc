#include "app/gateway_settings.h"

#include <algorithm>

#include "app/kafka_server.h"

namespace pinflow::app {
namespace {

gateway::kinesis::KinesisOptions kinesis_options(const Config& config) {
  gateway::kinesis::KinesisOptions options;
  options.region = config.text("gateway.kinesis.region");
  options.account = config.text("gateway.kinesis.account");
  options.state_delay = std::chrono::milliseconds(config.integer("gateway.kinesis.state_delay_ms"));
  options.shard_limit = config.integer("gateway.kinesis.shard_limit");
  options.has_shard_limits = config.flag("gateway.kinesis.shard_limits");
  options.errors_are_200 = config.flag("gateway.kinesis.errors_are_200");
  for (const std::string& name : config.names("gateway.credential")) {
    std::string prefix = "gateway.credential." + name + ".";
    options.credentials.push_back({name, config.text(prefix + "access_key"),
                                   config.text(prefix + "secret_key"),
                                   config.text(prefix + "session_token")});
  }
  return options;
}

gateway::Rate rate_at(const Config& config, const std::string& prefix) {
  return {static_cast<double>(config.integer(prefix + "requests_per_second")),
          static_cast<double>(config.integer(prefix + "burst"))};
}

// "test", which there always is, and those of the configuration.
std::vector<gateway::StageOptions> stages(const Config& config) {
  std::vector<std::string> names = config.names("gateway.stage");
  bool has_test = std::find(names.begin(), names.end(), "test") != names.end();
  std::vector<gateway::StageOptions> stages;
  if (!has_test) stages.emplace_back();
  for (const std::string& name : names) {
    const std::string prefix = "gateway.stage." + name + ".";
    if (!config.flag(prefix + "enabled")) continue;
    gateway::CorsRules cors{config.list(prefix + "cors_origins"),
                            config.list(prefix + "cors_methods"),
                            config.list(prefix + "cors_headers")};
    stages.push_back({name, std::move(cors), rate_at(config, prefix)});
  }
  return stages;
}

Result<std::optional<gateway::UsagePlan>> plan_of_key(const Config& config,
                                                      const std::string& name) {
  const std::string& plan = config.text("gateway.key." + name + ".plan");
  if (plan.empty()) return std::optional<gateway::UsagePlan>();
  std::vector<std::string> plans = config.names("gateway.plan");
  if (std::find(plans.begin(), plans.end(), plan) == plans.end()) {
    return Status(Code::kInvalidArgument,
                  "gateway.key." + name + ".plan: there is no [gateway.plan." + plan + "]");
  }
  const std::string prefix = "gateway.plan." + plan + ".";
  return std::optional(
      gateway::UsagePlan{rate_at(config, prefix), config.integer(prefix + "requests_per_day")});
}

Result<std::vector<gateway::ApiKey>> keys(const Config& config) {
  std::vector<gateway::ApiKey> keys;
  for (const std::string& name : config.names("gateway.key")) {
    const std::string prefix = "gateway.key." + name + ".";
    gateway::ApiKey& key = keys.emplace_back();
    key.name = name;
    key.sha256 = config.text(prefix + "sha256");
    key.topics = config.list(prefix + "topics");
    for (const std::string& action : config.list(prefix + "actions")) {
      Result<gateway::Action> parsed = gateway::parse_action(action);
      if (!parsed.ok()) return parsed.status().with_context("gateway.key." + name);
      key.actions.push_back(*parsed);
    }
    TRY_ASSIGN(key.plan, plan_of_key(config, name));
  }
  return keys;
}

gateway::RestProxyOptions rest_proxy_options(const Config& config) {
  gateway::RestProxyOptions options;
  options.topic_creation.on_produce = config.flag("gateway.auto_create_topics");
  eventlog::TopicConfig& topic = options.topic_creation.config;
  topic.partition_count = static_cast<int32_t>(config.integer("gateway.partitions"));
  if (int64_t hours = config.integer("eventlog.retention_hours"); hours > 0) {
    topic.retention_time = std::chrono::hours(hours);
  }
  if (int64_t bytes = config.integer("eventlog.retention_bytes"); bytes > 0) {
    topic.retention_bytes = static_cast<uint64_t>(bytes);
  }
  options.consumers.instance_timeout =
      std::chrono::milliseconds(config.integer("gateway.consumer_timeout_ms"));
  options.idempotency_window =
      std::chrono::milliseconds(config.integer("gateway.idempotency_window_ms"));
  return options;
}

}  // namespace

Result<gateway::GatewayOptions> gateway_options(const Config& config) {
  gateway::GatewayOptions options;
  options.stages = stages(config);
  options.access_log = config.text("gateway.access_log");
  options.rest_proxy = rest_proxy_options(config);
  options.kinesis = kinesis_options(config);
  TRY_ASSIGN(options.kafka, kafka_door_options(config));
  options.rate = rate_at(config, "gateway.");
  TRY_ASSIGN(options.keys, keys(config));
  return options;
}

}  // namespace pinflow::app
