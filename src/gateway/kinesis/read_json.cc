#include "gateway/kinesis/read_json.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "gateway/kinesis/conversion.h"
#include "gateway/kinesis/fault.h"
#include "json/reader.h"
#include "json/utf8.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr char32_t kReplacement = 0xfffd;

class JsonInput {
 public:
  JsonInput(std::string_view body, Arena* arena) : reader_(body), arena_(*arena) {}

  Result<Value> read_body(const Shape& shape) {
    if (reader_.peek() != '{') return serialization_fault();
    TRY_ASSIGN(Value value, read(shape));
    if (!reader_.finish().ok()) return serialization_fault();
    return value;
  }

 private:
  Result<Value> read(const Shape& shape) {
    switch (reader_.peek()) {
      case '{':
        if (shape.kind == ShapeKind::kStructure) return read_structure(shape);
        if (shape.kind == ShapeKind::kMap) return read_map(shape);
        return wrong_type(shape, Given::kMap);
      case '[':
        if (shape.kind == ShapeKind::kList) return read_list(shape);
        return wrong_type(shape, Given::kList);
      default:
        return read_scalar(shape);
    }
  }

  Result<Value> read_structure(const Shape& shape) {
    std::span<Value> values = arena_.values(shape.members.size());
    std::string_view raw_name;
    bool is_open = reader_.enter();
    while (is_open && reader_.next_member(&raw_name)) {
      std::string_view name = unquote(raw_name);
      auto member = std::find_if(shape.members.begin(), shape.members.end(),
                                 [&](const Member& one) { return one.name == name; });
      if (member == shape.members.end()) {
        std::string_view passed_over;
        reader_.read_value(&passed_over);
        continue;
      }
      TRY_ASSIGN(values[static_cast<size_t>(member - shape.members.begin())], read(*member->shape));
    }
    return Value::of_values(shape, values);
  }

  Result<Value> read_map(const Shape& shape) {
    std::vector<Value> values;
    std::string_view raw_name;
    bool is_open = reader_.enter();
    while (is_open && reader_.next_member(&raw_name)) {
      values.push_back(Value::of_text(unquote(raw_name)));
      TRY_ASSIGN(Value value, read(*shape.element));
      values.push_back(value);
    }
    return keep(shape, values);
  }

  Result<Value> read_list(const Shape& shape) {
    std::vector<Value> values;
    bool is_open = reader_.enter();
    while (is_open && reader_.next_element()) {
      TRY_ASSIGN(Value value, read(*shape.element));
      values.push_back(value);
    }
    return keep(shape, values);
  }

  Result<Value> read_scalar(const Shape& shape) {
    std::string_view raw;
    if (!reader_.read_value(&raw)) return serialization_fault();
    switch (raw.front()) {
      case 'n':
        return Value();
      case 't':
      case 'f':
        if (shape.kind != ShapeKind::kBoolean) return wrong_type(shape, Given::kBoolean);
        return Value::of_number(raw == "true");
      case '"':
        return read_text(shape, unquote(raw));
      default:
        break;
    }
    bool takes_number = shape.kind == ShapeKind::kInteger || shape.kind == ShapeKind::kTimestamp;
    if (!takes_number) return wrong_type(shape, Given::kNumber);
    // What follows the number in the body cannot be part of one: the Reader has checked that.
    return number_value(shape, std::strtod(std::string(raw).c_str(), nullptr));
  }

  Result<Value> read_text(const Shape& shape, std::string_view text) {
    if (shape.kind == ShapeKind::kString) return Value::of_text(text);
    if (shape.kind == ShapeKind::kBlob) return decode_blob(text, &arena_);
    return wrong_type(shape, Given::kText, text);
  }

  Value keep(const Shape& shape, const std::vector<Value>& values) {
    std::span<Value> kept = arena_.values(values.size());
    std::copy(values.begin(), values.end(), kept.begin());
    return Value::of_values(shape, kept);
  }

  std::string_view unquote(std::string_view raw) {
    std::string_view text = raw.substr(1, raw.size() - 2);
    size_t backslash = text.find('\\');
    if (backslash == text.npos) return text;
    std::string plain;
    while (backslash != text.npos) {
      plain.append(text.substr(0, backslash));
      json::Escape escape = json::read_escape(text.substr(backslash));
      json::append_utf8(escape.is_surrogate ? kReplacement : escape.code_point, &plain);
      text.remove_prefix(backslash + escape.size_bytes);
      backslash = text.find('\\');
    }
    return arena_.keep(plain.append(text));
  }

  json::Reader reader_;
  Arena& arena_;
};

}  // namespace

Result<Value> read_json(std::string_view body, const Shape& shape, Arena* arena) {
  return JsonInput(body, arena).read_body(shape);
}

}  // namespace pinflow::gateway::kinesis
