#include "serve/audit_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "telemetry/log.h"

namespace pinflow::serve {
namespace {

// As much of the file's end as is looked through for its newest lines.
constexpr uint64_t kTailBytes = 1 << 20;

std::string audit_line(std::string_view who, const http::Request& request, bool allowed,
                       UnixMillis at) {
  json::Writer line;
  line.begin_object().member("at_ms", to_int64(at)).member("who", who);
  line.member("peer", request.peer).member("method", request.method);
  line.member("path", request.path).member("allowed", allowed).end_object();
  return line.take() + "\n";
}

// The whole lines of a text whose beginning may have been cut.
std::vector<std::string_view> whole_lines(std::string_view text, bool is_cut) {
  if (is_cut) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  std::vector<std::string_view> lines;
  for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::open(const std::filesystem::path& path) {
  TRY(create_directories_durably(path.parent_path()));
  auto file = File::open(path, File::Mode::kAppend);
  if (!file.ok()) return file.status().with_context("audit log");
  return std::unique_ptr<AuditLog>(new AuditLog(path, std::move(*file)));
}

void AuditLog::write(std::string_view who, const http::Request& request, bool allowed,
                     UnixMillis at) {
  std::string line = audit_line(who, request, allowed, at);
  std::lock_guard lock(mutex_);
  Status written = append(line);
  if (!written.ok() && !std::exchange(is_failing_, true)) {
    telemetry::log(telemetry::Level::kWarning, "serve", "audit log failed",
                   {{"cause", written.message()}});
  }
  if (written.ok()) is_failing_ = false;
}

Status AuditLog::append(const std::string& line) {
  TRY_ASSIGN(uint64_t size, file_.size_bytes());
  if (size + line.size() > kBytesMax) {
    std::filesystem::path before = path_;
    before += ".1";
    std::error_code error;
    std::filesystem::rename(path_, before, error);
    if (error) return Status(Code::kUnavailable, path_.string() + ": " + error.message());
    TRY_ASSIGN(file_, File::open(path_, File::Mode::kAppend));
  }
  return file_.append(line);
}

Result<std::string> AuditLog::newest_json(size_t count_max) {
  std::lock_guard lock(mutex_);
  TRY_ASSIGN(uint64_t size, file_.size_bytes());
  const uint64_t begin = size > kTailBytes ? size - kTailBytes : 0;
  TRY_ASSIGN(std::string tail, file_.read_at(begin, size - begin));
  std::vector<std::string_view> lines = whole_lines(tail, begin > 0);
  json::Writer writer;
  writer.begin_array();
  for (size_t count = 0; count < std::min(count_max, lines.size()); ++count) {
    writer.raw(lines[lines.size() - 1 - count]);
  }
  return writer.end_array().take();
}

bool is_audited(const http::Request& request) {
  if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS") {
    return false;
  }
  std::string_view path = request.path;
  if (path.starts_with("/v1/")) return path != "/v1/sql";
  return path.starts_with("/connectors");
}

}  // namespace pinflow::serve
