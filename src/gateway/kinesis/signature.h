// Signatures: who sent a request, by AWS Signature Version 4 in its headers or its query.
#pragma once

#include <string>

#include "base/result.h"
#include "gateway/kinesis/options.h"
#include "http/message.h"

namespace pinflow::gateway::kinesis {

// The access key of the request. Where no credentials are configured, any well-formed signature
// is taken. Errors, in the service's words: MissingAuthenticationTokenException,
// IncompleteSignatureException, InvalidSignatureException, UnrecognizedClientException.
Result<std::string> check_signature(const http::Request& request, const KinesisOptions& options);

}  // namespace pinflow::gateway::kinesis
