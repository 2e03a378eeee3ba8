// Stage templates: the bodies of the exercise's API Gateway requests turned into those of the
// actions, as the gateway's mapping templates do. Data may be any JSON; what is stored is its
// text, compact, so that every reader finds JSON.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::gateway::kinesis {

// How the client sent Data.
enum class DataForm {
  kJson,
  kBase64,  // A string that holds the bytes, as clients of the service itself send it.
};

// {"Data": {row}, "PartitionKey": "k"} for PutRecord. A StreamName in it is passed over: the
// path names the stream. Errors: SerializationException.
Result<std::string> put_record_body(std::string_view stream, std::string_view body, DataForm form);

// {"records": [{"data": …, "partition-key": …}]} or {"Records": [{"Data": …, "PartitionKey": …}]}
// for PutRecords. Errors: SerializationException.
Result<std::string> put_records_body(std::string_view stream, std::string_view body, DataForm form);

// {"ShardCount": n} or nothing for CreateStream, with the template's default of 5 shards.
Result<std::string> create_stream_body(std::string_view stream, std::string_view body);

}  // namespace pinflow::gateway::kinesis
