#include "gateway/kafka/topic_plan.h"

#include <map>

#include "gateway/rest_proxy/topic_settings.h"

namespace pinflow::gateway::kafka {
namespace {

constexpr int64_t kAsTheServerHasIt = -1;

Status invalid(std::string message, std::string_view name) {
  return Status(Code::kInvalidArgument, std::move(message)).named(name);
}

Status check_count(int64_t count) {
  if (count >= 1 && count <= eventlog::kPartitionCountMax) return Status();
  return invalid(
      "partitions: 1 to " + std::to_string(eventlog::kPartitionCountMax) + " are possible",
      kInvalidPartitionsName);
}

// Of one server, which keeps each record once.
Status check_replication(int64_t factor) {
  if (factor == 1 || factor == kAsTheServerHasIt) return Status();
  return invalid(
      "Replication factor: " + std::to_string(factor) + " larger than available brokers: 1.",
      kInvalidReplicationName);
}

Status apply(const Message& wanted, const eventlog::TopicConfig& defaults, TopicPlan* plan) {
  Status valid = model::check_topic_name(plan->name);
  if (!valid.ok()) return std::move(valid).named(kInvalidTopicName);
  const auto& assignments = wanted.list("assignments");
  if (assignments.empty()) {
    TRY(check_replication(wanted.number("replication_factor")));
    if (wanted.number("num_partitions") != kAsTheServerHasIt) {
      plan->config.partition_count = wanted.number32("num_partitions");
    }
  } else {
    plan->config.partition_count = static_cast<int32_t>(assignments.size());
  }
  TRY(check_count(plan->config.partition_count));
  for (const Message& setting : wanted.list("configs")) {
    const std::string value(setting.text("value"));
    TRY(change_setting(setting.text("name"), setting.is_null("value") ? nullptr : &value, defaults,
                       &plan->config));
  }
  return Status();
}

}  // namespace

TopicPlan plan_topic(const Message& wanted, const eventlog::TopicConfig& defaults) {
  TopicPlan plan{std::string(wanted.text("name")), defaults, {}};
  plan.status = apply(wanted, defaults, &plan);
  return plan;
}

void refuse_repeated(std::vector<TopicPlan>* plans) {
  std::map<std::string, int> counts;
  for (const TopicPlan& plan : *plans) ++counts[plan.name];
  for (TopicPlan& plan : *plans) {
    if (counts[plan.name] == 1) continue;
    plan.status = Status(Code::kInvalidArgument, "topic " + plan.name + " is named twice");
  }
}

PartitionsPlan plan_partitions(const Message& wanted) {
  PartitionsPlan plan{std::string(wanted.text("name")), wanted.number32("count"), {}};
  plan.status = check_count(plan.count);
  return plan;
}

Status change_setting(std::string_view name, const std::string* value,
                      const eventlog::TopicConfig& defaults, eventlog::TopicConfig* config) {
  std::string standard;
  for (const TopicSetting& setting : topic_settings(defaults)) {
    if (setting.name == name) standard = setting.value;
  }
  const std::string& wanted = value ? *value : standard;
  if (name == "cleanup.policy" && wanted != "delete") {
    return invalid(
        "cleanup.policy: " + wanted + ": logs are not compacted here; delete is possible",
        kInvalidConfigName);
  }
  Status status = set_topic_setting(name, wanted, config);
  if (status.ok()) return status;
  return invalid(status.message(), kInvalidConfigName);
}

ErrorCode topic_error(const Status& status) {
  if (status.name() == kInvalidTopicName) return ErrorCode::kInvalidTopic;
  if (status.name() == kInvalidPartitionsName) return ErrorCode::kInvalidPartitions;
  if (status.name() == kInvalidReplicationName) return ErrorCode::kInvalidReplicationFactor;
  if (status.name() == kInvalidConfigName) return ErrorCode::kInvalidConfig;
  return error_of(status);
}

}  // namespace pinflow::gateway::kafka
