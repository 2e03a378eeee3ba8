// KeyIndex: the keys of a table by their hashes, so that a row that comes again is known without
// reading the table. 16 bytes a key in open addressing between 65 and 85 % full: 19 to 25 MB for a
// million keys.
//
// With a bound it remembers at least the newest `keys_max` keys and at most twice as many.
//
//   Threads:   one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pinflow::stream {

enum class Verdict {
  kNew,        // Now it is known.
  kDuplicate,  // The key is known with the same content.
  kConflict,   // The key is known with another content.
};

class KeyIndex {
 public:
  explicit KeyIndex(size_t keys_max = 0);  // 0: no bound.

  // Both are hashes of 63 bits, independent of one another: two different rows that are taken
  // for one have to agree in 126.
  Verdict admit(int64_t key_hash, int64_t content_hash);

  // Forgets a key that admit() has just called new, as if it had never come.
  void take_back(int64_t key_hash);
  // Says that admit() of the key will follow soon: the memory that it needs comes meanwhile.
  void expect(int64_t key_hash) const;

  size_t size() const;
  size_t memory_bytes() const;

 private:
  struct Entry {
    int64_t key_hash = kFree;
    int64_t content_hash = 0;
  };
  static constexpr int64_t kFree = -1;

  // Grows by a third at a time in each of its segments, so that no pause is long and little
  // memory lies idle.
  class Generation {
   public:
    Generation();
    const Entry* find(int64_t key_hash) const;
    void insert(const Entry& entry);  // Its key is not there.
    bool erase(int64_t key_hash);     // Whether it was there.
    void prefetch(int64_t key_hash) const;
    size_t size() const { return size_; }
    size_t memory_bytes() const;

   private:
    struct Segment {
      std::vector<Entry> slots;
      size_t used = 0;
    };
    static void place(const Entry& entry, std::vector<Entry>* slots);
    static void grow(Segment* segment);

    std::vector<Segment> segments_;
    size_t size_ = 0;
  };

  const size_t keys_max_;
  Generation current_;
  Generation previous_;  // Only with a bound.
};

}  // namespace pinflow::stream
