// OffsetCommit and OffsetFetch: positions of groups are the event log's, as those of REST
// consumers.
#include <map>

#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

using model::Offset;
using model::TopicPartition;

TopicPartition place_of(const Message& topic, const Message& partition) {
  return {std::string(topic.text("name")), model::Partition{partition.number32("index")}};
}

// What the request may commit; and the error of each that it may not.
struct Commits {
  eventlog::Positions positions;
  std::map<TopicPartition, ErrorCode> errors;
};

Commits commits_of(const Call& call) {
  Commits commits;
  for (const Message& topic : call.request.list("topics")) {
    const ErrorCode right = call.check(Action::kConsume, topic.text("name"));
    for (const Message& partition : topic.list("partitions")) {
      const TopicPartition place = place_of(topic, partition);
      ErrorCode error = right;
      if (error == ErrorCode::kNone) error = error_of(call.service.log.offsets(place).status());
      if (error == ErrorCode::kNone && partition.number("offset") < 0) {
        error = ErrorCode::kInvalidRequest;
      }
      if (error == ErrorCode::kNone) {
        commits.positions[place] = Offset{partition.number("offset")};
      } else {
        commits.errors[place] = error;
      }
    }
  }
  return commits;
}

ErrorCode error_of_commit(const Status& status) {
  const bool may_pass = status.code() == Code::kUnavailable || status.code() == Code::kExhausted;
  return may_pass ? ErrorCode::kCoordinatorNotAvailable : error_of(status);
}

void write_committed(const TopicPartition& place, Offset offset, Message* partition) {
  partition->set("index", model::to_int32(place.partition));
  partition->set("offset", model::to_int64(offset));
}

void write_all(const Call& call, const eventlog::Positions& positions, Message* answer) {
  const TopicScope is_shown = call.scope();
  Message* topic = nullptr;
  std::string name;
  for (const auto& [place, offset] : positions) {
    if (!is_shown(place.topic)) continue;
    if (topic == nullptr || name != place.topic) {
      name = place.topic;
      topic = &answer->add("topics").set("name", name);
    }
    write_committed(place, offset, &topic->add("partitions"));
  }
}

void write_named(const Call& call, const eventlog::Positions& positions, Message* answer) {
  for (const Message& topic : call.request.list("topics")) {
    Message& answered = answer->add("topics").set("name", topic.text("name"));
    const bool may = call.scope()(topic.text("name"));
    for (const Message& wanted : topic.list("partitions")) {
      Message& partition = answered.add("partitions").set("index", wanted.number("index"));
      const auto found = positions.find(place_of(topic, wanted));
      if (!may) partition.set("error_code", to_int64(ErrorCode::kTopicAuthorizationFailed));
      if (may && found != positions.end()) write_committed(found->first, found->second, &partition);
    }
  }
}

}  // namespace

http::Task<bool> offset_commit(Call& call) {
  const std::string group(call.request.text("group_id"));
  ErrorCode refused = call.check_group();
  if (refused == ErrorCode::kNone) {
    refused = call.service.coordinator.check_commit(group, claim_of(call.request));
  }
  Commits commits;
  if (refused == ErrorCode::kNone) commits = commits_of(call);
  if (!commits.positions.empty()) {
    std::function<Result<bool>()> commit = [&log = call.service.log, group,
                                            positions = commits.positions]() -> Result<bool> {
      TRY(log.commit_positions(group, positions));
      return true;
    };
    auto committing = http::run_in<bool>(call.service.commits, commit);
    const Result<bool> committed = co_await committing;
    if (!committed.ok()) refused = error_of_commit(committed.status());
  }
  for (const Message& topic : call.request.list("topics")) {
    Message& answered = call.answer.add("topics").set("name", topic.text("name"));
    for (const Message& wanted : topic.list("partitions")) {
      const auto error = commits.errors.find(place_of(topic, wanted));
      answered.add("partitions")
          .set("index", wanted.number("index"))
          .set("error_code", to_int64(error == commits.errors.end() ? refused : error->second));
    }
  }
  co_return true;
}

http::Task<bool> offset_fetch(Call& call) {
  ErrorCode error = call.check_group();
  Result<eventlog::Positions> positions = eventlog::Positions();
  if (error == ErrorCode::kNone) {
    positions = call.service.log.positions(call.request.text("group_id"));
    error = error_of_commit(positions.status());
  }
  call.answer.set("error_code", to_int64(error)).set_empty("topics");
  if (error != ErrorCode::kNone) co_return true;
  if (call.request.is_null("topics")) {
    write_all(call, *positions, &call.answer);
  } else {
    write_named(call, *positions, &call.answer);
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
