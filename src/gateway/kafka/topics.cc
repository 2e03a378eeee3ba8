// CreateTopics, DeleteTopics and CreatePartitions.
#include <vector>

#include "gateway/kafka/call.h"
#include "gateway/kafka/topic_plan.h"

namespace pinflow::gateway::kafka {
namespace {

Status create(eventlog::EventLog& log, const TopicPlan& plan, bool only_checks) {
  TRY(plan.status);
  const bool is_there = log.shared_topic(plan.name).ok();
  if (is_there) return Status(Code::kAlreadyExists, "Topic '" + plan.name + "' already exists.");
  return only_checks ? Status() : log.create_topic(plan.name, plan.config).status();
}

// Adds partitions, however often others change the topic meanwhile.
Status grow(eventlog::EventLog& log, const PartitionsPlan& plan, bool only_checks) {
  constexpr int kAttemptsMax = 10;
  Status status = plan.status;
  for (int attempt = 0; status.ok() && attempt < kAttemptsMax; ++attempt) {
    TRY_ASSIGN(eventlog::Topic topic, log.topic(plan.name));
    if (plan.count <= topic.config.partition_count) {
      return Status(Code::kInvalidArgument, "The topic has " +
                                                std::to_string(topic.config.partition_count) +
                                                " partitions already.")
          .named(kInvalidPartitionsName);
    }
    if (only_checks) return Status();
    topic.config.partition_count = plan.count;
    Status changed = log.change_topic(topic.name, topic.revision, topic.config).status();
    if (changed.code() != Code::kAlreadyExists) return changed;
  }
  return status;
}

// Does `act` to each plan in the background. The outcomes in their order.
template <class Plan, class Act>
http::Task<Result<std::vector<Status>>> act_on(Service& service, std::vector<Plan> plans, Act act) {
  std::function<Result<std::vector<Status>>()> work = [plans = std::move(plans), act] {
    std::vector<Status> outcomes;
    for (const Plan& plan : plans) outcomes.push_back(act(plan));
    return outcomes;
  };
  auto working = http::run_in<std::vector<Status>>(service.background, std::move(work));
  Result<std::vector<Status>> outcomes = co_await working;
  co_return outcomes;
}

void write_outcomes(const std::vector<std::string>& names,
                    const Result<std::vector<Status>>& outcomes, bool has_message,
                    Message* answer) {
  for (size_t i = 0; i < names.size(); ++i) {
    const Status status = outcomes.ok() ? (*outcomes)[i] : outcomes.status();
    Message& topic = answer->add("topics").set("name", names[i]);
    topic.set("error_code", to_int64(topic_error(status)));
    if (has_message && !status.ok()) topic.set("error_message", status.message());
  }
}

// Why a client may not change this topic, if so.
Status check_right(const Call& call, std::string_view topic) {
  if (call.check(Action::kAdmin, topic) == ErrorCode::kNone) return Status();
  return Status(Code::kDenied, "the key has no right to change topic " + std::string(topic));
}

}  // namespace

http::Task<bool> create_topics(Call& call) {
  std::vector<TopicPlan> plans;
  std::vector<std::string> names;
  for (const Message& wanted : call.request.list("topics")) {
    plans.push_back(plan_topic(wanted, call.service.creation.config));
    names.push_back(plans.back().name);
    Status right = check_right(call, names.back());
    if (!right.ok()) plans.back().status = std::move(right);
  }
  refuse_repeated(&plans);
  auto creating =
      act_on(call.service, std::move(plans),
             [&log = call.service.log, only_checks = call.request.flag("validate_only")](
                 const TopicPlan& plan) { return create(log, plan, only_checks); });
  const Result<std::vector<Status>> outcomes = co_await creating;
  write_outcomes(names, outcomes, true, &call.answer);
  co_return true;
}

http::Task<bool> delete_topics(Call& call) {
  std::vector<std::string> names;
  std::vector<std::pair<std::string, Status>> plans;
  for (const Message& wanted : call.request.list("topics")) {
    names.emplace_back(wanted.text("name"));
    plans.emplace_back(names.back(), check_right(call, names.back()));
  }
  auto deleting = act_on(call.service, std::move(plans),
                         [&log = call.service.log](const std::pair<std::string, Status>& plan) {
                           return plan.second.ok() ? log.delete_topic(plan.first) : plan.second;
                         });
  const Result<std::vector<Status>> outcomes = co_await deleting;
  write_outcomes(names, outcomes, false, &call.answer);
  co_return true;
}

http::Task<bool> create_partitions(Call& call) {
  std::vector<std::string> names;
  std::vector<PartitionsPlan> plans;
  for (const Message& wanted : call.request.list("topics")) {
    plans.push_back(plan_partitions(wanted));
    names.push_back(plans.back().name);
    Status right = check_right(call, names.back());
    if (!right.ok()) plans.back().status = std::move(right);
  }
  auto growing = act_on(call.service, std::move(plans),
                        [&log = call.service.log, only_checks = call.request.flag("validate_only")](
                            const PartitionsPlan& plan) { return grow(log, plan, only_checks); });
  const Result<std::vector<Status>> outcomes = co_await growing;
  write_outcomes(names, outcomes, true, &call.answer);
  co_return true;
}

}  // namespace pinflow::gateway::kafka
