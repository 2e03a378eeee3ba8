// JsonBody: the body of a request, parsed, that has to be an object.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "gateway/rest_proxy/rest_error.h"
#include "json/document.h"

namespace pinflow::gateway {

template <class T>
using Parsed = std::variant<T, RestError>;

// A 422 that names the JSON path.
RestError unprocessable(std::string_view path, std::string_view cause);

class JsonBody {
 public:
  // What is wrong with it, if something is: 400 (not JSON) or 422 (no object).
  std::optional<RestError> parse(std::string_view text);

  // Nothing for null, too.
  std::optional<json::Element> operator[](std::string_view name) const;
  std::optional<RestError> missing(std::string_view name, std::string_view example) const;

  // Calls `read` with each element of the array `name`, if there is one. An error says which
  // element `read` refused, and that `wanted` was expected.
  std::optional<RestError> each_of(std::string_view name, std::string_view wanted,
                                   const std::function<bool(json::Element)>& read) const;

 private:
  json::Parser parser_;
  std::optional<json::Element> root_;
};

}  // namespace pinflow::gateway
