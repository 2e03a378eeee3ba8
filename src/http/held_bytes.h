// HeldBytes: what one request holds of the memory that all requests of a server share.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace pinflow::http {

class HeldBytes {
 public:
  // `all_bytes` outlives it.
  HeldBytes(std::atomic<uint64_t>& all_bytes, uint64_t all_bytes_max)
      : all_bytes_(&all_bytes), all_bytes_max_(all_bytes_max) {}
  HeldBytes(HeldBytes&& other) noexcept
      : all_bytes_(other.all_bytes_),
        all_bytes_max_(other.all_bytes_max_),
        bytes_(std::exchange(other.bytes_, 0)) {}
  HeldBytes& operator=(HeldBytes&& other) noexcept {
    release();
    all_bytes_ = other.all_bytes_;
    all_bytes_max_ = other.all_bytes_max_;
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }
  ~HeldBytes() { release(); }

  // It holds `bytes` now, which is no less than before; false when all together hold too much.
  bool grow_to(uint64_t bytes) {
    uint64_t more = bytes - bytes_;
    bytes_ = bytes;
    return all_bytes_->fetch_add(more) + more <= all_bytes_max_;
  }
  void release() { *all_bytes_ -= std::exchange(bytes_, 0); }

 private:
  std::atomic<uint64_t>* all_bytes_;
  uint64_t all_bytes_max_;
  uint64_t bytes_ = 0;
};

}  // namespace pinflow::http
