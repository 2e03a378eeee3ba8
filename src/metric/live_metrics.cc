#include "metric/live_metrics.h"

#include "base/nearest_name.h"
#include "json/writer.h"

namespace pinflow::metric {

LiveMetrics::LiveMetrics(const model::Pipeline& pipeline) : pipeline_(pipeline) {}

std::vector<LiveMetrics::Named> LiveMetrics::of(const std::string& user_id,
                                                std::string_view dataset) {
  std::vector<Named> named;
  std::lock_guard lock(mutex_);
  for (const model::Metric& metric : pipeline_.metrics) {
    if (metric.dataset != dataset) continue;
    std::unique_ptr<LiveMetric>& live = live_[metric.name][user_id];
    if (live == nullptr) live = std::make_unique<LiveMetric>(metric, changed_);
    named.push_back({&metric, live.get()});
  }
  return named;
}

Result<std::string> LiveMetrics::json(const std::string& user_id, std::string_view name,
                                      size_t row_count_max) const {
  const LiveMetric* live = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (auto found = live_.find(name); found != live_.end()) {
      auto of_user = user_id.empty() ? found->second.begin() : found->second.find(user_id);
      if (of_user != found->second.end()) live = of_user->second.get();
    }
  }
  if (live != nullptr) return live->json(row_count_max);
  std::vector<std::string> known;
  for (const model::Metric& metric : pipeline_.metrics) known.push_back(metric.name);
  const std::string of_user = user_id.empty() ? "" : " of user '" + user_id + "'";
  return Status(Code::kNotFound,
                "no live metric '" + std::string(name) + "'" + of_user + did_you_mean(name, known));
}

std::string LiveMetrics::list_json() const {
  json::Writer out;
  out.begin_array();
  std::lock_guard lock(mutex_);
  for (const model::Metric& metric : pipeline_.metrics) {
    out.begin_object().member("name", metric.name).member("title", metric.title);
    out.key("user_ids").begin_array();
    if (auto found = live_.find(metric.name); found != live_.end()) {
      for (const auto& [user, live] : found->second) out.value(user);
    }
    out.end_array().end_object();
  }
  out.end_array();
  return out.take();
}

}  // namespace pinflow::metric
