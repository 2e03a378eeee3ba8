#include "gateway/kinesis/permission.h"

#include <string>

#include "gateway/kinesis/arn.h"
#include "gateway/kinesis/fault.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/policy.h"
#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/token.h"

namespace pinflow::gateway::kinesis {
namespace {

struct Target {
  std::string stream;    // "" for an action on none.
  std::string consumer;  // "" for one on the stream itself.
};

Target target_of(Service& service, const Value& input) {
  for (const char* member : {"ResourceARN", "ConsumerARN"}) {
    if (auto parts = parse_arn(input[member].text())) return {parts->stream, parts->consumer};
  }
  for (const auto& [member, kind] :
       {std::pair{"ShardIterator", kIteratorToken}, std::pair{"NextToken", kShardsToken}}) {
    auto token = parse_token(input[member].text(), kind);
    if (token && !token->fields.empty()) return {token->fields.front(), ""};
  }
  auto name = stream_name_of(service, input);
  return {name.ok() ? *name : "", std::string(input["ConsumerName"].text())};
}

}  // namespace

Status check_permission(Service& service, const Credential& caller, std::string_view action,
                        const Value& input) {
  Target target = target_of(service, input);
  auto stream = service.catalog.find(target.stream);
  if (!stream.ok()) return Status();  // The action says so.
  const std::string user = "arn:aws:iam::" + service.options.account + ":user/" + caller.name;
  PolicyRequest request{user, caller.access_key, action};
  const Consumer* consumer = find_consumer(**stream, target.consumer);
  bool is_denied =
      denies((*stream)->state.policy, request) || (consumer && denies(consumer->policy, request));
  if (!is_denied) return Status();
  return access_denied("User: " + user +
                       " is not authorized to perform: kinesis:" + std::string(action) +
                       " on resource: " + stream_arn(service.options, (*stream)->name()) +
                       " with an explicit deny in a resource-based policy");
}

}  // namespace pinflow::gateway::kinesis
