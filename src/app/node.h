// Node: a running pinflow: the doors, the connectors and streams of its users, the schedule, on
// one data folder.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "app/parts.h"

namespace pinflow::app {

// Which parts run: "gateway", "sink", "stream", "schedule", "serve".
const std::set<std::string>& node_parts();

class Node {
 public:
  virtual ~Node() = default;  // As stop().

  virtual const std::string& url() const = 0;  // "http://127.0.0.1:8082"
  // "127.0.0.1:9092", what clients of Kafka are to be given; "" where that door is shut.
  virtual const std::string& kafka_address() const = 0;

  // Carries all accepted records into objects and stream tables. Errors: of the first partition
  // or stream that did not get through.
  virtual Status drain() = 0;

  // Takes no more requests, lets running ones end, then stops the parts one by one. What was
  // accepted is durable; what is no whole object yet stays in the log.
  virtual void stop() = 0;
};

// Starts the parts that `only` names (empty: all). Refers to `parts`.
// Errors: kAlreadyExists: the folder or the port is in use; kInvalidArgument: a setting, or an
// address that needs keys; kUnavailable.
Result<std::unique_ptr<Node>> start_node(Parts& parts, const std::set<std::string>& only = {});

}  // namespace pinflow::app
