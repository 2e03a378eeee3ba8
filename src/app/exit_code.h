// ExitCode: what the program tells its caller, as README lists it.
#pragma once

#include "base/result.h"

namespace pinflow::app {

enum class ExitCode {
  kOk = 0,
  kFailure = 1,
  kUsage = 2,
  kPartlyFailed = 3,
  kNotFound = 4,
  kDenied = 5,
  kUnavailable = 69,
  kTryLater = 75,
  kConfiguration = 78,
};

// The code for an error that a part reported.
inline ExitCode exit_code(Code code) {
  switch (code) {
    case Code::kOk:
      return ExitCode::kOk;
    case Code::kNotFound:
    case Code::kOutOfRange:
      return ExitCode::kNotFound;
    case Code::kDenied:
      return ExitCode::kDenied;
    case Code::kUnavailable:
      return ExitCode::kUnavailable;
    case Code::kExhausted:
    case Code::kAlreadyExists:
      return ExitCode::kTryLater;
    case Code::kInvalidArgument:
    case Code::kCorruption:
      return ExitCode::kFailure;
  }
  return ExitCode::kFailure;
}

}  // namespace pinflow::app
