// TableWriter: a store that load.h can fill. All tables become visible together, by commit().
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/schema.h"
#include "source/row_source.h"

namespace pinflow::source {

class TableWriter {
 public:
  virtual ~TableWriter() = default;  // Without commit() what was written is taken back.

  // The rows that follow are this table's. Errors: kAlreadyExists (it has rows already);
  // kInvalidArgument (the name); kUnavailable.
  virtual Status begin_table(std::string_view name, const model::Schema& schema) = 0;
  virtual Status write(const std::vector<Row>& rows) = 0;  // kUnavailable.
  virtual Status commit() = 0;                             // Durably. kUnavailable.
};

}  // namespace pinflow::source
