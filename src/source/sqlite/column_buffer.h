// ColumnBuffer: one column of a block of rows, as SOCI's bulk statements read and write it.
#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

#include "model/schema.h"
#include "source/row_source.h"

namespace pinflow::source {

class ColumnBuffer {
 public:
  ColumnBuffer(model::Type type, size_t row_count);
  ColumnBuffer(const ColumnBuffer&) = delete;  // Statements keep its address.

  void read_by(soci::statement* statement);     // The statement fills it.
  void written_by(soci::statement* statement);  // The statement takes its values from it.

  size_t row_count() const { return indicators_.size(); }  // Of those that were read.
  Value take(size_t row);
  void put(size_t row, const Value& value);  // Of the column's kind, or NULL.

 private:
  enum class Kind { kInteger, kDouble, kText };

  Kind kind_;
  std::vector<soci::indicator> indicators_;
  std::vector<long long> integers_;  // Only the kind's own vector has rows.
  std::vector<double> doubles_;
  std::vector<std::string> texts_;
};

}  // namespace pinflow::source
