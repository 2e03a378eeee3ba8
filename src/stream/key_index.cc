#include "stream/key_index.h"

#include <algorithm>
#include <utility>

namespace pinflow::stream {
namespace {

constexpr size_t kSegments = 64;
constexpr size_t kFirstSlots = 16;

// The engine's hashes may be weak in some bits.
uint64_t mixed(int64_t hash) {
  uint64_t bits = static_cast<uint64_t>(hash) * 0x9E3779B97F4A7C15u;
  return bits ^ (bits >> 32);
}

size_t segment_of(int64_t hash) { return mixed(hash) % kSegments; }

__extension__ using Wide = unsigned __int128;

// By the high bits, so that any number of slots will do.
size_t first_slot(int64_t hash, size_t slots) {
  return static_cast<size_t>(Wide{mixed(hash) * 0xD6E8FEB86659FD93u} * slots >> 64);
}

size_t following(size_t slot, size_t slots) { return slot + 1 == slots ? 0 : slot + 1; }

}  // namespace

KeyIndex::KeyIndex(size_t keys_max) : keys_max_(keys_max) {}

Verdict KeyIndex::admit(int64_t key_hash, int64_t content_hash) {
  const Entry* known = current_.find(key_hash);
  if (known == nullptr) known = previous_.find(key_hash);
  if (known != nullptr) {
    return known->content_hash == content_hash ? Verdict::kDuplicate : Verdict::kConflict;
  }
  if (keys_max_ > 0 && current_.size() >= keys_max_) {
    previous_ = std::exchange(current_, Generation());
  }
  current_.insert({key_hash, content_hash});
  return Verdict::kNew;
}

void KeyIndex::take_back(int64_t key_hash) {
  if (!current_.erase(key_hash)) previous_.erase(key_hash);
}

void KeyIndex::expect(int64_t key_hash) const {
  current_.prefetch(key_hash);
  if (previous_.size() > 0) previous_.prefetch(key_hash);
}

size_t KeyIndex::size() const { return current_.size() + previous_.size(); }

size_t KeyIndex::memory_bytes() const { return current_.memory_bytes() + previous_.memory_bytes(); }

KeyIndex::Generation::Generation() : segments_(kSegments) {}

const KeyIndex::Entry* KeyIndex::Generation::find(int64_t key_hash) const {
  const std::vector<Entry>& slots = segments_[segment_of(key_hash)].slots;
  if (slots.empty()) return nullptr;
  size_t at = first_slot(key_hash, slots.size());
  while (slots[at].key_hash != kFree) {
    if (slots[at].key_hash == key_hash) return &slots[at];
    at = following(at, slots.size());
  }
  return nullptr;
}

void KeyIndex::Generation::insert(const Entry& entry) {
  Segment& segment = segments_[segment_of(entry.key_hash)];
  if ((segment.used + 1) * 100 > segment.slots.size() * 85) grow(&segment);
  place(entry, &segment.slots);
  ++segment.used;
  ++size_;
}

// Closes the gap with entries behind it that may lie there, so that each is still found.
bool KeyIndex::Generation::erase(int64_t key_hash) {
  if (find(key_hash) == nullptr) return false;
  Segment& segment = segments_[segment_of(key_hash)];
  std::vector<Entry>& slots = segment.slots;
  auto gap = static_cast<size_t>(find(key_hash) - slots.data());
  for (size_t at = following(gap, slots.size()); slots[at].key_hash != kFree;
       at = following(at, slots.size())) {
    size_t first = first_slot(slots[at].key_hash, slots.size());
    bool begins_behind_gap =
        gap < at ? gap < first && first <= at : gap < first || first <= at;  // Around the end.
    if (begins_behind_gap) continue;
    slots[gap] = slots[at];
    gap = at;
  }
  slots[gap] = Entry();
  --segment.used;
  --size_;
  return true;
}

void KeyIndex::Generation::prefetch(int64_t key_hash) const {
  const std::vector<Entry>& slots = segments_[segment_of(key_hash)].slots;
  if (!slots.empty()) __builtin_prefetch(&slots[first_slot(key_hash, slots.size())]);
}

size_t KeyIndex::Generation::memory_bytes() const {
  size_t bytes = segments_.size() * sizeof(Segment);
  for (const Segment& segment : segments_) bytes += segment.slots.capacity() * sizeof(Entry);
  return bytes;
}

void KeyIndex::Generation::place(const Entry& entry, std::vector<Entry>* slots) {
  size_t at = first_slot(entry.key_hash, slots->size());
  while ((*slots)[at].key_hash != kFree) at = following(at, slots->size());
  (*slots)[at] = entry;
}

void KeyIndex::Generation::grow(Segment* segment) {
  std::vector<Entry> larger(std::max(kFirstSlots, segment->slots.size() * 4 / 3));
  for (const Entry& entry : segment->slots) {
    if (entry.key_hash != kFree) place(entry, &larger);
  }
  segment->slots = std::move(larger);
}

}  // namespace pinflow::stream
