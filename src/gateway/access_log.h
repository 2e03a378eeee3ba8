// AccessLog: a JSON line for each request through a stage, with the names that API Gateway's own
// access logs have.
//
//   Durability:  none: a line is written before the answer, and not synced.
//   Threads:     any.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string_view>

#include "base/file.h"
#include "http/message.h"

namespace pinflow::gateway {

struct Access {
  std::string_view request_id;
  std::string_view stage;
  const http::Request& request;
  const http::Response& response;
  std::chrono::microseconds latency{0};
};

class AccessLog {
 public:
  // Appends to `path`. Errors: those of opening it.
  static Result<std::unique_ptr<AccessLog>> open(const std::filesystem::path& path);

  void write(const Access& access);

 private:
  explicit AccessLog(File file) : file_(std::move(file)) {}

  std::mutex mutex_;  // Guards:
  File file_;
  bool is_failing_ = false;  // So that a full disk makes one line in the other log.
};

}  // namespace pinflow::gateway
