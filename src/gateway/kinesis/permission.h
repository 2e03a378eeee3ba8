// check_permission(): whether the policies on what a request names let its caller do it. All
// callers are of the one account, so only an explicit Deny takes a right away.
#pragma once

#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {

// `input` names a stream or a consumer by name or ARN, or by an iterator or page token of ours.
// Errors: kDenied (AccessDeniedException).
Status check_permission(Service& service, const Credential& caller, std::string_view action,
                        const Value& input);

}  // namespace pinflow::gateway::kinesis
