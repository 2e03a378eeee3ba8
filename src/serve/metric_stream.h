// metric_stream(): a live metric as server-sent events, one for each time that its numbers change.
// Source of the format: the HTML standard, "Server-sent events".
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/change_watch.h"
#include "http/message.h"
#include "metric/live_metrics.h"

namespace pinflow::serve {

// The metric of a user as LiveMetrics::json() gives it, in events named "metric": the present
// numbers at once, then each change; a comment now and then while there is none. It ends when the
// metric is gone, or `stays`, which is asked once a second at least, says no. Both outlive it.
std::shared_ptr<http::BodyStream> metric_stream(
    const metric::LiveMetrics& metrics, http::ChangeWatch& watch, std::string user_id,
    std::string name, size_t row_count_max, std::function<bool()> stays = [] { return true; });

}  // namespace pinflow::serve
