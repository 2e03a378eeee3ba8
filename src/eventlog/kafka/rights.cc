#include "eventlog/kafka/rights.h"

#include <map>

#include "base/check.h"
#include "eventlog/kafka/client.h"
#include "eventlog/kafka/coordinator.h"

namespace pinflow::eventlog {
namespace {

using State = RightsOn::State;
using ByName = std::map<std::string, RightsOn>;

void want_rights(rd_kafka_AdminOptions_t* options) {
  Owned<rd_kafka_error_t> error(
      rd_kafka_AdminOptions_set_include_authorized_operations(options, 1));
  check(!error);
}

std::set<Right> rights_of(const rd_kafka_AclOperation_t* operations, size_t count) {
  static const std::map<rd_kafka_AclOperation_t, Right> known = {
      {RD_KAFKA_ACL_OPERATION_DESCRIBE, Right::kDescribe},
      {RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS, Right::kDescribeConfigs},
      {RD_KAFKA_ACL_OPERATION_READ, Right::kRead},
      {RD_KAFKA_ACL_OPERATION_WRITE, Right::kWrite},
      {RD_KAFKA_ACL_OPERATION_CREATE, Right::kCreate}};
  std::set<Right> rights;
  for (size_t i = 0; i < count; ++i) {
    if (auto right = known.find(operations[i]); right != known.end()) rights.insert(right->second);
  }
  return rights;
}

RightsOn told(const char* name, const rd_kafka_AclOperation_t* operations, size_t count) {
  if (operations == nullptr) return {name, State::kUntold, {}};
  return {name, State::kTold, rights_of(operations, count)};
}

std::vector<const char*> pointers(const std::vector<std::string>& names) {
  std::vector<const char*> all;
  for (const std::string& name : names) all.push_back(name.c_str());
  return all;
}

std::vector<RightsOn> in_order(const std::vector<std::string>& names, ByName& found) {
  std::vector<RightsOn> all;
  for (const std::string& name : names) {
    found[name].name = name;
    all.push_back(found[name]);
  }
  return all;
}

// Has the server judge what would be made, and makes nothing.
Status ask_to_create(const Client& client, const std::string& name, RightsOn* on) {
  const std::string what = "ask whether topic " + name + " could be made";
  char why[512] = "";
  Owned<rd_kafka_NewTopic_t> wanted(rd_kafka_NewTopic_new(name.c_str(), 1, -1, why, sizeof(why)));
  if (!wanted) return Status(Code::kInvalidArgument, "kafka: " + what + ": " + why);
  TRY_ASSIGN(auto answer,
             client.ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, what, [&](auto* options, auto* queue) {
               check(rd_kafka_AdminOptions_set_validate_only(options, 1, why, sizeof(why)) == 0);
               auto* one = wanted.get();
               rd_kafka_CreateTopics(client.handle(), &one, 1, options, queue);
             }));
  size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(answer.get());
  const auto** fates = rd_kafka_CreateTopics_result_topics(result, &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(fates[i]);
    const bool is_refused = error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
                            error == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
    if (!is_refused) on->rights.insert(Right::kCreate);
  }
  return Status();
}

Result<std::vector<RightsOn>> ask_of_topics(const Client& client,
                                            const std::vector<std::string>& names) {
  if (names.empty()) return std::vector<RightsOn>();
  auto wanted_names = pointers(names);
  Owned<rd_kafka_TopicCollection_t> wanted(
      rd_kafka_TopicCollection_of_topic_names(wanted_names.data(), wanted_names.size()));
  TRY_ASSIGN(auto answer, client.ask(RD_KAFKA_ADMIN_OP_DESCRIBETOPICS, "ask for rights on topics",
                                     [&](auto* options, auto* queue) {
                                       want_rights(options);
                                       rd_kafka_DescribeTopics(client.handle(), wanted.get(),
                                                               options, queue);
                                     }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DescribeTopics_result(answer.get());
  const auto** described = rd_kafka_DescribeTopics_result_topics(result, &count);
  ByName found;
  for (size_t i = 0; i < count; ++i) {
    const char* name = rd_kafka_TopicDescription_name(described[i]);
    switch (rd_kafka_error_code(rd_kafka_TopicDescription_error(described[i]))) {
      case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        found[name].state = State::kHidden;
        break;
      case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        found[name].state = State::kAbsent;
        TRY(ask_to_create(client, name, &found[name]));
        break;
      default:
        size_t right_count = 0;
        const auto* rights =
            rd_kafka_TopicDescription_authorized_operations(described[i], &right_count);
        found[name] = told(name, rights, right_count);
    }
  }
  return in_order(names, found);
}

Result<std::vector<RightsOn>> ask_of_groups(const Client& client,
                                            const std::vector<std::string>& names) {
  if (names.empty()) return std::vector<RightsOn>();
  auto wanted = pointers(names);
  TRY_ASSIGN(auto answer, client.ask(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS,
                                     "ask for rights on groups", [&](auto* options, auto* queue) {
                                       want_rights(options);
                                       rd_kafka_DescribeConsumerGroups(client.handle(),
                                                                       wanted.data(), wanted.size(),
                                                                       options, queue);
                                     }));
  size_t count = 0;
  const auto* result = rd_kafka_event_DescribeConsumerGroups_result(answer.get());
  const auto** described = rd_kafka_DescribeConsumerGroups_result_groups(result, &count);
  ByName found;
  for (size_t i = 0; i < count; ++i) {
    const char* name = rd_kafka_ConsumerGroupDescription_group_id(described[i]);
    const auto error = rd_kafka_error_code(rd_kafka_ConsumerGroupDescription_error(described[i]));
    if (error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
      found[name].state = State::kHidden;
      continue;
    }
    TRY(client.status(error, std::string("ask for rights on group ") + name));
    size_t right_count = 0;
    const auto* rights =
        rd_kafka_ConsumerGroupDescription_authorized_operations(described[i], &right_count);
    found[name] = told(name, rights, right_count);
  }
  return in_order(names, found);
}

}  // namespace

Result<AskedRights> ask_rights(const ClientOptions& options, const std::vector<std::string>& topics,
                               const std::vector<std::string>& groups) {
  TRY_ASSIGN(auto client, Client::open(Client::Role::kReader, options));
  AskedRights asked;
  TRY_ASSIGN(asked.topics, ask_of_topics(*client, topics));
  TRY_ASSIGN(asked.groups,
             once_there_is_a_coordinator(*client, [&] { return ask_of_groups(*client, groups); }));
  return asked;
}

}  // namespace pinflow::eventlog
