// Actions: what each action of Kinesis does, one function for each, in the file that holds it.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "eventlog/event_log.h"
#include "gateway/kinesis/catalog.h"
#include "gateway/kinesis/encoder.h"
#include "gateway/kinesis/fault.h"
#include "gateway/kinesis/value.h"
#include "http/task.h"

namespace pinflow::gateway::kinesis {

// What all actions work on.
struct Service {
  Service(eventlog::EventLog& of, const KinesisOptions& told)
      : log(of), options(told), catalog(of, options) {}

  UnixMillis now() const { return options.clock->now(); }

  eventlog::EventLog& log;
  const KinesisOptions options;
  Catalog catalog;
};

// One request: what it says, and where the answer's members go.
struct Call {
  const Value& input;
  Encoder& output;
};

using ActionFunction = Status (*)(Service&, const Call&);

// Null for the ones that wait: PutRecord, PutRecords and SubscribeToShard.
ActionFunction find_action(std::string_view name);

Status create_stream(Service& service, const Call& call);
Status delete_stream(Service& service, const Call& call);
Status list_streams(Service& service, const Call& call);
Status describe_stream(Service& service, const Call& call);
Status describe_stream_summary(Service& service, const Call& call);
Status describe_limits(Service& service, const Call& call);

Status list_shards(Service& service, const Call& call);
Status split_shard(Service& service, const Call& call);
Status merge_shards(Service& service, const Call& call);
Status update_shard_count(Service& service, const Call& call);

Status get_shard_iterator(Service& service, const Call& call);
Status get_records(Service& service, const Call& call);

http::Task<Status> put_record(Service& service, const Call& call);
http::Task<Status> put_records(Service& service, const Call& call);

}  // namespace pinflow::gateway::kinesis
