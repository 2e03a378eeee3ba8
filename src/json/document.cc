// The only file that holds a simdjson tree: Element is simdjson's handle in plain bytes.
#include "json/document.h"

#include <simdjson.h>

#include <bit>

#include "json/compact.h"
#include "json/reader.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace pinflow::json {
namespace {

namespace dom = simdjson::dom;
using Place = std::array<std::byte, 16>;
static_assert(sizeof(dom::element) == sizeof(Place));

dom::element at(const Place& place) { return std::bit_cast<dom::element>(place); }

// What simdjson gave only after its kind was asked for: it cannot be an error.
template <class T>
T known(simdjson::simdjson_result<T> result) {
  T value{};
  check(std::move(result).get(value) == simdjson::SUCCESS);
  return value;
}

bool has_lone_surrogate(std::string_view text) {
  size_t position = text.find('\\');
  while (position < text.size()) {
    Escape escape = read_escape(text.substr(position));
    if (escape.is_surrogate) return true;
    position = text.find('\\', position + escape.size_bytes);
  }
  return false;
}

// simdjson does not say where the text is wrong; the Reader does. What passes the Reader is JSON
// by the grammar, but holds what has no value here.
Status explain(std::string_view text) {
  Reader reader(text);
  std::string_view value;
  reader.read_value(&value);
  TRY(reader.finish());
  return Status(Code::kInvalidArgument, has_lone_surrogate(text)
                                            ? "half of a surrogate pair in a string"
                                            : "a number is out of range");
}

}  // namespace

struct Parser::State {
  dom::parser parser;
};

Parser::Parser() : state_(std::make_unique<State>()) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;

Result<Element> Parser::parse(std::string_view text) {
  dom::parser& parser = state_->parser;
  // simdjson counts the root as a level too.
  if (parser.max_depth() != kDepthMax + 1 &&
      parser.allocate(text.size(), kDepthMax + 1) != simdjson::SUCCESS) {
    return Status(Code::kExhausted, "no memory to read JSON");
  }
  dom::element root;
  simdjson::error_code error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::CAPACITY || error == simdjson::MEMALLOC) {
    return Status(Code::kExhausted, "no memory to read JSON");
  }
  if (error != simdjson::SUCCESS || has_lone_surrogate(text)) return explain(text);
  Element element;
  element.place_ = std::bit_cast<Place>(root);
  return element;
}

Kind Element::kind() const {
  switch (at(place_).type()) {
    case dom::element_type::ARRAY:
      return Kind::kArray;
    case dom::element_type::OBJECT:
      return Kind::kObject;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
      return Kind::kInteger;
    case dom::element_type::DOUBLE:
      return Kind::kDouble;
    case dom::element_type::STRING:
      return Kind::kString;
    case dom::element_type::BOOL:
      return Kind::kBool;
    case dom::element_type::NULL_VALUE:
      break;
  }
  return Kind::kNull;
}

std::optional<bool> Element::as_bool() const {
  bool value = false;
  if (at(place_).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<int64_t> Element::as_integer() const {
  int64_t value = 0;
  if (at(place_).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<double> Element::as_double() const {
  double value = 0;
  if (at(place_).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<std::string_view> Element::as_string() const {
  std::string_view value;
  if (at(place_).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<Element> Element::operator[](std::string_view name) const {
  dom::object object;
  if (at(place_).get(object) != simdjson::SUCCESS) return std::nullopt;
  std::optional<Element> last;
  for (auto [member, value] : object) {
    if (member == name) last.emplace().place_ = std::bit_cast<Place>(value);
  }
  return last;
}

std::string Element::text_of(std::string_view name) const {
  std::optional<Element> member = (*this)[name];
  return std::string(member ? member->as_string().value_or("") : "");
}

void Element::each_member(const std::function<bool(std::string_view, Element)>& visit) const {
  dom::object object;
  if (at(place_).get(object) != simdjson::SUCCESS) return;
  for (auto [name, value] : object) {
    Element element;
    element.place_ = std::bit_cast<Place>(value);
    if (!visit(name, element)) return;
  }
}

void Element::each_element(const std::function<bool(Element)>& visit) const {
  dom::array array;
  if (at(place_).get(array) != simdjson::SUCCESS) return;
  for (dom::element value : array) {
    Element element;
    element.place_ = std::bit_cast<Place>(value);
    if (!visit(element)) return;
  }
}

size_t Element::size() const {
  // simdjson's own count stops at 2^24 - 1.
  size_t count = 0;
  each_member([&](std::string_view, Element) { return ++count > 0; });
  each_element([&](Element) { return ++count > 0; });
  return count;
}

void Element::write(std::string* out) const {
  char separator = '\0';
  auto separate = [&](char open) {
    out->push_back(separator == '\0' ? open : ',');
    separator = ',';
  };
  switch (at(place_).type()) {
    case dom::element_type::ARRAY:
      each_element([&](Element element) {
        separate('[');
        element.write(out);
        return true;
      });
      out->append(separator == '\0' ? "[]" : "]");
      break;
    case dom::element_type::OBJECT:
      each_member([&](std::string_view name, Element element) {
        separate('{');
        write_string(name, out);
        out->push_back(':');
        element.write(out);
        return true;
      });
      out->append(separator == '\0' ? "{}" : "}");
      break;
    case dom::element_type::INT64:
      out->append(std::to_string(known(at(place_).get_int64())));
      break;
    case dom::element_type::UINT64:
      out->append(std::to_string(known(at(place_).get_uint64())));
      break;
    case dom::element_type::DOUBLE:
      write_double(known(at(place_).get_double()), out);
      break;
    case dom::element_type::STRING:
      write_string(known(at(place_).get_string()), out);
      break;
    case dom::element_type::BOOL:
      out->append(known(at(place_).get_bool()) ? "true" : "false");
      break;
    case dom::element_type::NULL_VALUE:
      out->append("null");
      break;
  }
}

}  // namespace pinflow::json
