#include "gateway/access_log.h"

#include <utility>

#include "base/clock.h"
#include "json/writer.h"
#include "telemetry/log.h"

namespace pinflow::gateway {
namespace {

std::string line_of(const Access& access) {
  json::Writer line;
  line.begin_object().member("requestId", access.request_id).member("stage", access.stage);
  line.member("ip", access.request.peer);
  line.member("requestTimeEpoch", to_int64(system_clock().now()));
  line.member("httpMethod", access.request.method).member("path", access.request.target);
  line.member("userAgent", access.request.header("User-Agent").value_or(""));
  line.member("status", access.response.status);
  line.member("responseLength", static_cast<uint64_t>(access.response.body.size()));
  line.member("responseLatency", static_cast<double>(access.latency.count()) / 1000.0);
  line.end_object();
  return line.take() + "\n";
}

}  // namespace

Result<std::unique_ptr<AccessLog>> AccessLog::open(const std::filesystem::path& path) {
  auto file = File::open(path, File::Mode::kAppend);
  if (!file.ok()) return file.status().with_context("access log");
  return std::unique_ptr<AccessLog>(new AccessLog(std::move(*file)));
}

void AccessLog::write(const Access& access) {
  std::string line = line_of(access);
  std::lock_guard lock(mutex_);
  Status status = file_.append(line);
  if (!status.ok() && !std::exchange(is_failing_, true)) {
    telemetry::log(telemetry::Level::kWarning, "gateway", "access log failed",
                   {{"cause", status.message()}});
  }
  if (status.ok()) is_failing_ = false;
}

}  // namespace pinflow::gateway
