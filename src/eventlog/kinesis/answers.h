// The answers of Kinesis, read from their JSON. Pure: any bytes give a value or an error.
//   Errors:    kUnavailable: it is no such answer, as of what stands between us and Kinesis.
//   Source:    the response syntax of each action in AWS's API reference of Kinesis Data Streams.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "eventlog/kinesis/service.h"

namespace pinflow::eventlog {

struct StreamNames {
  std::vector<std::string> names;
  bool are_more = false;
};

struct ShardPage {
  std::vector<StreamShard> shards;
  std::string next_token;  // "" at the end.
};

Result<StreamNames> read_stream_names(std::string_view body);
Result<StreamDescription> read_description(std::string_view body);
Result<ShardPage> read_shards(std::string_view body);
// One for each of the `count` records that were put.
Result<std::vector<PutOutcome>> read_outcomes(std::string_view body, size_t count);
Result<std::string> read_iterator(std::string_view body);
Result<TakenRecords> read_taken(std::string_view body);

// What an answer other than 200 says, by the error's name or else by the HTTP status; never OK.
Status read_fault(int http_status, std::string_view body);

}  // namespace pinflow::eventlog
