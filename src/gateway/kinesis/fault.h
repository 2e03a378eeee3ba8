// Faults: the errors of Kinesis that are finer than Code, as Statuses named after them, and the
// texts that several actions share.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/kinesis/value.h"

namespace pinflow::gateway::kinesis {

Status validation_fault(std::string message);     // ValidationException
Status invalid_argument(std::string message);     // InvalidArgumentException
Status limit_exceeded(std::string message);       // LimitExceededException
Status resource_in_use(std::string message);      // ResourceInUseException
Status resource_not_found(std::string message);   // ResourceNotFoundException
Status throughput_exceeded(std::string message);  // ProvisionedThroughputExceededException
Status expired_iterator(std::string message);     // ExpiredIteratorException
Status expired_next_token(std::string message);   // ExpiredNextTokenException
Status access_denied(std::string message);        // AccessDeniedException
// DryRunOperationException: what a request that could be done ends with, where it has DryRun.
Status check_not_dry(const Value& input);
// A body that cannot be read at all has no message.
Status serialization_fault(std::string message = "");  // SerializationException
Status unknown_operation();                            // UnknownOperationException

// What the service calls a Status, and the HTTP status that goes with it.
struct FaultName {
  std::string_view type;  // "ResourceNotFoundException"
  int http_status;
};
FaultName fault_name(const Status& status);

}  // namespace pinflow::gateway::kinesis
