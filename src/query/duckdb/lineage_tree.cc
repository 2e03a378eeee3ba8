#include "query/duckdb/lineage_tree.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "json/document.h"
#include "query/duckdb/lineage_scope.h"

namespace pinflow::query {
namespace {

using json::Element;

std::vector<std::string> texts_of(std::optional<Element> list) {
  std::vector<std::string> texts;
  if (!list) return texts;
  list->each_element([&](Element element) {
    texts.emplace_back(element.as_string().value_or(""));
    return true;
  });
  return texts;
}

// What the 2 of GROUP BY 2 means; null where it is no number.
const Origin* answer_at(Element expression, const LineageScope& scope) {
  auto literal = expression["literal"];
  if (expression.text_of("class") != "CONSTANT" || !literal) return nullptr;
  const std::string text = literal->text_of("text");
  size_t position = 0;
  std::from_chars(text.data(), text.data() + text.size(), position);
  return position > 0 && position <= scope.answer.size() ? &scope.answer[position - 1].origin
                                                         : nullptr;
}

class TreeReader {
 public:
  explicit TreeReader(const LineageFacts& facts) : facts_(facts) {}

  // The columns of a SELECT, or of several that a set operation puts together.
  Result<NamedOrigins> read(Element node, std::map<std::string, NamedOrigins> named,
                            const LineageScope* outer);
  Lineage lineage() && { return std::move(lineage_); }

 private:
  using Named = std::map<std::string, NamedOrigins>;  // By WITH.

  Result<NamedOrigins> read_set(Element node, const Named& named, const LineageScope* outer);
  Result<NamedOrigins> read_select(Element node, const Named& named, const LineageScope* outer);
  Status read_from(Element from, const Named& named, LineageScope* scope);
  Status read_base(Element from, const Named& named, LineageScope* scope);
  Status read_join(Element from, const Named& named, LineageScope* scope);
  Status read_answer(Element item, const Named& named, LineageScope* scope);
  Status read_star(Element star, const Named& named, LineageScope* scope);
  Status read_groups(Element node, const Named& named, const LineageScope& scope);
  Status read_modifiers(Element node, const Named& named, const LineageScope& scope);
  // What the columns of an expression come from; its conditions are influences.
  Status read_expression(Element part, const Named& named, const LineageScope& scope,
                         Origin* origin);
  Status influence(Influence kind, std::optional<Element> part, const Named& named,
                   const LineageScope& scope);
  Status influence_at(Influence kind, Element expression, const Named& named,
                      const LineageScope& scope);
  void influence(Influence kind, const Origin& origin) {
    for (const SourceColumn& source : origin.from) lineage_.influences.emplace(kind, source);
  }

  const LineageFacts& facts_;
  Lineage lineage_;
};

void rename(NamedOrigins* columns, const std::vector<std::string>& names) {
  for (size_t i = 0; i < std::min(columns->size(), names.size()); ++i) {
    (*columns)[i].name = names[i];
  }
}

Result<NamedOrigins> TreeReader::read(Element node, Named named, const LineageScope* outer) {
  Status status;
  auto with = node["cte_map"] ? (*node["cte_map"])["map"] : std::nullopt;
  if (with) {
    with->each_element([&](Element entry) {
      auto value = entry["value"];
      auto query = value ? (*value)["query_node"] : std::nullopt;
      if (!query) return true;
      Result<NamedOrigins> columns = read(*query, named, outer);
      status = columns.status();
      if (!status.ok()) return false;
      rename(&*columns, texts_of((*value)["aliases"]));
      named[lowered(entry.text_of("key"))] = std::move(*columns);
      return true;
    });
  }
  TRY(std::move(status));
  return node.text_of("type") == "SELECT_NODE" ? read_select(node, named, outer)
                                               : read_set(node, named, outer);
}

// UNION and the like; of WITH RECURSIVE the first part, which has the names.
Result<NamedOrigins> TreeReader::read_set(Element node, const Named& named,
                                          const LineageScope* outer) {
  NamedOrigins together;
  Named known = named;
  Status status;
  auto add = [&](Element part) {
    Result<NamedOrigins> columns = read(part, known, outer);
    status = columns.status();
    if (!status.ok()) return false;
    if (together.empty()) together = *columns;
    for (size_t i = 0; i < std::min(together.size(), columns->size()); ++i) {
      together[i].origin.add((*columns)[i].origin);
    }
    const std::string recursive = node.text_of("cte_name");
    if (!recursive.empty()) known[lowered(recursive)] = together;
    return true;
  };
  if (auto parts = node["children"]) parts->each_element(add);
  for (const char* side : {"left", "right"}) {
    auto part = node[side];
    if (part && status.ok()) add(*part);
  }
  TRY(std::move(status));
  return together;
}

Result<NamedOrigins> TreeReader::read_select(Element node, const Named& named,
                                             const LineageScope* outer) {
  LineageScope scope{outer};
  if (auto from = node["from_table"]) TRY(read_from(*from, named, &scope));
  Status status;
  if (auto items = node["select_list"]) {
    items->each_element([&](Element item) {
      status = read_answer(item, named, &scope);
      return status.ok();
    });
  }
  TRY(std::move(status));
  TRY(influence(Influence::kFilter, node["where_clause"], named, scope));
  TRY(influence(Influence::kFilter, node["having"], named, scope));
  TRY(influence(Influence::kFilter, node["qualify"], named, scope));
  TRY(read_groups(node, named, scope));
  TRY(read_modifiers(node, named, scope));
  return std::move(scope.answer);
}

Status TreeReader::read_from(Element from, const Named& named, LineageScope* scope) {
  const std::string type = from.text_of("type");
  if (type == "BASE_TABLE") return read_base(from, named, scope);
  if (type == "JOIN") return read_join(from, named, scope);
  LineageRelation relation{from.text_of("alias"), {}};
  auto subquery = from["subquery"];
  auto node = subquery ? (*subquery)["node"] : std::nullopt;
  if (node) {
    TRY_ASSIGN(relation.columns, read(*node, named, scope->outer));
  }
  // VALUES: constants.
  auto rows = from["values"];
  if (rows) {
    rows->each_element([&](Element row) {
      for (size_t i = 0; i < row.size(); ++i) {
        relation.columns.push_back({"col" + std::to_string(i), {}});
      }
      return false;
    });
  }
  rename(&relation.columns, texts_of(from["column_name_alias"]));
  scope->relations.push_back(std::move(relation));
  return Status();
}

Status TreeReader::read_base(Element from, const Named& named, LineageScope* scope) {
  const std::string name = from.text_of("table_name");
  const std::string schema = from.text_of("schema_name");
  LineageRelation relation{from.text_of("alias").empty() ? name : from.text_of("alias"), {}};
  auto known = schema.empty() ? named.find(lowered(name)) : named.end();
  if (known != named.end()) {
    relation.columns = known->second;
  } else {
    const std::string table = schema.empty() ? name : schema + "." + name;
    TRY_ASSIGN(std::vector<std::string> columns, facts_.columns_of(table));
    lineage_.tables.insert(table);
    for (const std::string& column : columns) {
      relation.columns.push_back({column, {{{table, column}}, Made::kCopied}});
    }
  }
  rename(&relation.columns, texts_of(from["column_name_alias"]));
  scope->relations.push_back(std::move(relation));
  return Status();
}

Status TreeReader::read_join(Element from, const Named& named, LineageScope* scope) {
  for (const char* side : {"left", "right"}) {
    if (auto part = from[side]) TRY(read_from(*part, named, scope));
  }
  for (const std::string& column : texts_of(from["using_columns"])) {
    scope->joined_by.push_back(column);
    for (const LineageRelation& relation : scope->relations) {
      const Origin* origin = scope->find_in_relation(relation.alias, column);
      if (origin) influence(Influence::kJoin, *origin);
    }
  }
  return influence(Influence::kJoin, from["condition"], named, *scope);
}

Status TreeReader::read_answer(Element item, const Named& named, LineageScope* scope) {
  if (item.text_of("class") == "STAR") return read_star(item, named, scope);
  Origin origin;
  if (item.text_of("class") != "COLUMN_REF") origin.made = Made::kComputed;
  TRY(read_expression(item, named, *scope, &origin));
  std::string name = item.text_of("alias");
  std::vector<std::string> path = texts_of(item["column_names"]);
  if (name.empty() && !path.empty()) name = path.back();
  scope->answer.push_back({name, std::move(origin)});
  return Status();
}

// *, t.*, with EXCLUDE and REPLACE. What COLUMNS(…) gives is not known: then the count is wrong.
Status TreeReader::read_star(Element star, const Named& named, LineageScope* scope) {
  const std::string alias = star.text_of("relation_name");
  const std::vector<std::string> left_out = texts_of(star["exclude_list"]);
  std::vector<std::string> shown;  // Of those that relations are joined by.
  for (const LineageRelation& relation : scope->relations) {
    if (!alias.empty() && !is_same_name(relation.alias, alias)) continue;
    for (const NamedOrigin& column : relation.columns) {
      if (is_any_name_of(left_out, column.name) || is_any_name_of(shown, column.name)) continue;
      if (is_any_name_of(scope->joined_by, column.name)) shown.push_back(column.name);
      scope->answer.push_back(column);
    }
  }
  Status status;
  auto replaced = star["replace_list"];
  if (!replaced) return status;
  replaced->each_element([&](Element entry) {
    Origin origin{{}, Made::kComputed};
    if (auto value = entry["value"]) status = read_expression(*value, named, *scope, &origin);
    for (NamedOrigin& column : scope->answer) {
      if (is_same_name(column.name, entry.text_of("key"))) column.origin = origin;
    }
    return status.ok();
  });
  return status;
}

// GROUP BY ALL means whatever is no aggregate.
Status TreeReader::read_groups(Element node, const Named& named, const LineageScope& scope) {
  if (node.text_of("aggregate_handling") == "FORCE_AGGREGATES") {
    for (const NamedOrigin& column : scope.answer) {
      if (column.origin.made != Made::kAggregated) influence(Influence::kGroup, column.origin);
    }
  }
  Status status;
  auto groups = node["group_expressions"];
  if (!groups) return status;
  groups->each_element([&](Element group) {
    status = influence_at(Influence::kGroup, group, named, scope);
    return status.ok();
  });
  return status;
}

// Of an expression, or of the answer's column whose number it is.
Status TreeReader::influence_at(Influence kind, Element expression, const Named& named,
                                const LineageScope& scope) {
  const Origin* by_position = answer_at(expression, scope);
  if (by_position == nullptr) return influence(kind, expression, named, scope);
  influence(kind, *by_position);
  return Status();
}

Status TreeReader::read_modifiers(Element node, const Named& named, const LineageScope& scope) {
  Status status;
  auto modifiers = node["modifiers"];
  if (!modifiers) return status;
  modifiers->each_element([&](Element modifier) {
    auto orders = modifier["orders"];
    if (!orders) return true;
    orders->each_element([&](Element order) {
      auto expression = order["expression"];
      if (expression) status = influence_at(Influence::kSort, *expression, named, scope);
      return status.ok();
    });
    return status.ok();
  });
  return status;
}

Status TreeReader::influence(Influence kind, std::optional<Element> part, const Named& named,
                             const LineageScope& scope) {
  if (!part || part->is_null()) return Status();
  Origin origin;
  TRY(read_expression(*part, named, scope, &origin));
  influence(kind, origin);
  return Status();
}

Status TreeReader::read_expression(Element part, const Named& named, const LineageScope& scope,
                                   Origin* origin) {
  if (part.text_of("class") == "COLUMN_REF") {
    std::vector<std::string> path = texts_of(part["column_names"]);
    const Origin* found = path.empty() ? nullptr : scope.find(path);
    if (found) origin->add(*found);
    return Status();
  }
  const bool is_window = part.text_of("class") == "WINDOW";
  if (part.text_of("type") == "SELECT_NODE" || part.text_of("type") == "SET_OPERATION_NODE") {
    TRY_ASSIGN(NamedOrigins columns, read(part, named, &scope));
    for (const NamedOrigin& column : columns) origin->add(column.origin);
    return Status();
  }
  if (facts_.aggregates.contains(lowered(part.text_of("function_name"))) && !is_window) {
    origin->made = Made::kAggregated;
  }
  Status status;
  auto read_part = [&](std::string_view name, Element member) {
    if (is_window && (name == "partitions" || name == "orders")) {
      status = influence(Influence::kWindow, member, named, scope);
    } else if (name == "filter") {
      status = influence(Influence::kFilter, member, named, scope);
    } else {
      status = read_expression(member, named, scope, origin);
    }
    return status.ok();
  };
  part.each_member(read_part);
  part.each_element([&](Element element) { return read_part("", element); });
  return status;
}

}  // namespace

Result<Lineage> lineage_of_tree(std::string_view tree, const LineageFacts& facts) {
  json::Parser parser;
  TRY_ASSIGN(Element root, parser.parse(tree));
  std::optional<Element> node;
  if (auto statements = root["statements"]) {
    statements->each_element([&](Element statement) {
      node = statement["node"];
      return false;
    });
  }
  if (!node) {
    return Status(Code::kInvalidArgument, "lineage: " + root.text_of("error_message"));
  }
  TreeReader reader(facts);
  TRY_ASSIGN(NamedOrigins columns, reader.read(*node, {}, nullptr));
  if (columns.size() != facts.answer_columns.size()) {
    return Status(Code::kInvalidArgument,
                  "lineage: it has " + std::to_string(facts.answer_columns.size()) +
                      " columns, of which only " + std::to_string(columns.size()) +
                      " can be told: name them in place of COLUMNS(…)");
  }
  Lineage lineage = std::move(reader).lineage();
  for (size_t i = 0; i < columns.size(); ++i) {
    Origin& origin = columns[i].origin;
    lineage.columns.push_back({facts.answer_columns[i], std::move(origin.from), origin.made});
  }
  return lineage;
}

}  // namespace pinflow::query
