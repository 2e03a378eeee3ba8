// submit_to_spark(): starts spark-submit, and says what its log means.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "query/spark/spark_engine.h"

namespace pinflow::query {

// Starts the driver's program, which is written into `folder` and gets its name as the only
// argument. The process is the first of its own group; what it says goes to `log`.
// Errors: kInvalidArgument: there is no such spark-submit; kUnavailable.
Result<pid_t> submit_to_spark(const SparkOptions& options, const std::filesystem::path& folder,
                              const std::filesystem::path& log);

// The properties file, since a command line is for everybody to see.
std::string spark_properties(const SparkOptions& options);

// What the end of a log means for people.
std::string explain_spark_log(const std::string& log, const std::string& master);

}  // namespace pinflow::query
