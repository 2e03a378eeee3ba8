// LineageScope: what names mean inside of one SELECT, while its lineage is read.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "query/lineage.h"

namespace pinflow::query {

// What values come from.
struct Origin {
  std::set<SourceColumn> from;
  Made made = Made::kCopied;

  void add(const Origin& other);
};

struct NamedOrigin {
  std::string name;
  Origin origin;
};
using NamedOrigins = std::vector<NamedOrigin>;  // Columns, in their order.

// A table, or what stands for one, behind FROM.
struct LineageRelation {
  std::string alias;
  NamedOrigins columns;
};

struct LineageScope {
  const LineageScope* outer = nullptr;  // Of a subquery: what it may refer to besides.
  std::vector<LineageRelation> relations{};
  std::vector<std::string> joined_by{};  // Columns of USING, which a star shows once.
  NamedOrigins answer{};                 // GROUP BY and ORDER BY may name these, too.

  // Of "t.a" or "a", split at its points. Null: a lambda's variable, or what is no column.
  const Origin* find(const std::vector<std::string>& path) const;
  const Origin* find_in_relation(std::string_view alias, std::string_view column) const;
};

// SQL's names are the same whatever the case of their letters.
std::string lowered(std::string_view name);
bool is_same_name(std::string_view left, std::string_view right);
bool is_any_name_of(const std::vector<std::string>& names, std::string_view name);

}  // namespace pinflow::query
