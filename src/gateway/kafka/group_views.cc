// Requests of tools that look at groups, and delete them.
#include <algorithm>
#include <map>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

constexpr std::string_view kConsumers = "consumer";  // The protocol type of groups of consumers.

bool has_committed(const eventlog::EventLog& log, const std::string& group) {
  const std::vector<std::string> groups = log.groups();
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

void write_group(const Call& call, const std::string& id, Message* answered) {
  answered->set("group_id", id);
  const auto group = call.service.coordinator.describe(id);
  if (!group) {
    const bool is_known = has_committed(call.service.log, id);
    answered->set("group_state", is_known ? "Empty" : "Dead");
    if (is_known) answered->set("protocol_type", kConsumers);
    return;
  }
  answered->set("group_state", group->state).set("protocol_type", group->protocol_type);
  answered->set("protocol_data", group->protocol);
  for (const GroupDescription::Member& member : group->members) {
    Message& one = answered->add("members").set("member_id", member.id);
    if (member.instance_id) one.set("group_instance_id", *member.instance_id);
    one.set("client_id", member.client_id).set("client_host", member.client_host);
    one.set("member_metadata", member.metadata).set("member_assignment", member.assignment);
  }
}

ErrorCode error_of_deletion(const Status& status) {
  if (status.ok()) return ErrorCode::kNone;
  return status.code() == Code::kNotFound ? ErrorCode::kGroupIdNotFound
                                          : ErrorCode::kCoordinatorNotAvailable;
}

}  // namespace

http::Task<bool> describe_groups(Call& call) {
  const ErrorCode error = call.check_group();
  for (const Message* wanted : distinct(call.request.list("groups"), "group_id")) {
    const std::string id(wanted->text("group_id"));
    Message& answered = call.answer.add("groups").set("error_code", to_int64(error));
    if (error == ErrorCode::kNone) {
      write_group(call, id, &answered);
    } else {
      answered.set("group_id", id);
    }
  }
  co_return true;
}

http::Task<bool> list_groups(Call& call) {
  const ErrorCode error = call.check_group();
  call.answer.set("error_code", to_int64(error));
  if (error != ErrorCode::kNone) co_return true;
  std::map<std::string, std::string> types = call.service.coordinator.protocol_types();
  for (const std::string& id : call.service.log.groups()) types.try_emplace(id, kConsumers);
  for (const auto& [id, type] : types) {
    call.answer.add("groups").set("group_id", id).set("protocol_type", type);
  }
  co_return true;
}

http::Task<bool> delete_groups(Call& call) {
  std::vector<std::string> ids;
  for (const Message& wanted : call.request.list("groups"))
    ids.emplace_back(wanted.text("group_id"));
  const bool may = call.check(Action::kAdmin, "") == ErrorCode::kNone;
  std::function<Result<std::vector<ErrorCode>>()> work = [&service = call.service, ids, may] {
    std::vector<ErrorCode> errors;
    for (const std::string& id : ids) {
      if (!may) {
        errors.push_back(ErrorCode::kGroupAuthorizationFailed);
      } else if (service.coordinator.describe(id)) {
        errors.push_back(ErrorCode::kNonEmptyGroup);
      } else {
        errors.push_back(error_of_deletion(service.log.delete_group(id)));
      }
    }
    return errors;
  };
  auto working = http::run_in<std::vector<ErrorCode>>(call.service.background, work);
  const Result<std::vector<ErrorCode>> errors = co_await working;
  for (size_t i = 0; i < ids.size(); ++i) {
    const ErrorCode error = errors.ok() ? (*errors)[i] : ErrorCode::kCoordinatorNotAvailable;
    call.answer.add("groups").set("group_id", ids[i]).set("error_code", to_int64(error));
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
