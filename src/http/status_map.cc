#include "http/status_map.h"

namespace pinflow::http {

const ProtocolError& protocol_error(Code code) {
  static constexpr ProtocolError kInvalid = {
      400, 40002, 50002, 400, "InvalidArgumentException", 400, "INVALID_PARAMETER_VALUE"};
  static constexpr ProtocolError kMissing = {
      404, 404, 50002, 400, "ResourceNotFoundException", 400, "INVALID_PARAMETER_VALUE"};
  static constexpr ProtocolError kTaken = {
      409, 40002, 50002, 400, "ResourceInUseException", 400, "RESOURCE_ALREADY_EXISTS"};
  static constexpr ProtocolError kOutside = {
      404, 404, 50002, 400, "InvalidArgumentException", 400, "INVALID_PARAMETER_VALUE"};
  static constexpr ProtocolError kRefused = {
      403, 40301, 40301, 400, "AccessDeniedException", 403, "PERMISSION_DENIED"};
  static constexpr ProtocolError kTooFast = {429,
                                             42901,
                                             50003,
                                             400,
                                             "ProvisionedThroughputExceededException",
                                             429,
                                             "REQUEST_LIMIT_EXCEEDED"};
  static constexpr ProtocolError kLater = {
      503, 50302, 50003, 503, "ServiceUnavailable", 503, "TEMPORARILY_UNAVAILABLE"};
  static constexpr ProtocolError kDamaged = {500, 50002,           50002, 500, "InternalFailure",
                                             500, "INTERNAL_ERROR"};
  switch (code) {
    case Code::kInvalidArgument:
      return kInvalid;
    case Code::kNotFound:
      return kMissing;
    case Code::kAlreadyExists:
      return kTaken;
    case Code::kOutOfRange:
      return kOutside;
    case Code::kDenied:
      return kRefused;
    case Code::kExhausted:
      return kTooFast;
    case Code::kUnavailable:
      return kLater;
    case Code::kCorruption:
      return kDamaged;
    case Code::kOk:
      break;
  }
  check(false);
  return kDamaged;
}

}  // namespace pinflow::http
