// Partial to JSON and back: {"columns": ["minute", "posts"], "rows": [["2026-01-01 10:00:00", 2]]}.
#pragma once

#include "json/document.h"
#include "json/writer.h"
#include "metric/live_metric.h"

namespace pinflow::metric {

Value parse_value(json::Element json);  // NULL where it is a list or an object.
void write_value(const Value& value, json::Writer* out);
void write_partial(const Partial& partial, json::Writer* out);
// Errors: kInvalidArgument: it is none.
Result<Partial> parse_partial(json::Element json);

}  // namespace pinflow::metric
