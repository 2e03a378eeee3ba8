#include "gateway/kafka/error_code.h"

#include <array>
#include <utility>

#include "eventlog/batch_log.h"

namespace pinflow::gateway::kafka {
namespace {

namespace names = eventlog::batch_error;

constexpr std::array<std::pair<std::string_view, ErrorCode>, 9> kByName = {{
    {names::kCorrupt, ErrorCode::kCorruptMessage},
    {names::kInvalidRecord, ErrorCode::kInvalidRecord},
    {names::kTooLarge, ErrorCode::kMessageTooLarge},
    {names::kCompression, ErrorCode::kUnsupportedCompressionType},
    {names::kOldFormat, ErrorCode::kUnsupportedForMessageFormat},
    {names::kOutOfOrder, ErrorCode::kOutOfOrderSequenceNumber},
    {names::kDuplicate, ErrorCode::kDuplicateSequenceNumber},
    {names::kOldEpoch, ErrorCode::kInvalidProducerEpoch},
    {names::kTransaction, ErrorCode::kTransactionalIdAuthorizationFailed},
}};

}  // namespace

ErrorCode error_of(const Status& status) {
  for (const auto& [name, code] : kByName) {
    if (status.name() == name) return code;
  }
  switch (status.code()) {
    case Code::kOk:
      return ErrorCode::kNone;
    case Code::kInvalidArgument:
      return ErrorCode::kInvalidRequest;
    case Code::kNotFound:
      return ErrorCode::kUnknownTopicOrPartition;
    case Code::kAlreadyExists:
      return ErrorCode::kTopicAlreadyExists;
    case Code::kOutOfRange:
      return ErrorCode::kOffsetOutOfRange;
    case Code::kDenied:
      return ErrorCode::kTopicAuthorizationFailed;
    case Code::kExhausted:  // What clients try again after a while.
      return ErrorCode::kRequestTimedOut;
    case Code::kUnavailable:
      return ErrorCode::kStorageError;
    case Code::kCorruption:
      return ErrorCode::kCorruptMessage;
  }
  return ErrorCode::kUnknownServerError;
}

ErrorCode error_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed:
      return ErrorCode::kNone;
    case Verdict::kUnknown:
    case Verdict::kNotAllowed:
      return ErrorCode::kTopicAuthorizationFailed;
    case Verdict::kTooFast:
      return ErrorCode::kRequestTimedOut;
    case Verdict::kOverQuota:
      return ErrorCode::kPolicyViolation;
  }
  return ErrorCode::kUnknownServerError;
}

}  // namespace pinflow::gateway::kafka
