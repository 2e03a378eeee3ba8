// How fast rows are made: rows a second for each table of a description.
// Usage: generator_bench DESCRIPTION [ROWS]
#include "source/generator/generator.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"

int main(int argc, char** argv) {
  using namespace pinflow;
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s DESCRIPTION [ROWS]\n", argv[0]);
    return 2;
  }
  const uint64_t row_count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  auto description = read_file(argv[1]);
  check(description.ok());
  auto generator = source::open_generator(*description, {.row_count = row_count});
  check(generator.ok());
  for (const std::string& table : (*generator)->tables()) {
    const auto start = std::chrono::steady_clock::now();
    const model::Schema schema = *(*generator)->schema(table);
    uint64_t json_bytes = 0;
    for (uint64_t row = 0; row < row_count; row += 1'000) {
      auto rows = (*generator)->read(table, source::RowIndex{row}, 1'000);
      check(rows.ok());
      json_bytes += source::to_json(schema, rows->front()).size();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%-20s %10.0f rows/s  %5.0f bytes a row as JSON\n", table.c_str(),
                static_cast<double>(row_count) / seconds.count(),
                static_cast<double>(json_bytes) / static_cast<double>((row_count + 999) / 1'000));
  }
}
