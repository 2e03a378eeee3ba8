#include "gateway/rest_proxy/stream_records.h"

#include "gateway/kinesis/stream_state.h"

namespace pinflow::gateway {

Status assign_shards(const eventlog::Topic& topic, std::vector<RecordToProduce>* records) {
  if (topic.config.metadata.empty()) return Status();
  TRY_ASSIGN(kinesis::StreamState state, kinesis::read_stream_state(topic));
  for (RecordToProduce& item : *records) {
    if (item.partition) continue;
    const auto& key = item.record.key;
    auto hash_key = key ? kinesis::hash_key_of(*key) : kinesis::random_hash_key();
    item.partition = state.shards.open_shard_of(hash_key).index;
  }
  return Status();
}

}  // namespace pinflow::gateway
