#include "source/generator/generator.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "source/generator/description.h"
#include "source/generator/groups.h"

namespace pinflow::source {
namespace {

// Streams of random numbers. A column's are kFirstColumn + 2 * its index over all tables, and the
// one after it for a value that overrides the column's own.
constexpr uint64_t kCombinationStream = 2;
constexpr uint64_t kFirstColumnStream = 16;

class Generator final : public RowSource {
 public:
  Generator(Description description, const GeneratorOptions& options)
      : description_(std::move(description)),
        seed_(options.seed > 0 ? options.seed : description_.seed),
        row_count_(options.row_count > 0 ? options.row_count : description_.row_count),
        groups_(description_.group_sizes, row_count_, seed_) {
    uint64_t stream = kFirstColumnStream;
    for (const GeneratedTable& table : description_.tables) {
      first_streams_.push_back(stream);
      stream += 2 * table.columns.size();
    }
    const double scale =
        static_cast<double>(row_count_) / static_cast<double>(description_.row_count);
    for (const Block& block : description_.blocks) {
      block_begins_.push_back(static_cast<uint64_t>(static_cast<double>(block.begin) * scale));
    }
  }

  std::vector<std::string> tables() const override {
    std::vector<std::string> names;
    for (const GeneratedTable& table : description_.tables) names.push_back(table.name);
    return names;
  }

  Result<model::Schema> schema(std::string_view table) const override {
    TRY_ASSIGN(size_t index, find(table));
    model::Schema schema;
    for (const GeneratedColumn& column : description_.tables[index].columns) {
      schema.columns.push_back(column.column);
    }
    return schema;
  }

  Result<uint64_t> row_count(std::string_view table) override {
    TRY(find(table).status());
    return row_count_;
  }

  Result<std::vector<Row>> read(std::string_view table, RowIndex first, size_t count) override {
    TRY_ASSIGN(size_t index, find(table));
    const uint64_t begin = std::min(static_cast<uint64_t>(first), row_count_);
    const uint64_t end = begin + std::min<uint64_t>(count, row_count_ - begin);
    std::vector<Row> rows;
    rows.reserve(end - begin);
    for (uint64_t row = begin; row < end; ++row) rows.push_back(make_row(index, row));
    return rows;
  }

 private:
  Result<size_t> find(std::string_view table) const {
    const std::vector<std::string> names = tables();
    auto found = std::find(names.begin(), names.end(), table);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
    return Status(Code::kNotFound,
                  "generator: no table '" + std::string(table) + "'" + did_you_mean(table, names));
  }

  Row make_row(size_t table, uint64_t row) const {
    const Place of_row{.row = row, .block = block_of(row), .group = groups_.of(row)};
    Place of_group = of_row;  // What all rows of the group share follows from the group alone.
    of_group.block = of_row.group.number % block_begins_.size();
    of_group.draw_count = of_row.group.size;
    Row values;
    const auto& columns = description_.tables[table].columns;
    values.reserve(columns.size());
    uint64_t stream = first_streams_[table];
    for (const GeneratedColumn& column : columns) {
      Random random(seed_, stream, column.is_of_group ? of_row.group.number : row);
      values.push_back(column.make(column.is_of_group ? of_group : of_row, &random));
      stream += 2;
    }
    for (const Override& override : overrides_of(row)) {
      if (override.table != table) continue;
      Random random(seed_, first_streams_[table] + 2 * override.column + 1, row);
      values[override.column] = override.make(of_row, &random);
    }
    return values;
  }

  size_t block_of(uint64_t row) const {
    auto after = std::upper_bound(block_begins_.begin(), block_begins_.end(), row);
    return static_cast<size_t>(after - block_begins_.begin()) - 1;
  }

  const Overrides& overrides_of(uint64_t row) const {
    if (auto anchor = description_.anchors.find(row); anchor != description_.anchors.end()) {
      return anchor->second;
    }
    const auto& combinations = description_.combinations;
    auto chosen = std::upper_bound(
        combinations.begin(), combinations.end(), Random(seed_, kCombinationStream, row).unit(),
        [](double share, const Combination& c) { return share < c.weight_until; });
    return chosen == combinations.end() ? combinations.back().overrides : chosen->overrides;
  }

  Description description_;
  uint64_t seed_;
  uint64_t row_count_;
  Groups groups_;
  std::vector<uint64_t> first_streams_;  // For each table.
  std::vector<uint64_t> block_begins_;
};

}  // namespace

Result<std::unique_ptr<RowSource>> open_generator(std::string_view description,
                                                  const GeneratorOptions& options) {
  TRY_ASSIGN(Description read, read_description(description));
  return std::unique_ptr<RowSource>(std::make_unique<Generator>(std::move(read), options));
}

}  // namespace pinflow::source
