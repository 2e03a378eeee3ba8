// Signatures: who sent a request, by AWS Signature Version 4 in its headers or its query.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/kinesis/options.h"
#include "http/message.h"

namespace pinflow::gateway::kinesis {

// How far the clocks of client and server may be apart.
inline constexpr std::chrono::minutes kClockSkewMax{5};

// Whose signature it is; null where no credentials are configured and any well-formed one is
// taken. Errors, in the service's words: MissingAuthenticationTokenException,
// IncompleteSignatureException, InvalidSignatureException, UnrecognizedClientException.
Result<const Credential*> check_signature(const http::Request& request,
                                          const KinesisOptions& options);

}  // namespace pinflow::gateway::kinesis
