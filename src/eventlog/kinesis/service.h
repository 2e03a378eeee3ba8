// KinesisService: the actions of Kinesis Data Streams that a log needs, in JSON over HTTP/1.1, each
// request signed with Signature Version 4.
//
//   Threads:   any, at once; each request has a connection of its own while it lasts.
//   Errors:    of every action: kNotFound (no such stream or shard); kAlreadyExists (the stream is
//              there, or is being changed); kOutOfRange (the iterator has expired); kExhausted
//              (throttled); kDenied (keys or rights); kInvalidArgument; kUnavailable. Each names
//              the action and says what the service said.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "eventlog/access_key.h"

namespace pinflow::eventlog {

struct KinesisServiceOptions {
  std::string region;    // "eu-west-1"
  std::string endpoint;  // "http://127.0.0.1:4567"; "": AWS itself.
  std::function<Result<AccessKey>()> key;
  std::chrono::milliseconds answer_timeout{30'000};
  const Clock* clock = &system_clock();
};

struct StreamDescription {
  std::string name;
  std::string status;  // "ACTIVE"
  UnixMillis created_at{};
};

// Hash keys are decimal, of up to 128 bits.
struct StreamShard {
  int32_t index = 0;  // As in shard_id.h.
  std::string first_hash_key;
  std::string last_hash_key;
  std::optional<int32_t> parent;
  std::optional<int32_t> adjacent_parent;  // The other one of a merge.
  bool is_open = true;
};

// Data and partition key of a record together. One over it has its whole request refused.
inline constexpr uint64_t kPutBytesMax = 1u << 20;

struct PutEntry {
  std::string data;
  std::string partition_key;
  std::string hash_key;  // Of the shard that it is for.
};

// What became of one record of a PutRecords.
struct PutOutcome {
  Status status;  // kExhausted or kUnavailable: this one may be sent again.
  int32_t shard = 0;
  std::string sequence_number;
};

struct TakenRecord {
  std::string sequence_number;
  UnixMillis arrived_at{};
  std::string partition_key;
  std::string data;
};

struct TakenRecords {
  std::vector<TakenRecord> records;
  std::string next_iterator;  // "" at the end of a closed shard.
  std::chrono::milliseconds behind{};
};

class KinesisService {
 public:
  virtual ~KinesisService() = default;

  virtual Result<std::vector<std::string>> list_streams() = 0;
  virtual Result<StreamDescription> describe(std::string_view stream) = 0;
  virtual Result<std::vector<StreamShard>> list_shards(std::string_view stream) = 0;
  virtual Status create_stream(std::string_view stream, int32_t shard_count) = 0;
  virtual Status delete_stream(std::string_view stream) = 0;
  // One outcome for each entry, in order. At most 500 of 5 MiB together.
  virtual Result<std::vector<PutOutcome>> put(std::string_view stream,
                                              std::span<const PutEntry> entries) = 0;
  // `type` is "TRIM_HORIZON", or "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER" with one.
  virtual Result<std::string> iterator(std::string_view stream, int32_t shard,
                                       std::string_view type, std::string_view sequence_number) = 0;
  virtual Result<TakenRecords> take(std::string_view iterator) = 0;
};

// Asks nothing yet. Errors: kInvalidArgument: the endpoint.
Result<std::unique_ptr<KinesisService>> open_kinesis_service(const KinesisServiceOptions& options);

}  // namespace pinflow::eventlog
