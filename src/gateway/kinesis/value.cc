#include "gateway/kinesis/value.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace pinflow::gateway::kinesis {
namespace {

using Block = std::unique_ptr<std::byte[]>;

constexpr size_t kSpareCountMax = 64;  // A thread has about so many requests at once.
thread_local std::vector<Block> spares;

Block take_block(size_t size_bytes) {
  if (spares.empty()) return std::make_unique_for_overwrite<std::byte[]>(size_bytes);
  Block block = std::move(spares.back());
  spares.pop_back();
  return block;
}

}  // namespace

Arena::Arena() : block_(take_block(kBlockBytes)), memory_(block_.get(), kBlockBytes) {}

Arena::~Arena() {
  if (spares.size() < kSpareCountMax) spares.push_back(std::move(block_));
}

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
