// TopicCatalog: the topics of a Kafka cluster as they were a moment ago, looked at anew again and
// again, so that asking for a topic costs no request.
//
//   Threads:   any. `changed` is called on the catalog's own thread or that of the caller of
//              refresh(), never with a lock held.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "eventlog/event_log.h"
#include "eventlog/kafka/admin.h"

namespace pinflow::eventlog {

class TopicCatalog {
 public:
  // Gets the names of topics that came, went, were made anew or got another config.
  using Changed = std::function<void(const std::vector<std::string>&)>;

  TopicCatalog(const Admin& admin, std::chrono::milliseconds period, Changed changed);
  ~TopicCatalog();

  Status refresh(bool with_configs = false);
  void keep_looking();  // From now on.
  // Looks at Kafka where it knows no such topic. Errors: kNotFound; those of looking.
  Result<Topic> find(std::string_view name);
  std::vector<Topic> all() const;  // By name.

 private:
  using Topics = std::map<std::string, Topic, std::less<>>;

  Status read_new_configs(bool all_of_them, std::vector<Topic>* topics) const;
  std::vector<std::string> replace(std::vector<Topic> now);
  void look(const std::stop_token& stop);

  const Admin& admin_;
  const std::chrono::milliseconds period_;
  const Changed changed_;
  std::mutex refreshing_;                                    // One at a time.
  std::chrono::steady_clock::time_point configs_read_at_{};  // Guarded by refreshing_.
  mutable std::mutex mutex_;
  Topics topics_;  // Guarded by mutex_.
  std::condition_variable_any stopped_;
  std::jthread looking_;
};

}  // namespace pinflow::eventlog
