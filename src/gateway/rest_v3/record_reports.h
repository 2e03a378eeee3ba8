// store_records(): appends the records of a v3 request and tells what became of each.
#pragma once

#include <vector>

#include "gateway/rest_proxy/rest_proxy.h"
#include "gateway/rest_v3/records_request.h"
#include "http/task.h"

namespace pinflow::gateway {

struct RecordPlace {
  model::Partition partition{};
  model::Offset offset{};
  UnixMillis timestamp{};
};

// What became of each record of a request.
using Reports = std::vector<Parsed<RecordPlace>>;

// One report for each record, in their order; those that could not be read keep their errors.
// The records' bytes are taken out of them. `proxy`, `topic` and `records` outlive the
// Task.
http::Task<Reports> store_records(RestProxy& proxy, const eventlog::Topic& topic,
                                  std::vector<ParsedRecord>& records);

}  // namespace pinflow::gateway
