#include "app/metric_view.h"

#include <string>
#include <type_traits>

#include "json/document.h"
#include "metric/partial_json.h"

namespace pinflow::app {
namespace {

static_assert(std::is_same_v<query::Cell, metric::Value>);

const Status& not_an_answer() {
  static const Status status(Code::kInvalidArgument, "this is no answer of /v1/metrics");
  return status;
}

}  // namespace

Result<query::Table> metric_list(std::string_view json) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(json));
  if (root.kind() != json::Kind::kArray) return not_an_answer();
  query::Table table{
      {{"metric", "VARCHAR"}, {"title", "VARCHAR"}, {"user_ids", "VARCHAR"}}, {}, false};
  root.each_element([&](json::Element metric) {
    std::string users;
    if (auto ids = metric["user_ids"]) {
      ids->each_element([&](json::Element id) {
        users += (users.empty() ? "" : ", ") + std::string(id.as_string().value_or(""));
        return true;
      });
    }
    table.rows.push_back({metric.text_of("name"), metric.text_of("title"), users});
    return true;
  });
  return table;
}

Result<query::Table> metric_rows(std::string_view json) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(json));
  auto rows = root["rows"];
  if (!rows || rows->kind() != json::Kind::kArray) return not_an_answer();
  query::Table table;
  rows->each_element([&](json::Element row) {
    std::vector<query::Cell>& cells = table.rows.emplace_back();
    row.each_member([&](std::string_view name, json::Element value) {
      if (table.rows.size() == 1) table.columns.push_back({std::string(name), "VARCHAR"});
      cells.push_back(metric::parse_value(value));
      return true;
    });
    return true;
  });
  return table;
}

}  // namespace pinflow::app
