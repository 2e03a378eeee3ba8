// Throws bytes at the decoder: rows, good and refused, always add up, and columns stay even.
#include "base/check.h"
#include "model/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow;
  model::Dataset dataset;
  dataset.raw.columns = {{"l", model::Type::kLong},    {"s", model::Type::kString},
                         {"i", model::Type::kInteger}, {"d", model::Type::kDouble},
                         {"b", model::Type::kBoolean}, {"t", model::Type::kTimestamp},
                         {"day", model::Type::kDate}};
  dataset.aliases = {{"a", "l"}};
  dataset.required = {"l"};

  model::Decoder decoder(dataset);
  model::RowBatch batch(dataset.raw);
  std::vector<int32_t> indexes;
  std::vector<model::RefusedRow> refused;
  std::string_view value(reinterpret_cast<const char*>(data), size);
  int32_t count = decoder.decode(value, &batch, &indexes, &refused);
  check(static_cast<size_t>(count) == indexes.size() + refused.size());
  for (const model::ColumnValues& column : batch.columns) {
    check(column.valid.size() == indexes.size());
    check(column.integers.size() + column.doubles.size() + column.texts.size() == indexes.size());
  }
  for (const model::RefusedRow& row : refused) check(!row.reason.empty());
  return 0;
}
