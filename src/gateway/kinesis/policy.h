// Policies: JSON documents that allow or deny actions on a stream to principals.
#pragma once

#include <string_view>

#include "base/result.h"

namespace pinflow::gateway::kinesis {

// Errors: InvalidArgumentException: no JSON, or a statement without Effect, Principal, Action.
Status check_policy(std::string_view policy);

// Who asks for what.
struct PolicyRequest {
  std::string_view user;        // "arn:aws:iam::000000000000:user/alice"
  std::string_view access_key;  // Both names are good in a policy.
  std::string_view action;      // "PutRecord"
};

// Whether a statement of the policy denies it. All users are of the account that owns the
// streams, and have every right that no policy takes from them.
bool denies(std::string_view policy, const PolicyRequest& request);

}  // namespace pinflow::gateway::kinesis
