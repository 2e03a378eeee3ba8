#include "metric/partial_json.h"

namespace pinflow::metric {
namespace {

template <class Visit>
void each_of(std::optional<json::Element> list, const Visit& visit) {
  if (!list) return;
  list->each_element([&](json::Element element) {
    visit(element);
    return true;
  });
}

}  // namespace

Value parse_value(json::Element json) {
  if (auto flag = json.as_bool()) return *flag;
  if (auto integer = json.as_integer()) return *integer;
  if (auto real = json.as_double()) return *real;
  if (auto text = json.as_string()) return std::string(*text);
  return {};
}

void write_value(const Value& value, json::Writer* out) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    out->value(*flag);
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    out->value(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    out->value(*real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out->value(*text);
  } else {
    out->null();
  }
}

void write_partial(const Partial& partial, json::Writer* out) {
  out->begin_object().key("columns").begin_array();
  for (const std::string& column : partial.columns) out->value(column);
  out->end_array().key("rows").begin_array();
  for (const std::vector<Value>& row : partial.rows) {
    out->begin_array();
    for (const Value& value : row) write_value(value, out);
    out->end_array();
  }
  out->end_array().end_object();
}

Result<Partial> parse_partial(json::Element json) {
  Partial partial;
  bool is_even = true;
  each_of(json["columns"], [&](json::Element column) {
    partial.columns.emplace_back(column.as_string().value_or(""));
  });
  each_of(json["rows"], [&](json::Element cells) {
    std::vector<Value>& row = partial.rows.emplace_back();
    each_of(cells, [&](json::Element cell) { row.push_back(parse_value(cell)); });
    is_even = is_even && row.size() == partial.columns.size();
  });
  if (json["columns"] && json["rows"] && is_even) return partial;
  return Status(Code::kInvalidArgument, "no rows of a metric: columns and rows of as many values");
}

}  // namespace pinflow::metric
