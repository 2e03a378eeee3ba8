// spark_stream_job(): what pinflow_stream.py is to do for one user, as JSON.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "app/parts.h"

namespace pinflow::app {

struct SparkStreamSettings {
  std::string user_id;
  std::string servers;                       // "b-1:9092,b-2:9092"
  std::map<std::string, std::string> kafka;  // Other properties of Kafka's Java clients.
  bool once = false;                         // Ends when all that is there has been read.
  int64_t rows_max = 100000;                 // Of a micro-batch.
  std::string start = "earliest";            // Of a stream without a checkpoint; or "latest".
};

// Tables are "spark_stream.<id>_<dataset>_table", beside those of pinflow's own streams.
// Errors: kInvalidArgument: a lake that other programs do not reach.
Result<std::string> spark_stream_job(Parts& parts, const SparkStreamSettings& settings);

}  // namespace pinflow::app
