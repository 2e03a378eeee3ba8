// The actions on resource policies: who may do what with a stream or a consumer.
#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/policy.h"
#include "gateway/kinesis/resource.h"

namespace pinflow::gateway::kinesis {

Status put_resource_policy(Service& service, const Call& call) {
  std::string_view policy = call.input["Policy"].text();
  TRY(check_policy(policy));
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  return change_resource(service, resource, [&](Tags&, std::string& kept) {
    kept = policy;
    return Status();
  });
}

Status get_resource_policy(Service& service, const Call& call) {
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  const std::string& policy = policy_of(resource);
  if (policy.empty()) {
    return resource_not_found("No resource policy found for resource " +
                              std::string(call.input["ResourceARN"].text()));
  }
  call.output.text("Policy", policy);
  return Status();
}

Status delete_resource_policy(Service& service, const Call& call) {
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  return change_resource(service, resource, [](Tags&, std::string& kept) {
    kept.clear();
    return Status();
  });
}

}  // namespace pinflow::gateway::kinesis
