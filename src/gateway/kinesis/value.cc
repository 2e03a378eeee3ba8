#include "gateway/kinesis/value.h"

#include <algorithm>
#include <memory>

namespace pinflow::gateway::kinesis {

const Value& Value::operator[](std::string_view member) const {
  static const Value null;
  if (is_null()) return null;
  const auto& members = shape_->members;
  auto found = std::find_if(members.begin(), members.end(),
                            [&](const Member& one) { return one.name == member; });
  if (found == members.end()) return null;
  return values_[static_cast<size_t>(found - members.begin())];
}

std::span<Value> Arena::values(size_t count) {
  auto* begin = static_cast<Value*>(memory_.allocate(count * sizeof(Value), alignof(Value)));
  std::uninitialized_default_construct_n(begin, count);
  return {begin, count};
}

std::span<char> Arena::bytes(size_t count) {
  return {static_cast<char*>(memory_.allocate(count, 1)), count};
}

std::string_view Arena::keep(std::string_view text) {
  std::span<char> copy = bytes(text.size());
  std::copy(text.begin(), text.end(), copy.begin());
  return {copy.data(), copy.size()};
}

}  // namespace pinflow::gateway::kinesis
