// SparkDriver: the program that works as Spark's driver, and the conversation with it.
//
//   Threads:   ask() from several, one at a time is served; interrupt() from any.
//   Ends:      with the object; when this process dies, its socket does, and the driver with it.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "base/temporary_folder.h"
#include "json/document.h"
#include "query/spark/spark_engine.h"

namespace pinflow::query {

// An answer and the document that its elements live in.
struct SparkAnswer {
  json::Parser parser;
  json::Element root;
};

class SparkDriver {
 public:
  // Waits until Spark is there. Errors, with what to do: kInvalidArgument: no spark-submit, no
  // Java, a wrong property; kUnavailable: it ended, or its master does not answer.
  static Result<std::unique_ptr<SparkDriver>> start(const SparkOptions& options);
  ~SparkDriver();

  // Sends a JSON object and waits for its answer. Errors: kInvalidArgument: Spark's analysis
  // refused the SQL; kExhausted; kUnavailable: the work failed, was interrupted, or Spark is gone.
  Result<SparkAnswer> ask(const std::string& request);
  // What is asked at present ends soon, with kUnavailable.
  void interrupt();
  bool is_there();  // False once the program has ended.

 private:
  explicit SparkDriver(const SparkOptions& options);
  Status listen();
  Status accept();
  Result<std::string> read_line();
  Status send(const std::string& line);
  bool has_ended();
  Status ended();

  TemporaryFolder folder_;
  std::filesystem::path log_;
  std::string master_;
  pid_t process_ = 0;
  int listener_ = -1;
  int connection_ = -1;
  std::mutex asking_;   // Held while a request is asked.
  std::mutex sending_;  // Guards writing to connection_.
  std::string received_;
  std::atomic<bool> is_lost_ = false;  // Nothing more comes from it.
};

}  // namespace pinflow::query
