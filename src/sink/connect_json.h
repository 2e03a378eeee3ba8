// The resources of Kafka Connect's REST API as JSON, and its offsets read from it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eventlog/event_log.h"
#include "sink/worker.h"

namespace pinflow::sink {

// {"name":…,"config":{…},"tasks":[{"connector":…,"task":0},…],"type":"sink"}
std::string info_json(const RunningConnector& running);

// {"name":…,"connector":{"state":…,"worker_id":…},"tasks":[{"id":0,"state":…},…],"type":"sink"}.
// A task in trouble is RESTARTING when it may heal by itself, else FAILED; "trace" says why it
// waits, and for how long.
std::string status_json(const Connector& connector, std::string_view worker_id);

// One task's entry of it. Nothing where there is no such task.
std::optional<std::string> task_status_json(const Connector& connector, int32_t task,
                                            std::string_view worker_id);

// [{"id":{"connector":…,"task":0},"config":{…}},…]
std::string tasks_json(const RunningConnector& running);

// {"<name>":{"topics":[…]}}: those that it has taken up.
std::string topics_json(const Connector& connector);

// {"offsets":[{"partition":{"kafka_topic":…,"kafka_partition":…},"offset":{"kafka_offset":…}},…]}
std::string offsets_json(const eventlog::Positions& positions);

// Back: a partition whose offset is null goes to its beginning.
// Errors: kInvalidArgument with an example.
Result<std::map<TopicPartition, std::optional<Offset>>> parse_offsets_json(std::string_view json);

}  // namespace pinflow::sink
