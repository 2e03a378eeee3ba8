// DescribeConfigs, AlterConfigs and IncrementalAlterConfigs: the settings of topics, and what
// tools like to know of the server.
#include <algorithm>
#include <set>
#include <vector>

#include "gateway/kafka/call.h"
#include "gateway/kafka/topic_plan.h"
#include "gateway/rest_proxy/topic_settings.h"

namespace pinflow::gateway::kafka {
namespace {

constexpr int64_t kTopicResource = 2;
constexpr int64_t kBrokerResource = 4;
constexpr int64_t kFromTopic = 1;    // Where a value comes from,
constexpr int64_t kFromDefault = 5;  // as the protocol numbers it.
constexpr int64_t kTypeString = 2;
constexpr int64_t kTypeLong = 5;
constexpr int64_t kTypeList = 7;

bool is_asked_for(const Message& resource, std::string_view name) {
  if (resource.is_null("keys")) return true;
  const auto& keys = resource.list("keys");
  return std::any_of(keys.begin(), keys.end(),
                     [&](const Message& key) { return key.text("name") == name; });
}

void write_setting(const TopicSetting& setting, bool is_default, Message* config) {
  const bool is_list = setting.name == "cleanup.policy";
  config->set("name", setting.name).set("value", setting.value);
  config->set("is_read_only", is_list).set("source", is_default ? kFromDefault : kFromTopic);
  config->set("type", is_list ? kTypeList : kTypeLong);
}

Status describe_topic(const Call& call, const Message& resource, Message* answered) {
  const std::string name(resource.text("name"));
  if (!call.scope()(name)) return Status(Code::kDenied, "topic " + name + ": no right");
  TRY_ASSIGN(const eventlog::TopicPointer topic, call.service.log.shared_topic(name));
  const std::vector<TopicSetting> standard = topic_settings(call.service.creation.config);
  for (const TopicSetting& setting : topic_settings(topic->config)) {
    if (!is_asked_for(resource, setting.name)) continue;
    const bool is_default =
        std::any_of(standard.begin(), standard.end(), [&](const TopicSetting& other) {
          return other.name == setting.name && other.value == setting.value;
        });
    write_setting(setting, is_default, &answered->add("configs"));
  }
  return Status();
}

void describe_broker(const Call& call, const Message& resource, Message* answered) {
  const std::vector<TopicSetting> settings = {
      {"auto.create.topics.enable", call.service.creation.on_produce ? "true" : "false"},
      {"default.replication.factor", "1"},
      {"num.partitions", std::to_string(call.service.creation.config.partition_count)}};
  for (const TopicSetting& setting : settings) {
    if (!is_asked_for(resource, setting.name)) continue;
    Message& config = answered->add("configs").set("name", setting.name);
    config.set("value", setting.value).set("is_read_only", true).set("source", kFromDefault);
    config.set("type", kTypeString);
  }
}

// What is to become of one topic's settings. A null value is the default.
struct Change {
  std::string topic;
  bool begins_anew = false;  // What is not named is as by default.
  std::vector<std::pair<std::string, std::optional<std::string>>> settings;
  Status status;
};

Status make(eventlog::EventLog& log, const eventlog::TopicConfig& defaults, const Change& change,
            bool only_checks) {
  TRY(change.status);
  TRY_ASSIGN(eventlog::Topic topic, log.topic(change.topic));
  if (change.begins_anew) {
    topic.config.retention_time = defaults.retention_time;
    topic.config.retention_bytes = defaults.retention_bytes;
    topic.config.record_bytes_max = defaults.record_bytes_max;
  }
  for (const auto& [name, value] : change.settings) {
    TRY(change_setting(name, value ? &*value : nullptr, defaults, &topic.config));
  }
  if (only_checks) return Status();
  return log.change_topic(topic.name, topic.revision, topic.config).status();
}

Change change_of(const Call& call, const Message& resource, bool is_incremental) {
  constexpr int64_t kSet = 0;
  constexpr int64_t kDelete = 1;
  Change change{std::string(resource.text("name")), !is_incremental, {}, {}};
  if (resource.number("type") != kTopicResource) {
    change.status = Status(Code::kInvalidArgument, "only settings of topics can be changed");
  } else if (call.check(Action::kAdmin, change.topic) != ErrorCode::kNone) {
    change.status = Status(Code::kDenied, "the key has no right to change topic " + change.topic);
  }
  for (const Message& config : resource.list("configs")) {
    auto& [name, value] = change.settings.emplace_back();
    name = config.text("name");
    const int64_t operation = is_incremental ? config.number("operation") : kSet;
    if (operation == kSet && !config.is_null("value")) value = std::string(config.text("value"));
    if (operation == kSet || operation == kDelete) continue;
    change.status = Status(Code::kInvalidArgument, name + ": is no list").named(kInvalidConfigName);
  }
  return change;
}

http::Task<bool> alter(Call& call, bool is_incremental) {
  std::vector<Change> changes;
  for (const Message& resource : call.request.list("resources")) {
    changes.push_back(change_of(call, resource, is_incremental));
  }
  std::function<Result<std::vector<Status>>()> work =
      [&service = call.service, changes, only_checks = call.request.flag("validate_only")] {
        std::vector<Status> outcomes;
        for (const Change& change : changes) {
          outcomes.push_back(make(service.log, service.creation.config, change, only_checks));
        }
        return outcomes;
      };
  auto working = http::run_in<std::vector<Status>>(call.service.background, work);
  const Result<std::vector<Status>> outcomes = co_await working;
  size_t index = 0;
  for (const Message& resource : call.request.list("resources")) {
    const Status status = outcomes.ok() ? (*outcomes)[index++] : outcomes.status();
    Message& answered = call.answer.add("resources").set("type", resource.number("type"));
    answered.set("name", resource.text("name")).set("error_code", to_int64(topic_error(status)));
    if (!status.ok()) answered.set("error_message", status.message());
  }
  co_return true;
}

}  // namespace

http::Task<bool> describe_configs(Call& call) {
  std::set<std::pair<int64_t, std::string_view>> seen;  // As distinct() does by one field.
  for (const Message& resource : call.request.list("resources")) {
    if (!seen.emplace(resource.number("type"), resource.text("name")).second) continue;
    Message& answered = call.answer.add("resources").set("type", resource.number("type"));
    answered.set("name", resource.text("name"));
    Status status;
    if (resource.number("type") == kTopicResource) {
      status = describe_topic(call, resource, &answered);
    } else if (resource.number("type") == kBrokerResource) {
      describe_broker(call, resource, &answered);
    } else {
      status = Status(Code::kInvalidArgument, "settings of topics and brokers can be described");
    }
    answered.set("error_code", to_int64(topic_error(status)));
    if (!status.ok()) answered.set("error_message", status.message());
  }
  co_return true;
}

http::Task<bool> alter_configs(Call& call) {
  auto altering = alter(call, false);
  co_return co_await altering;
}

http::Task<bool> incremental_alter_configs(Call& call) {
  auto altering = alter(call, true);
  co_return co_await altering;
}

}  // namespace pinflow::gateway::kafka
