// RowFilter: says of each row of a select whether it goes on, where SQL cannot say it.
//
//   Data's way:  a session's select  ->  RowFilter  ->  the rows that it keeps.
//   Threads:     keep() from several at once, rows in any order, each once in a statement.
#pragma once

#include <cstdint>
#include <vector>

#include "model/row_batch.h"
#include "model/schema.h"

namespace pinflow::query {

class RowFilter {
 public:
  virtual ~RowFilter() = default;
  // The columns that it looks at, by which SQL names them in a call.
  virtual const model::Schema& schema() const = 0;
  // Sets kept[i], which is there for each row, to 1 where row i goes on, else to 0. Texts live as
  // long as the call.
  virtual void keep(const model::RowBatch& rows, std::vector<uint8_t>* kept) = 0;
};

}  // namespace pinflow::query
