// ShardTail: carries the records of one shard, in order and each once, into a partition of a local
// log. How far it has come is the mark of the last record there, stored with it.
//
//   Threads:   one at a time.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kinesis/landings.h"
#include "eventlog/kinesis/service.h"
#include "eventlog/kinesis/stream_record.h"

namespace pinflow::eventlog {

class ShardTail {
 public:
  // Goes on behind `mark`. Keeps the references.
  ShardTail(KinesisService& service, EventLog& copy, std::string stream, StreamShard shard,
            ShardMark mark);

  struct Step {
    std::vector<Landings::Landed> landed;
    uint64_t size_bytes = 0;  // As the service counts them.
    std::chrono::milliseconds behind{};
    bool is_end = false;  // The shard is closed, and all of it is here.
  };
  // One read. Errors: those of the service and of the local log; step() again later.
  Result<Step> step();

  const StreamShard& shard() const { return shard_; }

 private:
  Result<std::string> find_iterator();
  Result<std::vector<Landings::Landed>> store(std::vector<TakenRecord> taken);

  KinesisService& service_;
  EventLog& copy_;
  const std::string stream_;
  const StreamShard shard_;
  ShardMark mark_;
  std::string iterator_;  // "": it has to be asked for.
};

}  // namespace pinflow::eventlog
