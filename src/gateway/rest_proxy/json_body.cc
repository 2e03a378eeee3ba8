#include "gateway/rest_proxy/json_body.h"

#include <string>

namespace pinflow::gateway {

RestError unprocessable(std::string_view path, std::string_view cause) {
  return {422, 422, std::string(path) + ": " + std::string(cause)};
}

std::optional<RestError> JsonBody::parse(std::string_view text) {
  auto parsed = parser_.parse(text);
  if (!parsed.ok()) return RestError{400, 400, "body: " + parsed.status().message()};
  if (parsed->kind() != json::Kind::kObject) return unprocessable("body", "an object is wanted");
  root_ = *parsed;
  return std::nullopt;
}

std::optional<json::Element> JsonBody::operator[](std::string_view name) const {
  auto member = root_ ? (*root_)[name] : std::nullopt;
  return member && !member->is_null() ? member : std::nullopt;
}

std::optional<RestError> JsonBody::missing(std::string_view name, std::string_view example) const {
  if ((*this)[name]) return std::nullopt;
  return unprocessable(name, "missing; send " + std::string(example));
}

std::optional<RestError> JsonBody::each_of(std::string_view name, std::string_view wanted,
                                           const std::function<bool(json::Element)>& read) const {
  auto array = (*this)[name];
  if (!array) return std::nullopt;
  if (array->kind() != json::Kind::kArray) {
    return unprocessable(name, "an array is wanted, such as [" + std::string(wanted) + "]");
  }
  size_t index = 0;
  bool is_good = true;
  array->each_element([&](json::Element element) {
    is_good = read(element);
    index += is_good ? 1 : 0;
    return is_good;
  });
  if (is_good) return std::nullopt;
  return unprocessable(std::string(name) + "[" + std::to_string(index) + "]",
                       "wanted is " + std::string(wanted));
}

}  // namespace pinflow::gateway
