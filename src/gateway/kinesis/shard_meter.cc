#include "gateway/kinesis/shard_meter.h"

#include <algorithm>

namespace pinflow::gateway::kinesis {

double ShardMeters::Bucket::fill(UnixMillis now) {
  constexpr double kMillisPerSecond = 1000;
  double gained = static_cast<double>((now - filled_at).count()) / kMillisPerSecond * per_second;
  filled_at = now;
  left = left ? std::min(per_second, *left + std::max(0.0, gained)) : per_second;
  return *left;
}

bool ShardMeters::take_write(int32_t shard, uint64_t size_bytes, UnixMillis now) {
  std::lock_guard lock(mutex_);
  Bucket& bytes = shards_[shard].bytes_in;
  Bucket& records = shards_[shard].records_in;
  auto wanted = static_cast<double>(size_bytes);
  // A record may be larger than a second's worth: then it takes a whole one and more.
  bool fits = bytes.fill(now) >= std::min(wanted, bytes.per_second) && records.fill(now) >= 1;
  if (!fits) return false;
  *bytes.left -= wanted;
  *records.left -= 1;
  return true;
}

bool ShardMeters::take_read(int32_t shard, UnixMillis now) {
  std::lock_guard lock(mutex_);
  Shard& meter = shards_[shard];
  bool fits = meter.bytes_out.fill(now) > 0 && meter.reads_out.fill(now) >= 1;
  if (fits) *meter.reads_out.left -= 1;
  return fits;
}

void ShardMeters::add_read_bytes(int32_t shard, uint64_t size_bytes) {
  std::lock_guard lock(mutex_);
  auto& left = shards_[shard].bytes_out.left;
  if (left) *left -= static_cast<double>(size_bytes);
}

}  // namespace pinflow::gateway::kinesis
