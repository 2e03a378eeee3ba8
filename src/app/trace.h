// trace(): where one record is now: in the log, in an object, in which version and file of which
// table, or among the dead letters.
#pragma once

#include <string>
#include <vector>

#include "app/parts.h"
#include "query/engine.h"

namespace pinflow::app {

struct RecordAddress {
  model::TopicPartition from;
  model::Offset offset{};
};

// "demo.pin/0/17". Errors: kInvalidArgument.
Result<RecordAddress> parse_record_address(std::string_view text);

// One row for each place: what it is ("log", "object", "table", "stream", "row", "dead letters"),
// its name, and what finds the record there. Errors: kNotFound: the log has no such record, nor any
// table; those of reading.
Result<query::Table> trace(Parts& parts, const RecordAddress& record);

}  // namespace pinflow::app
