// LiveMetrics: the pipeline's metrics of every user, by name.
//
//   Data's way:  stream/ applies each commit  ->  LiveMetrics  ->  serve/ shows.
//   Durability:  none of its own: a stream begins by reading its table.
//   Threads:     any.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "metric/live_metric.h"

namespace pinflow::metric {

class LiveMetrics {
 public:
  explicit LiveMetrics(const model::Pipeline& pipeline);  // Keeps a reference.

  struct Named {
    const model::Metric* metric = nullptr;
    LiveMetric* live = nullptr;  // Lives as long as the LiveMetrics.
  };
  // Those that are fed by the user's rows of a dataset.
  std::vector<Named> of(const std::string& user_id, std::string_view dataset);

  // The user "" is the first whose streams feed it. Errors: kNotFound: no metric of that name, or
  // no stream of that user feeds it yet.
  Result<std::string> json(const std::string& user_id, std::string_view name,
                           size_t row_count_max) const;
  // How many changes there have been of any metric, and waiting for one after `seen`.
  uint64_t change_count() const { return changed_.count(); }
  void wait_for_change(uint64_t seen, std::chrono::milliseconds timeout) const {
    changed_.wait(seen, timeout);
  }
  // [{"name":…, "title":…, "user_ids":[…]}]
  std::string list_json() const;

 private:
  const model::Pipeline& pipeline_;
  ChangeSignal changed_;
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, std::unique_ptr<LiveMetric>>, std::less<>>
      live_;  // By metric, then user. Under mutex_.
};

}  // namespace pinflow::metric
