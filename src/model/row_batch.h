// RowBatch: some rows of a declared schema, column by column, as decoded from records.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "model/schema.h"

namespace pinflow::model {

// One column. Which vector holds the values follows from the type: integers for kBoolean,
// kInteger, kLong, kTimestamp (microseconds since 1970 UTC) and kDate (days); doubles for
// kDouble; texts for kString and kBinary. valid[i] is 0 where the value is NULL; the value
// vectors have an entry for every row all the same.
struct ColumnValues {
  Type type = Type::kString;
  std::vector<uint8_t> valid;
  std::vector<int64_t> integers;
  std::vector<double> doubles;
  std::vector<std::string_view> texts;

  void push_null();
  void push_integer(int64_t value);
  void push_double(double value);
  void push_text(std::string_view value);  // Not copied: see RowBatch::keep().
};

class RowBatch {
 public:
  explicit RowBatch(const Schema& schema);
  RowBatch(RowBatch&&) noexcept = default;  // Not to be copied: texts point into the buffers.
  RowBatch& operator=(RowBatch&&) noexcept = default;

  std::vector<ColumnValues> columns;
  size_t row_count() const { return columns.empty() ? 0 : columns[0].valid.size(); }

  // Copies `text` into the batch, which keeps it as long as it lives.
  std::string_view keep(std::string_view text);
  // Takes a buffer over, so that texts may point into it without a copy.
  std::string_view keep(std::string&& buffer);
  // Makes room for as many rows, so that columns need not grow one by one.
  void reserve(size_t row_count);
  // Takes back the values of a row that turned out to be bad, to `row_count` rows.
  void truncate(size_t row_count);

 private:
  std::deque<std::string> buffers_;
};

// A copy of rows `begin` to `end` of a batch of that schema.
RowBatch slice(const RowBatch& batch, const Schema& schema, size_t begin, size_t end);

// Where batches come from, such as objects decoded on the fly.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual const Schema& schema() const = 0;
  // The next batch of at most 2048 rows; no rows at the end. Called from several threads at once.
  virtual Result<RowBatch> next() = 0;
};

}  // namespace pinflow::model
