#include "gateway/kinesis/read_cbor.h"

#include <algorithm>
#include <vector>

#include "gateway/kinesis/cbor.h"
#include "gateway/kinesis/conversion.h"
#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

using cbor::Head;
using cbor::Major;

constexpr int kDepthMax = 64;

class CborInput {
 public:
  CborInput(std::string_view body, Arena* arena) : rest_(body), arena_(*arena) {}

  Result<Value> read_body(const Shape& shape) {
    TRY_ASSIGN(Head head, take());
    if (head.major != Major::kMap) return serialization_fault();
    TRY_ASSIGN(Value value, read_structure(shape, head));
    if (!rest_.empty()) return serialization_fault();
    return value;
  }

 private:
  Result<Head> take() {
    auto head = cbor::take_head(&rest_);
    if (!head) return serialization_fault();
    return *head;
  }

  Result<Value> read(const Shape& shape) {
    TRY_ASSIGN(Head head, take());
    while (head.major == Major::kTag) {
      TRY_ASSIGN(head, take());
    }
    switch (head.major) {
      case Major::kMap:
        if (shape.kind == ShapeKind::kStructure) return read_structure(shape, head);
        if (shape.kind == ShapeKind::kMap) return read_map(shape, head);
        return wrong_type(shape, Given::kMap);
      case Major::kArray:
        if (shape.kind == ShapeKind::kList) return read_list(shape, head);
        return wrong_type(shape, Given::kList);
      case Major::kText:
      case Major::kBytes:
        return read_string(shape, head);
      default:
        return read_number(shape, head);
    }
  }

  // Whether another element of the container follows; counts them where the head has a count.
  Result<bool> has_next(const Head& head, uint64_t* index) {
    if (!head.is_indefinite) return (*index)++ < head.argument;
    if (rest_.empty()) return serialization_fault();
    if (rest_.front() != cbor::kBreak) return true;
    rest_.remove_prefix(1);
    return false;
  }

  Result<Value> read_structure(const Shape& shape, const Head& head) {
    std::span<Value> values = arena_.values(shape.members.size());
    for (uint64_t index = 0;;) {
      TRY_ASSIGN(bool goes_on, has_next(head, &index));
      if (!goes_on) return Value::of_values(shape, values);
      TRY_ASSIGN(std::string_view name, read_name());
      auto member = std::find_if(shape.members.begin(), shape.members.end(),
                                 [&](const Member& one) { return one.name == name; });
      if (member == shape.members.end()) {
        TRY(pass_over(0));
        continue;
      }
      TRY_ASSIGN(values[static_cast<size_t>(member - shape.members.begin())], read(*member->shape));
    }
  }

  Result<Value> read_map(const Shape& shape, const Head& head) {
    std::vector<Value> values;
    for (uint64_t index = 0;;) {
      TRY_ASSIGN(bool goes_on, has_next(head, &index));
      if (!goes_on) return keep(shape, values);
      TRY_ASSIGN(std::string_view name, read_name());
      values.push_back(Value::of_text(name));
      TRY_ASSIGN(Value value, read(*shape.element));
      values.push_back(value);
    }
  }

  Result<Value> read_list(const Shape& shape, const Head& head) {
    std::vector<Value> values;
    for (uint64_t index = 0;;) {
      TRY_ASSIGN(bool goes_on, has_next(head, &index));
      if (!goes_on) return keep(shape, values);
      TRY_ASSIGN(Value value, read(*shape.element));
      values.push_back(value);
    }
  }

  Result<Value> read_string(const Shape& shape, const Head& head) {
    TRY_ASSIGN(std::string_view text, take_string(head));
    bool is_text = head.major == Major::kText;
    if (shape.kind == ShapeKind::kString && is_text) return Value::of_text(text);
    if (shape.kind == ShapeKind::kBlob && !is_text) return Value::of_text(text);
    if (shape.kind == ShapeKind::kBlob) return decode_blob(text, &arena_);
    return wrong_type(shape, is_text ? Given::kText : Given::kBytes, text);
  }

  Result<Value> read_number(const Shape& shape, const Head& head) {
    bool takes_number = shape.kind == ShapeKind::kInteger || shape.kind == ShapeKind::kTimestamp;
    if (head.major == Major::kSimple) {
      if (head.is_indefinite || head.info < 20 || head.info == 24) return serialization_fault();
      if (head.info == 22 || head.info == 23) return Value();
      if (head.info < 22) {
        if (shape.kind != ShapeKind::kBoolean) return wrong_type(shape, Given::kBoolean);
        return Value::of_number(head.info == 21);
      }
      if (!takes_number) return wrong_type(shape, Given::kNumber);
      return number_value(shape, cbor::float_of(head));
    }
    if (!takes_number) return wrong_type(shape, Given::kNumber);
    auto number = static_cast<double>(head.argument);
    if (head.major == Major::kNegative) number = -1 - number;
    bool is_time = shape.kind == ShapeKind::kTimestamp;
    return number_value(shape, is_time ? number / 1000 : number);
  }

  Result<std::string_view> read_name() {
    TRY_ASSIGN(Head head, take());
    if (head.major != Major::kText) return serialization_fault();
    return take_string(head);
  }

  // The bytes of a string whose head was read; those that come in pieces are put together.
  Result<std::string_view> take_string(const Head& head) {
    if (!head.is_indefinite) {
      if (head.argument > rest_.size()) return serialization_fault();
      std::string_view text = rest_.substr(0, head.argument);
      rest_.remove_prefix(text.size());
      return text;
    }
    std::string whole;
    for (;;) {
      TRY_ASSIGN(Head piece, take());
      if (piece.is_break()) return arena_.keep(whole);
      if (piece.major != head.major || piece.is_indefinite) return serialization_fault();
      TRY_ASSIGN(std::string_view text, take_string(piece));
      whole.append(text);
    }
  }

  Status pass_over(int depth) {
    TRY_ASSIGN(Head head, take());
    return pass_over_rest_of(head, depth);
  }

  Status pass_over_rest_of(const Head& head, int depth) {
    if (depth > kDepthMax || head.is_break()) return serialization_fault();
    if (head.major == Major::kTag) return pass_over(depth + 1);
    if (head.major == Major::kText || head.major == Major::kBytes) {
      return take_string(head).status();
    }
    if (head.major != Major::kArray && head.major != Major::kMap) return Status();
    for (uint64_t index = 0;;) {
      TRY_ASSIGN(bool goes_on, has_next(head, &index));
      if (!goes_on) return Status();
      TRY(pass_over(depth + 1));
      if (head.major == Major::kMap) TRY(pass_over(depth + 1));
    }
  }

  Value keep(const Shape& shape, const std::vector<Value>& values) {
    std::span<Value> kept = arena_.values(values.size());
    std::copy(values.begin(), values.end(), kept.begin());
    return Value::of_values(shape, kept);
  }

  std::string_view rest_;
  Arena& arena_;
};

}  // namespace

Result<Value> read_cbor(std::string_view body, const Shape& shape, Arena* arena) {
  return CborInput(body, arena).read_body(shape);
}

}  // namespace pinflow::gateway::kinesis
