// Requests of and about members of groups.
#include "gateway/kafka/call.h"
#include "gateway/rest_proxy/metadata.h"

namespace pinflow::gateway::kafka {
namespace {

std::optional<std::string> optional_text(const Message& message, std::string_view field) {
  if (message.is_null(field)) return std::nullopt;
  return std::string(message.text(field));
}

std::string group_of(const Call& call) { return std::string(call.request.text("group_id")); }

JoinRequest join_request_of(const Call& call) {
  constexpr int16_t kReturnsWithId = 4;
  const Message& request = call.request;
  JoinRequest join;
  join.member_id = request.text("member_id");
  join.instance_id = optional_text(request, "group_instance_id");
  join.must_return_with_id = call.header.version >= kReturnsWithId;
  join.client_id = call.header.client_id;
  join.client_host = "/" + call.client.peer.address;
  join.session_timeout = std::chrono::milliseconds(request.number("session_timeout_ms"));
  const int64_t rebalance = request.number("rebalance_timeout_ms");
  join.rebalance_timeout =
      rebalance < 0 ? join.session_timeout : std::chrono::milliseconds(rebalance);
  join.protocol_type = request.text("protocol_type");
  for (const Message& protocol : request.list("protocols")) {
    join.protocols.push_back(
        {std::string(protocol.text("name")), std::string(protocol.text("metadata"))});
  }
  return join;
}

void write(const JoinAnswer& joined, Message* answer) {
  answer->set("error_code", to_int64(joined.error)).set("generation_id", joined.generation);
  answer->set("protocol_name", joined.protocol).set("leader", joined.leader);
  answer->set("member_id", joined.member_id);
  for (const JoinAnswer::Member& member : joined.members) {
    Message& one = answer->add("members").set("member_id", member.id);
    one.set("metadata", member.metadata);
    if (member.instance_id) one.set("group_instance_id", *member.instance_id);
  }
}

}  // namespace

Claim claim_of(const Message& request) {
  return {std::string(request.text("member_id")), optional_text(request, "group_instance_id"),
          request.number32("generation_id")};
}

http::Task<bool> find_coordinator(Call& call) {
  constexpr int64_t kGroup = 0;
  if (call.request.number("key_type") != kGroup) {  // That of transactions.
    call.answer.set("error_code", to_int64(ErrorCode::kCoordinatorNotAvailable));
    call.answer.set("error_message", "transactions are not supported");
    co_return true;
  }
  const ErrorCode error = call.check_group();
  call.answer.set("error_code", to_int64(error));
  if (error != ErrorCode::kNone) co_return true;
  const BrokerAddress address = broker_address(call);
  call.answer.set("node_id", kBrokerId).set("host", address.host).set("port", address.port);
  co_return true;
}

http::Task<bool> join_group(Call& call) {
  JoinAnswer joined;
  joined.error = call.check_group();
  if (joined.error == ErrorCode::kNone) {
    auto joining = http::completion<JoinAnswer>([&](const http::Done<JoinAnswer>& done) {
      call.service.coordinator.join(group_of(call), join_request_of(call), done);
    });
    joined = co_await joining;
  }
  write(joined, &call.answer);
  co_return true;
}

http::Task<bool> sync_group(Call& call) {
  SyncAnswer synced{call.check_group(), ""};
  if (synced.error == ErrorCode::kNone) {
    SyncRequest request{claim_of(call.request), {}};
    for (const Message& one : call.request.list("assignments")) {
      request.assignments.emplace(one.text("member_id"), one.text("assignment"));
    }
    auto syncing = http::completion<SyncAnswer>([&](const http::Done<SyncAnswer>& done) {
      call.service.coordinator.sync(group_of(call), request, done);
    });
    synced = co_await syncing;
  }
  call.answer.set("error_code", to_int64(synced.error));
  call.answer.set("assignment", std::move(synced.assignment));
  co_return true;
}

http::Task<bool> heartbeat(Call& call) {
  ErrorCode error = call.check_group();
  if (error == ErrorCode::kNone) {
    error = call.service.coordinator.heartbeat(group_of(call), claim_of(call.request));
  }
  call.answer.set("error_code", to_int64(error));
  co_return true;
}

http::Task<bool> leave_group(Call& call) {
  constexpr int16_t kManyMembers = 3;
  ErrorCode error = call.check_group();
  if (call.header.version < kManyMembers && error == ErrorCode::kNone) {
    const Claim claim{std::string(call.request.text("member_id")), std::nullopt, -1};
    error = call.service.coordinator.leave(group_of(call), claim);
  }
  call.answer.set("error_code", to_int64(error));
  if (error != ErrorCode::kNone) co_return true;
  for (const Message& member : call.request.list("members")) {
    const Claim claim{std::string(member.text("member_id")),
                      optional_text(member, "group_instance_id"), -1};
    Message& answered = call.answer.add("members").set("member_id", claim.member_id);
    if (claim.instance_id) answered.set("group_instance_id", *claim.instance_id);
    ErrorCode left = call.service.coordinator.leave(group_of(call), claim);
    answered.set("error_code", to_int64(left));
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
