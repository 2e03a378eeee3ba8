// ShardMeters: the throughput that a shard of the service has, 1 MiB and 1,000 records a second in,
// 2 MiB and 5 reads a second out; for those who want their clients to meet it.
//
//   Threads:   any.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "base/clock.h"

namespace pinflow::gateway::kinesis {

class ShardMeters {
 public:
  // Takes one record; false when the shard has had its second's worth.
  bool take_write(int32_t shard, uint64_t size_bytes, UnixMillis now);

  // Takes one read; false when there were too many, or when an earlier one was so large that the
  // shard still has to wait for it.
  bool take_read(int32_t shard, UnixMillis now);
  // What the read that was allowed has given out.
  void add_read_bytes(int32_t shard, uint64_t size_bytes);

 private:
  // Fills up with time, to what a second gives.
  struct Bucket {
    double per_second;
    std::optional<double> left = {};  // Nothing yet: full. Below 0: a debt.
    UnixMillis filled_at{};

    double fill(UnixMillis now);
  };

  struct Shard {
    Bucket bytes_in{1 << 20};
    Bucket records_in{1000};
    Bucket bytes_out{2 << 20};
    Bucket reads_out{5};
  };

  std::mutex mutex_;  // Guards:
  std::map<int32_t, Shard> shards_;
};

}  // namespace pinflow::gateway::kinesis
