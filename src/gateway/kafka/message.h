// Message: what a request or an answer says, or an element of one of its lists: a value for each
// field of its schema, by the fields' names. What nobody has set is the field's standard: 0 or what
// the table says, "", no elements; null where the field may be null.
//
//   Threads:   one.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/kafka/schema.h"

namespace pinflow::gateway::kafka {

class Message {
 public:
  // Text that is looked at, or owned. None of both: not set, or null.
  using Value =
      std::variant<std::monostate, int64_t, std::string_view, std::string, std::vector<Message>>;

  // `schema` outlives it.
  explicit Message(const Schema& schema) : schema_(&schema), values_(schema.size()) {}

  // A name that the schema lacks, or another type, stops the program: those are ours.
  int64_t number(std::string_view field) const;
  int32_t number32(std::string_view field) const { return static_cast<int32_t>(number(field)); }
  bool flag(std::string_view field) const { return number(field) != 0; }
  std::string_view text(std::string_view field) const;  // Of strings and bytes; "" for null.
  bool is_null(std::string_view field) const;
  const std::vector<Message>& list(std::string_view field) const;

  template <std::integral Number>
  Message& set(std::string_view field, Number number) {
    return set_number(field, static_cast<int64_t>(number));
  }
  Message& set(std::string_view field, std::string text);
  Message& set(std::string_view field, std::string_view text);  // Copies it.
  Message& set(std::string_view field, const char* text);
  // A new element at the end of a list. The reference holds until the next one comes.
  Message& add(std::string_view field);
  // The list has no elements and is not null.
  Message& set_empty(std::string_view field);

  // For who reads and writes all of it, field by field.
  const Schema& schema() const { return *schema_; }
  const Value& value(size_t index) const { return values_[index]; }
  Value& value(size_t index) { return values_[index]; }

 private:
  Message& set_number(std::string_view field, int64_t number);
  size_t index_of(std::string_view field) const;

  const Schema* schema_;
  std::vector<Value> values_;
};

// The elements of a list that differ in this text, each where it comes first. What is asked for
// many times is answered once: a short request could else have an answer without end.
std::vector<const Message*> distinct(const std::vector<Message>& list, std::string_view field);

}  // namespace pinflow::gateway::kafka
