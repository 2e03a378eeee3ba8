// spark_options(): [query.spark] as the engine wants it.
#pragma once

#include <filesystem>

#include "app/config.h"
#include "query/spark/spark_engine.h"

namespace pinflow::app {

// Keys of an S3 server are not among them: Spark finds those in the environment, as AWS's tools do.
// Errors: kInvalidArgument: a property that Spark would not heed, or settings of S3 that it cannot.
// `main` is the program that Spark's driver is: pinflow_driver.py or pinflow_stream.py.
Result<query::SparkOptions> spark_options(const Config& config, const std::filesystem::path& data,
                                          const std::string& main = "pinflow_driver.py");

}  // namespace pinflow::app
