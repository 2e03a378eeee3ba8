#include "query/duckdb/lineage_scope.h"

#include <algorithm>
#include <cctype>

namespace pinflow::query {

void Origin::add(const Origin& other) {
  from.insert(other.from.begin(), other.from.end());
  made = std::max(made, other.made);
}

const Origin* LineageScope::find(const std::vector<std::string>& path) const {
  for (size_t at = 0; at + 1 < path.size(); ++at) {
    if (const Origin* found = find_in_relation(path[at], path[at + 1])) return found;
  }
  if (const Origin* found = find_in_relation("", path.front())) return found;
  for (const NamedOrigin& column : answer) {
    if (path.size() == 1 && is_same_name(column.name, path.front())) return &column.origin;
  }
  return outer ? outer->find(path) : nullptr;
}

const Origin* LineageScope::find_in_relation(std::string_view alias,
                                             std::string_view column) const {
  for (const LineageRelation& relation : relations) {
    if (!alias.empty() && !is_same_name(relation.alias, alias)) continue;
    for (const NamedOrigin& each : relation.columns) {
      if (is_same_name(each.name, column)) return &each.origin;
    }
  }
  return nullptr;
}

std::string lowered(std::string_view name) {
  std::string letters(name);
  std::ranges::transform(letters, letters.begin(), [](unsigned char c) { return std::tolower(c); });
  return letters;
}

bool is_same_name(std::string_view left, std::string_view right) {
  return lowered(left) == lowered(right);
}

bool is_any_name_of(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const auto& each) { return is_same_name(each, name); });
}

}  // namespace pinflow::query
