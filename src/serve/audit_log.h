// AuditLog: who asked for a change and whether they were let, a JSON line each.
//
//   Durability:  a line is written before the answer, and not synced.
//   Threads:     any.
//   Limits:      past kBytesMax the file becomes <path>.1, in place of the one before.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/file.h"
#include "http/message.h"

namespace pinflow::serve {

class AuditLog {
 public:
  static constexpr uint64_t kBytesMax = 16 << 20;

  // Makes the folder, too, where it is missing. Errors: those of both.
  static Result<std::unique_ptr<AuditLog>> open(const std::filesystem::path& path);

  // What `who` asked for, without its body, which may hold secrets.
  void write(std::string_view who, const http::Request& request, bool allowed, UnixMillis at);
  // The newest lines as a JSON array, newest first. Errors: those of reading.
  Result<std::string> newest_json(size_t count_max);

 private:
  AuditLog(std::filesystem::path path, File file)
      : path_(std::move(path)), file_(std::move(file)) {}
  Status append(const std::string& line);

  const std::filesystem::path path_;
  std::mutex mutex_;  // Guards:
  File file_;
  bool is_failing_ = false;  // So that a full disk makes one line in the other log.
};

// Whether a request is one that the log is for: it changes something through our own routes or
// those of connectors. Questions in SQL do not.
bool is_audited(const http::Request& request);

}  // namespace pinflow::serve
