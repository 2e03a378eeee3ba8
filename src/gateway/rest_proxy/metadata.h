// The REST Proxy's answers about brokers, topics, partitions and offsets.
//
//   Threads:   any.
#pragma once

#include <functional>
#include <string_view>

#include "eventlog/event_log.h"
#include "http/message.h"

namespace pinflow::gateway {

// There is one of us, and it leads every partition.
inline constexpr int kBrokerId = 1;

http::Response brokers_answer();
// The names of the topics that `is_shown`.
http::Response topics_answer(const eventlog::EventLog& log,
                             const std::function<bool(std::string_view topic)>& is_shown);

// Errors of these: 404 with 40401 (no such topic) or 40402 (no such partition).
http::Response topic_answer(const eventlog::EventLog& log, std::string_view topic);
http::Response partitions_answer(const eventlog::EventLog& log, std::string_view topic);
http::Response partition_answer(const eventlog::EventLog& log, std::string_view topic,
                                std::string_view partition);
http::Response offsets_answer(const eventlog::EventLog& log, std::string_view topic,
                              std::string_view partition);

// The number that a path names as partition, or nothing.
std::optional<int32_t> parse_partition(std::string_view text);

}  // namespace pinflow::gateway
