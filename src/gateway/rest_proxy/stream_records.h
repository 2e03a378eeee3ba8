// Records that the REST Proxy puts into a stream: they go by hash key to its open shards, as those
// of Kinesis do.
#pragma once

#include <vector>

#include "eventlog/event_log.h"
#include "gateway/rest_proxy/produce_request.h"

namespace pinflow::gateway {

// Gives a shard to each record that asks for no partition, by the MD5 of its key, or by chance
// without one. Leaves the records of a topic that is no stream as they are.
// Errors: kCorruption (the stream's metadata).
Status assign_shards(const eventlog::Topic& topic, std::vector<RecordToProduce>* records);

}  // namespace pinflow::gateway
