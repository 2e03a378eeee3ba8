// Measures the engine's two heavy ways: rows of a reader into SQL, and a SELECT into a table's
// Parquet file, beside the bare COPY that anybody could run. The best of five; processor time is
// what a busy machine disturbs least.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"

namespace {

using namespace pinflow;
using model::Type;

constexpr int64_t kRowCount = 1'000'000;

// Twelve text columns, as a posted row has them, from one batch handed out again and again.
class TextReader final : public model::RowReader {
 public:
  TextReader() {
    for (int i = 0; i < 12; ++i)
      schema_.columns.push_back({"c" + std::to_string(i), Type::kString});
  }
  const model::Schema& schema() const override { return schema_; }
  Result<model::RowBatch> next() override {
    model::RowBatch batch(schema_);
    if (rows_.fetch_add(2000) >= kRowCount) return batch;
    for (model::ColumnValues& column : batch.columns) {
      for (int row = 0; row < 2000; ++row)
        column.push_text("fifty bytes of text, which is what one column holds");
    }
    return batch;
  }

 private:
  model::Schema schema_;
  std::atomic<int64_t> rows_ = 0;
};

double processor_ms() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  auto ms = [](timeval time) { return time.tv_sec * 1e3 + time.tv_usec / 1e3; };
  return ms(used.ru_utime) + ms(used.ru_stime);
}

void measure(const std::string& what, const std::function<Status()>& work) {
  double best = 1e9, best_processor = 1e9;
  for (int run = 0; run < 5; ++run) {
    auto start = std::chrono::steady_clock::now();
    double processor_start = processor_ms();
    Status done = work();
    std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    if (!done.ok()) std::printf("%s: %s\n", what.c_str(), done.message().c_str());
    best = std::min(best, taken.count());
    best_processor = std::min(best_processor, processor_ms() - processor_start);
  }
  std::printf("%-36s %7.0f ms %7.0f ms of processor\n", what.c_str(), best, best_processor);
}

}  // namespace

int main() {
  auto folder = std::filesystem::temp_directory_path() / "pinflow_query_bench";
  std::filesystem::remove_all(folder);
  auto store = std::move(*objects::open_local_store(folder));
  auto engine = std::move(*query::open_duckdb_engine());
  auto session = std::move(*engine->open_session());
  auto table = lake::open_delta_table("bench", *store, "bench/", engine->parquet());

  measure("12 M texts of a reader, counted", [&] {
    TextReader reader;
    TRY(session->bind_rows("r", reader));
    return session->query("SELECT count(c0), count(c11), max(c5) FROM r").status();
  });
  measure("12 M texts of a reader, kept", [&] {
    TextReader reader;
    TRY(session->bind_rows("r", reader));
    return session->materialize("kept", "SELECT * FROM r");
  });
  model::Schema schema{{{"ind", Type::kLong},
                        {"text", Type::kString},
                        {"label", Type::kString},
                        {"place", Type::kDoubleArray},
                        {"moment", Type::kTimestamp}}};
  Status made = session->materialize(
      "source",
      "SELECT i AS ind, md5(CAST(i AS STRING)) AS text, 'label' || (i % 16) AS label, "
      "[i / 3.0, i / 7.0] AS place, TIMESTAMP '2018-01-01' + to_seconds(i) AS moment "
      "FROM range(1000000) t(i)");
  if (!made.ok()) std::printf("%s\n", made.message().c_str());
  measure("1 M rows, write_files()",
          [&] { return session->write_files("SELECT * FROM source", schema, *table).status(); });
  for (const char* codec : {"snappy", "zstd"}) {
    std::string file = (folder / "bare.parquet").string();
    std::string copy = "COPY source TO '" + file + "' (FORMAT parquet, COMPRESSION " + codec + ")";
    measure("1 M rows, bare COPY, " + std::string(codec),
            [&] { return session->query(copy).status(); });
  }
  std::filesystem::remove_all(folder);
  return 0;
}
