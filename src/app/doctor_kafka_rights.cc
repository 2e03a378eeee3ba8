#include "app/doctor_kafka_rights.h"

#include <set>

#include "app/connectors.h"
#include "app/streams.h"

namespace pinflow::app {
namespace {

using eventlog::Right;
using eventlog::RightsOn;
using FindingState = Finding::State;

// A right, as Kafka's tools and as IAM call it.
struct RightName {
  Right right;
  const char* operation;
  const char* action;
};
using RightNames = std::vector<RightName>;

const RightNames& of_topics() {
  static const RightNames names = {{Right::kDescribe, "Describe", "kafka-cluster:DescribeTopic"},
                                   {Right::kRead, "Read", "kafka-cluster:ReadData"},
                                   {Right::kWrite, "Write", "kafka-cluster:WriteData"},
                                   {Right::kDescribeConfigs, "DescribeConfigs",
                                    "kafka-cluster:DescribeTopicDynamicConfiguration"}};
  return names;
}

const RightNames& of_groups() {
  static const RightNames names = {{Right::kDescribe, "Describe", "kafka-cluster:DescribeGroup"},
                                   {Right::kRead, "Read", "kafka-cluster:AlterGroup"}};
  return names;
}

const RightNames& of_new_topics() {
  static const RightNames names = {{Right::kCreate, "Create", "kafka-cluster:CreateTopic"}};
  return names;
}

RightNames missing(const RightNames& wanted, const std::set<Right>& rights) {
  RightNames names;
  for (const RightName& name : wanted) {
    if (!rights.contains(name.right)) names.push_back(name);
  }
  return names;
}

std::string operations(const RightNames& names) {
  std::string text;
  for (const RightName& name : names)
    text += (text.empty() ? "" : ", ") + std::string(name.operation);
  return text;
}

// How to be given them. `kind` is "topic" or "group".
std::string how_to_allow(const RightNames& names, const std::string& kind, const std::string& of,
                         const KafkaUser& user) {
  std::string text;
  if (user.is_iam) {
    for (const RightName& name : names)
      text += (text.empty() ? "" : ", ") + std::string(name.action);
    text =
        "allow by IAM " + text + " on arn:aws:kafka:REGION:ACCOUNT:" + kind + "/CLUSTER/ID/" + of;
    // The writer is idempotent, which MSK counts as a right on the cluster.
    if (text.find(":WriteData") == text.npos) return text;
    return text + ", and kafka-cluster:WriteDataIdempotently on the cluster";
  }
  for (const RightName& name : names) text += std::string(" --operation ") + name.operation;
  return "kafka-acls.sh --bootstrap-server " + user.servers +
         " --add --allow-principal User:" + (user.name.empty() ? "NAME" : user.name) + text +
         " --" + kind + " " + of;
}

Finding untold(const std::string& what, const std::string& name) {
  return {FindingState::kWarning, what, name + ": the server does not tell what is allowed",
          "nothing, while it works: what is missing is named by the error"};
}

}  // namespace

Finding judge_topic_rights(const RightsOn& topic, const KafkaUser& user) {
  const std::string what = "kafka topic";
  auto allow = [&](const RightNames& names) {
    return how_to_allow(names, "topic", topic.name, user);
  };
  switch (topic.state) {
    case RightsOn::State::kUntold:
      return untold(what, topic.name);
    case RightsOn::State::kHidden:
      return {FindingState::kBad, what, topic.name + " is not shown to this user, if it is there",
              allow(of_topics())};
    case RightsOn::State::kAbsent:
      if (topic.rights.contains(Right::kCreate)) {
        return {FindingState::kGood, what, topic.name + " is not there yet, and may be made", ""};
      }
      return {FindingState::kBad, what, topic.name + " is not there, and this user may not make it",
              "make it, or " + allow(of_new_topics())};
    case RightsOn::State::kTold:
      break;
  }
  const RightNames names = missing(of_topics(), topic.rights);
  if (names.empty()) {
    return {FindingState::kGood, what, topic.name + " may be read and written", ""};
  }
  // Without its configs a topic is taken for one of the defaults.
  const bool works = names.front().right == Right::kDescribeConfigs;
  return {works ? FindingState::kWarning : FindingState::kBad, what,
          topic.name + ": not allowed: " + operations(names), allow(names)};
}

Finding judge_group_rights(const RightsOn& group, const KafkaUser& user) {
  const std::string what = "kafka group";
  if (group.state == RightsOn::State::kUntold) return untold(what, group.name);
  const RightNames names = missing(of_groups(), group.rights);
  if (names.empty()) {
    return {FindingState::kGood, what, group.name + " may keep its positions", ""};
  }
  return {FindingState::kBad, what, group.name + ": not allowed: " + operations(names),
          how_to_allow(names, "group", group.name, user)};
}

Result<KafkaUse> kafka_use(Parts& parts) {
  KafkaUse use;
  std::set<std::string> topics;
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    TRY_ASSIGN(std::string connector, connector_name(parts.config(), user));
    for (const char* end : {"", ".plan"}) use.groups.push_back("connect-" + connector + end);
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      topics.insert(model::topic_name(user, dataset));
      TRY_ASSIGN(auto configs, stream_configs(parts, user, dataset));
      for (const stream::StreamConfig& config : configs) topics.insert(config.topic);
      // Clients of Kinesis write to that one; on Kafka it is mostly missing.
      topics.erase(parts.pipeline().shared_stream);
    }
  }
  use.topics.assign(topics.begin(), topics.end());
  return use;
}

std::vector<Finding> examine_rights(const eventlog::ClientOptions& options, const KafkaUse& use) {
  auto asked = eventlog::ask_rights(options, use.topics, use.groups);
  if (!asked.ok()) return {judge_service("kafka rights", "", asked.status())};
  auto property = [&](const char* name) {
    auto found = options.properties.find(name);
    return found == options.properties.end() ? "" : found->second;
  };
  const KafkaUser user{property("bootstrap.servers"), property("sasl.username"),
                       static_cast<bool>(options.token)};
  std::vector<Finding> findings;
  for (const RightsOn& topic : asked->topics) findings.push_back(judge_topic_rights(topic, user));
  for (const RightsOn& group : asked->groups) findings.push_back(judge_group_rights(group, user));
  return findings;
}

}  // namespace pinflow::app
