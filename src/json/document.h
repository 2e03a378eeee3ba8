// Document: one parsed JSON text, read through small Element handles.
//
//   Threads:   a Parser belongs to one thread; what it parsed is overwritten by its next parse().
//   Lifetime:  Elements and the texts they return live until then.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::json {

enum class Kind { kNull, kBool, kInteger, kDouble, kString, kArray, kObject };

// A place in a parsed document. Cheap to copy.
class Element {
 public:
  Kind kind() const;
  bool is_null() const { return kind() == Kind::kNull; }

  // Each answers nothing when the kind is another. as_integer() does not take doubles;
  // as_double() takes integers too.
  std::optional<bool> as_bool() const;
  std::optional<int64_t> as_integer() const;
  std::optional<double> as_double() const;
  std::optional<std::string_view> as_string() const;  // Unescaped UTF-8.

  // The member of an object; nothing when absent or when this is no object.
  std::optional<Element> operator[](std::string_view name) const;

  // The text of that member; "" when there is none, or it is no text.
  std::string text_of(std::string_view name) const;

  // Calls `visit` for each member in order of the text, or each element. Stops when it returns
  // false. Does nothing for other kinds.
  void each_member(const std::function<bool(std::string_view name, Element)>& visit) const;
  void each_element(const std::function<bool(Element)>& visit) const;
  size_t size() const;  // Members or elements; 0 for other kinds.

  // Appends this value as compact JSON (doubles in shortest form).
  void write(std::string* out) const;

 private:
  friend class Parser;
  std::array<std::byte, 16> place_;  // simdjson's own handle, which only document.cc knows.
};

class Parser {
 public:
  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;

  // Errors: kInvalidArgument with what is wrong (not UTF-8, not JSON, nested too deeply, a
  // number out of range).
  Result<Element> parse(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pinflow::json
