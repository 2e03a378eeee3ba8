// Reads a name from its end, since a topic may not hold a plus sign but folders may.
#include "clean/object_name.h"

#include <charconv>

#include "base/compression.h"

namespace pinflow::clean {
namespace {

constexpr std::string_view kSuffix = ".json";

// Takes "+<digits>" off the end of `name`.
template <class Number>
std::optional<Number> take_number(std::string_view* name) {
  size_t plus = name->rfind('+');
  if (plus == std::string_view::npos) return std::nullopt;
  std::string_view digits = name->substr(plus + 1);
  Number number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0) {
    return std::nullopt;
  }
  name->remove_suffix(digits.size() + 1);
  return number;
}

}  // namespace

std::string_view name_prefix(std::string_view key) { return key.substr(0, key.rfind('+') + 1); }

std::optional<ObjectName> parse_object_name(std::string_view key) {
  std::string_view name = key.substr(key.rfind('/') + 1);  // All of it without a slash.
  if (std::optional<Codec> codec = codec_of_name(name)) {
    name.remove_suffix(extension(*codec).size());
  }
  if (!name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  std::optional<int64_t> offset = take_number<int64_t>(&name);
  if (!offset) return std::nullopt;
  std::optional<int32_t> partition = take_number<int32_t>(&name);
  if (!partition || name.empty()) return std::nullopt;
  return ObjectName{{std::string(name), model::Partition{*partition}}, model::Offset{*offset}};
}

}  // namespace pinflow::clean
