// Worker: the connectors of this process by name, as a Kafka Connect worker has them.
//
//   Data's way:  app/ provides those of the pipeline, people make others by routes.h.
//   Durability:  what people made, changed or deleted is so when the call returns, and outlives a
//                restart; it goes before what app/ provides under the same name.
//   Threads:     any.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sink/connector.h"
#include "sink/properties.h"

namespace pinflow::sink {

struct RunningConnector {
  Properties properties;
  std::shared_ptr<Connector> connector;
};

class Worker {
 public:
  // Keeps references, which outlive it. Only ParquetFormat needs
  // `encode_parquet`.
  Worker(eventlog::EventLog& log, OpenBucket open_bucket, runs::RunStore& runs,
         EncodeParquet encode_parquet = nullptr);

  // Starts the connectors that people made. Errors: kUnavailable.
  Status start();
  void stop();
  // Carries over all that can be now. Errors: of the first connector that did not get through.
  Status drain();

  // Starts a connector that nobody had to make, unless people made another of this name or
  // deleted it. Does nothing where it runs already.
  // Errors: kInvalidArgument: a property; those of opening its bucket.
  Status provide(const std::string& name, const Properties& properties);

  std::vector<std::string> names() const;
  Result<RunningConnector> find(const std::string& name) const;  // kNotFound.

  // `properties` are right. Errors: kAlreadyExists; kUnavailable.
  Status create(const std::string& name, const Properties& properties, Target target);
  // Creates it, or replaces its properties: answers whether it is new. It goes on from where it
  // was. Errors: kUnavailable.
  Result<bool> configure(const std::string& name, const Properties& properties);
  // Its positions stay: a connector made anew under this name goes on there.
  // Errors: kNotFound; kUnavailable.
  Status remove(const std::string& name);

 private:
  Status run(const std::string& name, const Properties& properties);

  eventlog::EventLog& log_;
  const OpenBucket open_bucket_;
  const EncodeParquet encode_parquet_;
  runs::RunStore& runs_;
  std::mutex change_mutex_;   // One change at a time; a connector that ends may take a while.
  mutable std::mutex mutex_;  // Guards entries_. After change_mutex_, if both.
  std::map<std::string, RunningConnector> entries_;
};

}  // namespace pinflow::sink
