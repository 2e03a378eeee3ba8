// Value: what a request holds, read by the shapes of the service model. Members that the model
// does not know are gone; those that the request does not have are null.
//
//   Lifetime:  Values and the texts in them live in the Arena, or in the request's body.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "gateway/kinesis/service_model.h"

namespace pinflow::gateway::kinesis {

class Value {
 public:
  Value() = default;  // Null.
  static Value of_text(std::string_view text) { return Value(Kind::kText, text, 0, {}); }
  static Value of_number(int64_t number) { return Value(Kind::kNumber, {}, number, {}); }
  // `values` of a list; of a map key, value, key, value, …; of a structure one for each member.
  static Value of_values(const Shape& shape, std::span<const Value> values) {
    Value value(Kind::kValues, {}, 0, values);
    value.shape_ = &shape;
    return value;
  }

  bool is_null() const { return kind_ == Kind::kNull; }
  explicit operator bool() const { return !is_null(); }

  // Of another kind they are empty: what a shape is of is checked when a request is read.
  std::string_view text() const { return text_; }  // Of a blob the bytes.
  int64_t number() const { return number_; }       // Of a timestamp milliseconds.
  bool flag() const { return number_ != 0; }
  UnixMillis time() const { return UnixMillis(std::chrono::milliseconds(number_)); }
  std::span<const Value> values() const { return values_; }

  // The member of a structure; null when it is absent or the shape has none such, and of null.
  const Value& operator[](std::string_view member) const;

 private:
  enum class Kind : uint8_t { kNull, kText, kNumber, kValues };

  Value(Kind kind, std::string_view text, int64_t number, std::span<const Value> values)
      : kind_(kind), text_(text), number_(number), values_(values) {}

  Kind kind_ = Kind::kNull;
  std::string_view text_;
  int64_t number_ = 0;
  std::span<const Value> values_;
  const Shape* shape_ = nullptr;
};

// Memory for the values of one request. Its first block is one that an earlier request of the
// thread has left, where there is one.
class Arena {
 public:
  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::span<Value> values(size_t count);  // All null.
  std::span<char> bytes(size_t count);
  std::string_view keep(std::string_view text);

 private:
  static constexpr size_t kBlockBytes = 4096;

  std::unique_ptr<std::byte[]> block_;
  std::pmr::monotonic_buffer_resource memory_;
};

}  // namespace pinflow::gateway::kinesis
