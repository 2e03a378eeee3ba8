// Rows per second from JSON to columns: 12 text columns of a 600-byte row, one value a row.
#include <chrono>
#include <cstdio>

#include "base/check.h"
#include "json/writer.h"
#include "model/decode.h"

namespace {

using namespace pinflow;

constexpr int kColumnCount = 12;
constexpr int kRowCount = 1'000'000;
constexpr size_t kBatchRows = 2048;
constexpr int kRunCount = 5;

double rows_per_second(const model::Dataset& dataset, const std::string& row) {
  model::Decoder decoder(dataset);
  std::vector<int32_t> indexes;
  std::vector<model::RefusedRow> refused;
  auto begin = std::chrono::steady_clock::now();
  model::RowBatch batch(dataset.raw);
  for (int index = 0; index < kRowCount; ++index) {
    if (batch.row_count() == kBatchRows) {
      batch = model::RowBatch(dataset.raw);
      indexes.clear();
    }
    decoder.decode(row, &batch, &indexes, &refused);
  }
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  check(refused.empty());
  return kRowCount / seconds.count();
}

}  // namespace

int main() {
  model::Dataset dataset;
  json::Writer writer;
  writer.begin_object();
  for (int index = 0; index < kColumnCount; ++index) {
    std::string name = "column_" + std::to_string(index);
    dataset.raw.columns.push_back({name, model::Type::kString});
    writer.member(name, "some text of a common length, é " + std::to_string(index));
  }
  writer.end_object();
  for (int run = 0; run < kRunCount; ++run) {
    std::printf("decode: %.0f rows/s (%zu bytes a row)\n", rows_per_second(dataset, writer.text()),
                writer.text().size());
  }
  return 0;
}
