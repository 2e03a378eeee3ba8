#include "source/generator/description.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "json/document.h"

namespace pinflow::source {
namespace {

Result<std::vector<Block>> read_blocks(const Spec& root) {
  TRY_ASSIGN(auto specs, root.elements("blocks"));
  std::vector<Block> blocks;
  for (const Spec& spec : specs) {
    Block block;
    TRY_ASSIGN(block.name, spec.text("name"));
    TRY_ASSIGN(double begin, spec.number("begin"));
    TRY_ASSIGN(auto words, spec.texts("words"));
    block.begin = static_cast<uint64_t>(begin);
    for (WeightedText& word : words) block.words.push_back(std::move(word.text));
    if (blocks.empty() ? block.begin != 0 : block.begin <= blocks.back().begin) {
      return spec.error("blocks begin at 0 and come in order");
    }
    blocks.push_back(std::move(block));
  }
  if (blocks.empty()) return root.error("there are no blocks");
  return blocks;
}

Result<GroupSizes> read_group_sizes(const Spec& root) {
  GroupSizes sizes;
  TRY_ASSIGN(Spec groups, root.member("groups"));
  TRY_ASSIGN(sizes.largest_share, groups.number("largest_share"));
  TRY_ASSIGN(auto classes, groups.elements("sizes"));
  for (const Spec& size_class : classes) {
    TRY_ASSIGN(auto numbers, size_class.as_numbers());
    if (numbers.size() != 2 || numbers[0] < 1 || numbers[1] < 0) {
      return size_class.error("is not [size, weight]");
    }
    sizes.classes.push_back({static_cast<uint64_t>(numbers[0]), numbers[1]});
  }
  if (sizes.largest_share < 0 || sizes.largest_share > 1) {
    return groups.error("largest_share is not between 0 and 1");
  }
  return sizes;
}

Status read_texts(const Spec& root, Grammar* grammar) {
  TRY_ASSIGN(auto lists, root.members("texts"));
  for (const auto& [name, spec] : lists) {
    TRY_ASSIGN(auto texts, spec.as_texts());
    auto added = grammar->add(name, texts);
    if (!added.ok()) return added.status();
  }
  return Status();
}

Result<std::vector<GeneratedTable>> read_tables(const Spec& root, Grammar* grammar) {
  TRY_ASSIGN(auto specs, root.elements("tables"));
  std::vector<GeneratedTable> tables;
  for (const Spec& spec : specs) {
    GeneratedTable table;
    TRY_ASSIGN(table.name, spec.text("name"));
    TRY_ASSIGN(auto columns, spec.elements("columns"));
    for (const Spec& column_spec : columns) {
      TRY_ASSIGN(GeneratedColumn column, read_column(column_spec, grammar));
      table.columns.push_back(std::move(column));
    }
    if (table.columns.empty()) return spec.error("there are no columns");
    tables.push_back(std::move(table));
  }
  if (tables.empty()) return root.error("there are no tables");
  return tables;
}

// Where the named thing is among `things`; kInvalidArgument with the nearest name.
template <class Thing, class NameOf>
Result<size_t> index_of(const std::vector<Thing>& things, NameOf name_of, std::string_view name,
                        const Spec& at) {
  std::vector<std::string> names;
  for (const Thing& thing : things) names.push_back(name_of(thing));
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return at.error("is unknown" + did_you_mean(name, names));
  return static_cast<size_t>(found - names.begin());
}

Result<Overrides> read_overrides(const Spec& owner, const Description& description) {
  Overrides overrides;
  TRY_ASSIGN(auto tables, owner.members("set"));
  for (const auto& [table_name, table_spec] : tables) {
    TRY_ASSIGN(
        size_t table,
        index_of(description.tables, [](const auto& t) { return t.name; }, table_name, table_spec));
    const auto& columns = description.tables[table].columns;
    TRY_ASSIGN(auto members, table_spec.as_members());
    for (const auto& [column_name, spec] : members) {
      TRY_ASSIGN(size_t column,
                 index_of(columns, [](const auto& c) { return c.column.name; }, column_name, spec));
      TRY_ASSIGN(MakeValue make, read_override(spec, description.grammar.get()));
      overrides.push_back({table, column, std::move(make)});
    }
  }
  return overrides;
}

Status read_combinations(const Spec& root, Description* description) {
  TRY_ASSIGN(auto specs, root.elements("combinations"));
  double weight_sum = 0;
  for (const Spec& spec : specs) {
    Combination combination;
    TRY_ASSIGN(double weight, spec.number("weight"));
    if (weight < 0) return spec.error("the weight is negative");
    combination.weight_until = weight_sum += weight;
    TRY_ASSIGN(combination.overrides, read_overrides(spec, *description));
    description->combinations.push_back(std::move(combination));
  }
  if (!(weight_sum > 0)) return root.error("the combinations have no weight");
  for (Combination& combination : description->combinations) {
    combination.weight_until /= weight_sum;
  }
  return Status();
}

Status read_anchors(const Spec& root, Description* description) {
  TRY_ASSIGN(auto specs, root.elements("anchors"));
  for (const Spec& spec : specs) {
    TRY_ASSIGN(double index, spec.number("index"));
    TRY_ASSIGN(Overrides overrides, read_overrides(spec, *description));
    description->anchors.insert_or_assign(static_cast<uint64_t>(index), std::move(overrides));
  }
  return Status();
}

}  // namespace

Result<Description> read_description(std::string_view json) {
  json::Parser parser;
  auto parsed = parser.parse(json);
  if (!parsed.ok()) return parsed.status().with_context("generator");
  const Spec root(*parsed, "generator");

  Description description;
  TRY_ASSIGN(double row_count, root.number("rows"));
  if (row_count < 1) return root.error("rows is less than 1");
  description.row_count = static_cast<uint64_t>(row_count);
  TRY_ASSIGN(double seed, root.number("seed"));
  description.seed = static_cast<uint64_t>(seed);
  TRY_ASSIGN(description.blocks, read_blocks(root));
  TRY_ASSIGN(description.group_sizes, read_group_sizes(root));
  description.grammar = std::make_unique<Grammar>(description.blocks);
  TRY(read_texts(root, description.grammar.get()));
  TRY_ASSIGN(description.tables, read_tables(root, description.grammar.get()));
  TRY(read_combinations(root, &description));
  TRY(read_anchors(root, &description));
  return description;
}

}  // namespace pinflow::source
