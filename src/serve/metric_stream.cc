#include "serve/metric_stream.h"

#include <chrono>
#include <optional>
#include <utility>

#include "http/task.h"

namespace pinflow::serve {
namespace {

using std::chrono::steady_clock;

// How long it waits for a change before it looks whether anybody still listens.
constexpr std::chrono::seconds kWakeUp{1};
// Proxies close what is silent for longer.
constexpr std::chrono::seconds kCommentPeriod{15};

class MetricStream final : public http::BodyStream {
 public:
  MetricStream(const metric::LiveMetrics& metrics, http::ChangeWatch& watch, std::string user_id,
               std::string name, size_t row_count_max, std::function<bool()> stays)
      : metrics_(metrics),
        watch_(watch),
        user_id_(std::move(user_id)),
        name_(std::move(name)),
        row_count_max_(row_count_max),
        stays_(std::move(stays)) {}

  http::Task<std::optional<std::string>> next() override {
    if (!stays_()) co_return std::nullopt;
    uint64_t seen = metrics_.change_count();
    Result<std::string> now = metrics_.json(user_id_, name_, row_count_max_);
    if (!now.ok()) co_return std::nullopt;
    if (*now != sent_) {
      sent_ = std::move(*now);
      quiet_since_ = steady_clock::now();
      co_return "event: metric\ndata: " + sent_ + "\n\n";
    }
    if (steady_clock::now() - quiet_since_ >= kCommentPeriod) {
      quiet_since_ = steady_clock::now();
      co_return ": no change\n\n";
    }
    auto changed = http::completion<bool>([&](const http::Done<bool>& done) {
      watch_.wait(seen, steady_clock::now() + kWakeUp, [done] { done(true); });
    });
    co_await changed;
    co_return "";
  }

 private:
  const metric::LiveMetrics& metrics_;
  http::ChangeWatch& watch_;
  const std::string user_id_;
  const std::string name_;
  const size_t row_count_max_;
  const std::function<bool()> stays_;
  std::string sent_;
  steady_clock::time_point quiet_since_{};
};

}  // namespace

std::shared_ptr<http::BodyStream> metric_stream(const metric::LiveMetrics& metrics,
                                                http::ChangeWatch& watch, std::string user_id,
                                                std::string name, size_t row_count_max,
                                                std::function<bool()> stays) {
  return std::make_shared<MetricStream>(metrics, watch, std::move(user_id), std::move(name),
                                        row_count_max, std::move(stays));
}

}  // namespace pinflow::serve
