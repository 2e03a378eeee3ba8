// ConsumerGroup: the instances of one consumer group, which partitions each reads, and how far.
//
//   Durability:  committed positions are the event log's. Instances live in memory.
//   Threads:     any. A commit keeps the other instances of the group waiting; a fetch does not.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "eventlog/event_log.h"
#include "gateway/consumers/assignor.h"
#include "gateway/rest_proxy/media_type.h"

namespace pinflow::gateway {

using SteadyTime = std::chrono::steady_clock::time_point;

// Where an instance begins in a partition of which its group has no position.
enum class OffsetReset { kEarliest, kLatest };

struct ConsumerConfig {
  EmbeddedFormat format = EmbeddedFormat::kBinary;
  OffsetReset reset = OffsetReset::kLatest;
  bool commits_by_itself = true;  // Every five seconds, at a fetch; and when it ends.
  uint64_t fetch_bytes_min = 1;
  std::chrono::milliseconds request_timeout{1000};
};

// What Status::name() says of a kNotFound that is about the instance, not about what it reads.
inline constexpr std::string_view kUnknownInstance = "unknown instance";

// Topics by name, or those that `takes`.
struct Subscription {
  std::vector<std::string> topics;
  std::function<bool(std::string_view topic)> takes;
};

// Appends the record to an answer. An error ends the fetch in front of that record.
using WriteRecord = std::function<Status(const model::TopicPartition& from,
                                         const model::StoredRecord& stored, std::string* out)>;

struct FetchLimits {
  uint64_t bytes_min = 0;         // Of keys and values; with fewer there, none is taken.
  uint64_t bytes_max = 4u << 20;  // One record comes, however large.
};

class ConsumerGroup {
 public:
  ConsumerGroup(std::string name, eventlog::EventLog& log) : name_(std::move(name)), log_(log) {}

  const std::string& name() const { return name_; }

  // Errors: kAlreadyExists. `owner` is who may use the instance.
  Status join(const std::string& instance, const ConsumerConfig& config, std::string_view owner,
              SteadyTime now);
  // The instance is in use. Errors: kNotFound: it does not exist, for this owner.
  Result<ConsumerConfig> touch(const std::string& instance, std::string_view owner, SteadyTime now);
  void leave(const std::string& instance);
  void expire(SteadyTime used_before);
  std::vector<std::string> instances() const;

  // What follows has in common: kNotFound: no such instance; kDenied: not in this state.
  Status subscribe(const std::string& instance, Subscription subscription);
  Status assign(const std::string& instance, const PartitionSet& partitions);
  Status unsubscribe(const std::string& instance);  // Ends an assignment, too.
  Result<std::vector<std::string>> subscription(const std::string& instance);
  Result<PartitionSet> assignment(const std::string& instance);

  // The next records of the instance's partitions. It goes on behind them.
  // Errors: those of `write` for the first record, of reading.
  Result<std::string> fetch(const std::string& instance, const FetchLimits& limits,
                            const WriteRecord& write, SteadyTime now);
  // Where the next fetch begins. Errors: kDenied: a partition is not the instance's.
  Status seek(const std::string& instance, const eventlog::Positions& positions);
  // Commits these positions, or those behind all that was fetched. Returns them.
  Result<eventlog::Positions> commit(const std::string& instance,
                                     const eventlog::Positions* positions);

 private:
  struct Instance {
    ConsumerConfig config;
    std::string owner;
    SteadyTime used_at;
    Subscription subscription;
    bool is_assigned_by_hand = false;
    eventlog::Positions positions;  // Of each partition it reads: the next offset it wants.
    eventlog::Positions committed;  // Those positions that it committed last.
    SteadyTime committed_at;
    size_t turn = 0;  // With which partition the next fetch begins.

    bool is_reading() const;
  };
  struct Chunk;  // What a fetch takes from one partition.

  Result<Instance*> find(const std::string& instance);
  Result<Instance*> find_reading(const std::string& instance);
  void follow_remade_topics();
  void rebalance();
  void move_to(Instance* instance, PartitionSet partitions);
  Status commit_own(Instance* instance);
  Result<std::vector<Chunk>> plan_fetch(const std::string& instance, SteadyTime now);
  Status read_chunk(const FetchLimits& limits, const WriteRecord& write, uint64_t* bytes,
                    Chunk* chunk) const;

  const std::string name_;
  eventlog::EventLog& log_;
  mutable std::mutex mutex_;  // Guards:
  std::map<std::string, Instance> instances_;
  std::map<std::string, std::string> topic_ids_;  // By name, as they were last.
};

}  // namespace pinflow::gateway
