#include "gateway/kinesis/fault.h"

#include "http/status_map.h"

namespace pinflow::gateway::kinesis {
namespace {

Status named(Code code, std::string_view name, std::string message) {
  return Status(code, std::move(message)).named(name);
}

}  // namespace

Status validation_fault(std::string message) {
  return named(Code::kInvalidArgument, "ValidationException", std::move(message));
}
Status invalid_argument(std::string message) {
  return named(Code::kInvalidArgument, "InvalidArgumentException", std::move(message));
}
Status limit_exceeded(std::string message) {
  return named(Code::kExhausted, "LimitExceededException", std::move(message));
}
Status resource_in_use(std::string message) {
  return named(Code::kAlreadyExists, "ResourceInUseException", std::move(message));
}
Status resource_not_found(std::string message) {
  return named(Code::kNotFound, "ResourceNotFoundException", std::move(message));
}
Status throughput_exceeded(std::string message) {
  return named(Code::kExhausted, "ProvisionedThroughputExceededException", std::move(message));
}
Status expired_iterator(std::string message) {
  return named(Code::kInvalidArgument, "ExpiredIteratorException", std::move(message));
}
Status expired_next_token(std::string message) {
  return named(Code::kInvalidArgument, "ExpiredNextTokenException", std::move(message));
}
Status access_denied(std::string message) {
  return named(Code::kDenied, "AccessDeniedException", std::move(message));
}
Status check_not_dry(const Value& input) {
  if (!input["DryRun"].flag()) return Status();
  return named(Code::kInvalidArgument, "DryRunOperationException",
               "The request was rejected because the DryRun parameter was specified.");
}
Status serialization_fault(std::string message) {
  return named(Code::kInvalidArgument, "SerializationException", std::move(message));
}
Status unknown_operation() {
  return named(Code::kInvalidArgument, "UnknownOperationException", "");
}

FaultName fault_name(const Status& status) {
  const http::ProtocolError& known = http::protocol_error(status.code());
  if (!status.name().empty()) return {status.name(), 400};
  return {known.kinesis_type, known.kinesis_status};
}

}  // namespace pinflow::gateway::kinesis
