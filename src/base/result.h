// Status and Result<T>: how every fallible function in this code base reports failure.
//
// Nothing throws across a folder boundary. A library that throws (DuckDB, simdjson, SOCI) is
// caught in the one .cc file that wraps it, and turned into a Status there.
// Messages read `what: thing: cause`, lower case, without secrets and without payloads.
#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace pinflow {

// Few codes, each one a decision the caller can take. http/status_map.h is the only
// place that maps them to HTTP, Confluent and Kinesis errors.
enum class Code {
  kOk,
  kInvalidArgument,  // The caller's fault: do not retry.
  kNotFound,         // The named thing does not exist.
  kAlreadyExists,    // The name is taken, or another writer was first.
  kOutOfRange,       // An offset or version that is not there.
  kDenied,           // Not allowed: no key, a wrong key, or one without this right.
  kExhausted,        // A limit is reached: slow down, then try again.
  kUnavailable,      // Try again later: disk full, network down, stopping.
  kCorruption,       // Stored bytes are not what we wrote: page a human.
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // OK.
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }

  // "append: no space left" -> "topic orders: append: no space left".
  Status with_context(std::string_view context) && {
    if (!ok()) message_.insert(0, std::string(context) + ": ");
    return std::move(*this);
  }

  // For protocols with finer errors than Code: what they call it, a literal that lives for ever.
  std::string_view name() const { return name_; }
  Status named(std::string_view name) && {
    name_ = name;
    return std::move(*this);
  }

 private:
  Code code_ = Code::kOk;
  std::string_view name_;
  std::string message_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Status error) : state_(std::move(error)) { check(!std::get<Status>(state_).ok()); }

  bool ok() const { return std::holds_alternative<T>(state_); }
  Status status() const { return ok() ? Status() : std::get<Status>(state_); }
  const T* operator->() const { return &**this; }
  T* operator->() { return &**this; }
  const T& operator*() const {
    check_value();
    return std::get<T>(state_);
  }
  T& operator*() {
    check_value();
    return std::get<T>(state_);
  }

 private:
  void check_value() const {
    if (!ok()) fail_check(std::source_location::current(), std::get<Status>(state_).message());
  }

  std::variant<T, Status> state_;
};

}  // namespace pinflow

// TRY(status): leave the function with the error, if it is one.
#define TRY(expression)                                                  \
  do {                                                                   \
    if (::pinflow::Status try_status = (expression); !try_status.ok()) { \
      return try_status;                                                 \
    }                                                                    \
  } while (false)

// TRY_ASSIGN(auto rows, read()): declares `rows`, or leaves the function with the error.
#define PINFLOW_JOIN2(a, b) a##b
#define PINFLOW_JOIN(a, b) PINFLOW_JOIN2(a, b)
#define TRY_ASSIGN(target, expression) \
  TRY_ASSIGN_IMPL(PINFLOW_JOIN(try_result_, __LINE__), target, expression)
#define TRY_ASSIGN_IMPL(result, target, expression) \
  auto result = (expression);                       \
  if (!result.ok()) return result.status();         \
  target = std::move(*result)
