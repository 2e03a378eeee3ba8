// Consumers: all consumer groups and their instances. Those that nobody used for a while go, and
// their partitions with them to the others of their group.
//
//   Threads:   any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/consumers/consumer_group.h"

namespace pinflow::gateway {

struct ConsumersOptions {
  std::chrono::milliseconds instance_timeout{300'000};
  size_t instance_count_max = 10'000;
  std::function<SteadyTime()> now = [] { return std::chrono::steady_clock::now(); };
};

struct ConsumerId {
  std::string group;
  std::string instance;
};

// What a request to an instance works with.
struct ConsumerHandle {
  std::shared_ptr<ConsumerGroup> group;
  std::string instance;
  ConsumerConfig config;
};

class Consumers {
 public:
  Consumers(eventlog::EventLog& log, ConsumersOptions options)
      : log_(log), options_(std::move(options)) {}

  // Errors: kAlreadyExists; kExhausted: there are too many.
  Status create(const ConsumerId& id, const ConsumerConfig& config, std::string_view owner);
  // Counts as a use of it. Errors: kNotFound, also for another owner's.
  Result<ConsumerHandle> find(const ConsumerId& id, std::string_view owner);
  Status remove(const ConsumerId& id, std::string_view owner);  // Errors: kNotFound.

  std::vector<std::shared_ptr<ConsumerGroup>> groups();  // Those with instances.
  SteadyTime now() const { return options_.now(); }

 private:
  void expire();

  eventlog::EventLog& log_;
  const ConsumersOptions options_;
  std::mutex mutex_;  // Guards:
  std::map<std::string, std::shared_ptr<ConsumerGroup>> groups_;
  SteadyTime expired_at_{};
};

}  // namespace pinflow::gateway
