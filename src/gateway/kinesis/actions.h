// Actions: what each action of Kinesis does, one function for each, in the file that holds it.
#pragma once

#include <string>
#include <string_view>

#include "eventlog/event_log.h"
#include "gateway/kinesis/account_settings.h"
#include "gateway/kinesis/catalog.h"
#include "gateway/kinesis/encoder.h"
#include "gateway/kinesis/fault.h"
#include "gateway/kinesis/subscription.h"
#include "gateway/kinesis/value.h"
#include "gateway/log_watch.h"
#include "http/task.h"

namespace pinflow::gateway::kinesis {

// What all actions work on.
struct Service {
  Service(eventlog::EventLog& of, const KinesisOptions& told)
      : log(of), options(told), catalog(of, options), account(options.account_file), watch(of) {}

  UnixMillis now() const { return options.clock->now(); }

  eventlog::EventLog& log;
  const KinesisOptions options;
  Catalog catalog;
  AccountSettings account;
  Subscriptions subscriptions;
  LogWatch watch;
};

// One request: what it says, and where the answer's members go.
struct Call {
  const Value& input;
  Encoder& output;
};

using ActionFunction = Status (*)(Service&, const Call&);

// Null for the ones that wait: PutRecord, PutRecords and SubscribeToShard.
ActionFunction find_action(std::string_view name);

// stream_actions.cc
Status create_stream(Service& service, const Call& call);
Status delete_stream(Service& service, const Call& call);
Status list_streams(Service& service, const Call& call);
Status describe_stream(Service& service, const Call& call);
Status describe_stream_summary(Service& service, const Call& call);
Status describe_limits(Service& service, const Call& call);

// shard_actions.cc
Status list_shards(Service& service, const Call& call);
Status split_shard(Service& service, const Call& call);
Status merge_shards(Service& service, const Call& call);
Status update_shard_count(Service& service, const Call& call);

// setting_actions.cc
Status increase_retention(Service& service, const Call& call);
Status decrease_retention(Service& service, const Call& call);
Status enable_monitoring(Service& service, const Call& call);
Status disable_monitoring(Service& service, const Call& call);
Status start_encryption(Service& service, const Call& call);
Status stop_encryption(Service& service, const Call& call);
Status update_stream_mode(Service& service, const Call& call);
Status update_max_record_size(Service& service, const Call& call);
Status update_warm_throughput(Service& service, const Call& call);
Status update_distribution(Service& service, const Call& call);

// tag_actions.cc
Status add_tags_to_stream(Service& service, const Call& call);
Status remove_tags_from_stream(Service& service, const Call& call);
Status list_tags_for_stream(Service& service, const Call& call);
Status tag_resource(Service& service, const Call& call);
Status untag_resource(Service& service, const Call& call);
Status list_tags_for_resource(Service& service, const Call& call);

// policy_actions.cc
Status put_resource_policy(Service& service, const Call& call);
Status get_resource_policy(Service& service, const Call& call);
Status delete_resource_policy(Service& service, const Call& call);

// consumer_actions.cc
Status register_consumer(Service& service, const Call& call);
Status deregister_consumer(Service& service, const Call& call);
Status describe_consumer(Service& service, const Call& call);
Status list_consumers(Service& service, const Call& call);

// account_actions.cc
Status describe_account_settings(Service& service, const Call& call);
Status update_account_settings(Service& service, const Call& call);

// read_actions.cc
Status get_shard_iterator(Service& service, const Call& call);
Status get_records(Service& service, const Call& call);

// put_actions.cc
http::Task<Status> put_record(Service& service, const Call& call);
http::Task<Status> put_records(Service& service, const Call& call);

}  // namespace pinflow::gateway::kinesis
