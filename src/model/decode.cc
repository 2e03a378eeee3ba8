// From parsed JSON to columns.
#include "model/decode.h"

#include <chrono>
#include <optional>

#include "json/utf8.h"
#include "model/text_value.h"

namespace pinflow::model {
namespace {

constexpr size_t kQuotedBytesMax = 40;
constexpr int64_t kMicrosPerMilli = 1000;

std::string to_json(json::Element element) {
  std::string text;
  element.write(&text);
  return text;
}

std::string_view expected(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "a boolean";
    case Type::kInteger:
    case Type::kLong:
      return "an integer";
    case Type::kDouble:
      return "a number";
    case Type::kString:
    case Type::kBinary:
      return "a text";
    case Type::kTimestamp:
      return "a timestamp";
    case Type::kDate:
      return "a date";
    case Type::kDoubleArray:
      break;
  }
  return "accepted in a column of lists";
}

// The first bytes of a value, cut between characters.
std::string quoted(json::Element value) {
  std::string text = value.as_string() ? std::string(*value.as_string()) : to_json(value);
  if (text.size() <= kQuotedBytesMax) return "'" + text + "'";
  size_t size = 0;
  while (true) {
    size_t next = size + json::utf8_size(std::string_view(text).substr(size));
    if (next > kQuotedBytesMax) break;
    size = next;
  }
  return "'" + text.substr(0, size) + "…'";
}

std::optional<int64_t> as_integer(json::Element value) {
  if (auto text = value.as_string()) return text_to_integer(*text);
  if (auto integer = value.as_integer()) return integer;
  auto number = value.as_double();
  return number ? integral(*number) : std::nullopt;
}

std::optional<int64_t> as_boolean(json::Element value) {
  if (auto flag = value.as_bool()) return *flag;
  if (auto text = value.as_string()) return text_to_boolean(*text);
  std::optional<int64_t> integer = as_integer(value);
  return integer == 0 || integer == 1 ? integer : std::nullopt;
}

std::optional<int64_t> as_micros(json::Element value) {
  if (auto text = value.as_string()) return text_to_timestamp(*text);
  int64_t micros = 0;
  std::optional<int64_t> millis = value.as_integer();
  if (!millis || __builtin_mul_overflow(*millis, kMicrosPerMilli, &micros)) return std::nullopt;
  return micros;
}

std::optional<int64_t> as_days(json::Element value) {
  if (auto text = value.as_string()) return text_to_date(*text);
  std::optional<int64_t> millis = value.as_integer();
  if (!millis) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(*millis)).count();
}

// The value of a column that holds integers, whatever they stand for.
std::optional<int64_t> as_integers_of(Type type, json::Element value) {
  switch (type) {
    case Type::kBoolean:
      return as_boolean(value);
    case Type::kTimestamp:
      return as_micros(value);
    case Type::kDate:
      return as_days(value);
    case Type::kInteger: {
      std::optional<int64_t> integer = as_integer(value);
      bool fits = integer && *integer == static_cast<int32_t>(*integer);
      return fits ? integer : std::nullopt;
    }
    default:
      return as_integer(value);
  }
}

bool put_text(json::Element value, RowBatch* batch, ColumnValues* into) {
  if (auto text = value.as_string()) {
    into->push_text(batch->keep(*text));
    return true;
  }
  if (value.kind() == json::Kind::kArray || value.kind() == json::Kind::kObject) return false;
  into->push_text(batch->keep(to_json(value)));
  return true;
}

bool put_double(json::Element value, ColumnValues* into) {
  std::optional<double> number = value.as_double();
  if (auto text = value.as_string()) number = text_to_double(*text);
  if (number) into->push_double(*number);
  return number.has_value();
}

// False when the value does not fit the column; then nothing was pushed.
bool put(json::Element value, RowBatch* batch, ColumnValues* into) {
  bool is_text = into->type == Type::kString || into->type == Type::kBinary;
  std::optional<std::string_view> text = value.as_string();
  if (value.is_null() || (text && !is_text && without_blanks(*text).empty())) {
    into->push_null();
    return true;
  }
  if (is_text) return put_text(value, batch, into);
  if (into->type == Type::kDouble) return put_double(value, into);
  if (into->type == Type::kDoubleArray) return false;
  std::optional<int64_t> integer = as_integers_of(into->type, value);
  if (integer) into->push_integer(*integer);
  return integer.has_value();
}

// A JSON text within a JSON string counts as what it says.
Result<json::Element> parse_value(std::string_view value, json::Parser* outer,
                                  json::Parser* inner) {
  TRY_ASSIGN(json::Element root, outer->parse(value));
  std::optional<std::string_view> text = root.as_string();
  if (!text) return root;
  std::string_view content = without_blanks(*text);
  return content.starts_with('{') || content.starts_with('[') ? inner->parse(*text) : root;
}

}  // namespace

Decoder::Decoder(const Dataset& dataset) : dataset_(dataset), found_(dataset.raw.columns.size()) {
  for (size_t index = 0; index < dataset.raw.columns.size(); ++index) {
    names_[dataset.raw.columns[index].name] = {index, Match::kName};
  }
  for (const auto& [alias, column] : dataset.aliases) {
    std::optional<size_t> index = dataset.raw.index_of(column);
    if (index) names_.try_emplace(alias, ColumnName{*index, Match::kAlias});
  }
}

int32_t Decoder::decode(std::string_view value, RowBatch* batch, std::vector<int32_t>* indexes,
                        std::vector<RefusedRow>* refused) {
  Result<json::Element> root = parse_value(value, &parser_, &inner_parser_);
  if (!root.ok()) {
    refused->push_back({0, root.status().message(), std::string(value)});
    return 1;
  }
  auto decode_one = [&](json::Element row, int32_t index) {
    std::string reason = decode_row(row, batch);
    if (reason.empty()) {
      indexes->push_back(index);
    } else {
      refused->push_back({index, std::move(reason), to_json(row)});
    }
  };
  if (root->kind() != json::Kind::kArray) {
    decode_one(*root, 0);
    return 1;
  }
  int32_t count = 0;
  root->each_element([&](json::Element row) {
    decode_one(row, count++);
    return true;
  });
  if (count > 0) return count;
  refused->push_back({0, "empty list", std::string(value)});
  return 1;
}

std::string Decoder::decode_row(json::Element row, RowBatch* batch) {
  if (row.kind() != json::Kind::kObject) return "not an object";
  std::string reason = find_columns(row);
  if (!reason.empty()) return reason;
  size_t row_count = batch->row_count();
  for (size_t index = 0; index < found_.size(); ++index) {
    ColumnValues& into = batch->columns[index];
    if (found_[index].match == Match::kAbsent) {
      into.push_null();
    } else if (!put(found_[index].value, batch, &into)) {
      batch->truncate(row_count);
      const Column& column = dataset_.raw.columns[index];
      return "column '" + column.name + "': " + quoted(found_[index].value) + " is not " +
             std::string(expected(column.type));
    }
  }
  return "";
}

std::string Decoder::find_columns(json::Element row) {
  for (Found& found : found_) found.match = Match::kAbsent;
  std::string reason;
  size_t expected_index = 0;  // Rows mostly have their columns in the declared order.
  row.each_member([&](std::string_view name, json::Element value) {
    ColumnName column{expected_index, Match::kName};
    if (expected_index >= found_.size() || name != dataset_.raw.columns[expected_index].name) {
      auto known = names_.find(name);
      if (known == names_.end()) {
        if (dataset_.reject_unknown_columns) reason = "unknown column '" + std::string(name) + "'";
        return reason.empty();
      }
      column = known->second;
    }
    expected_index = column.index + 1;
    Found& found = found_[column.index];
    if (column.match >= found.match) found = {column.match, value};
    return true;
  });
  if (!reason.empty()) return reason;
  for (const std::string& name : dataset_.required) {
    auto known = names_.find(name);
    bool is_missing = known == names_.end() || found_[known->second.index].match == Match::kAbsent;
    if (is_missing) return "required column '" + name + "' is missing";
  }
  return "";
}

std::string row_text(std::string_view value, int32_t index) {
  json::Parser outer, inner;
  Result<json::Element> root = parse_value(value, &outer, &inner);
  if (!root.ok()) return std::string(value);
  if (root->kind() != json::Kind::kArray) return to_json(*root);
  std::string text(value);
  root->each_element([&](json::Element row) {
    if (index == 0) text = to_json(row);
    return index-- > 0;
  });
  return text;
}

}  // namespace pinflow::model
