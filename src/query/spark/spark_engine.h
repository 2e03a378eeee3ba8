// The Engine whose work Spark does: on this machine, or on any cluster that spark-submit reaches.
//
//   Data's way:  a driver program of Spark's, which this process starts and speaks with over a
//                socket, reads objects and Parquet files and writes Parquet files, where Spark's
//                workers are; the tables' logs are committed here, as with every engine.
//   Threads:     as Engine; Spark is given one statement at a time.
//   Limits:      sessions do what batches need: no filters, no staged rows, no untrusted SQL;
//                tables with deletion vectors or partitions are refused.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/engine.h"

namespace pinflow::query {

struct SparkOptions {
  std::string submit = "spark-submit";  // A path, or a name that PATH finds.
  std::string master = "local[*]";
  std::vector<std::string> packages;  // Maven coordinates.
  std::vector<std::string> jars;
  std::string python;                       // Of driver and workers; "": see spark_submit.cc.
  std::map<std::string, std::string> conf;  // Spark's own properties; on no command line.
  std::filesystem::path folder;             // For the driver's program, its socket and its log.
  // The driver's program: (file name, text); the first is its main one.
  std::vector<std::pair<std::string, std::string>> program;
};

// Starts nothing before the first session. `local`, which outlives it, checks and describes SQL,
// keeps checkpoints and writes rows that this process hands over.
std::unique_ptr<Engine> open_spark_engine(SparkOptions options, Engine& local);

}  // namespace pinflow::query
