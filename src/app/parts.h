// Parts: the nouns of one data folder, each opened as configured when it is first asked for.
//
//   Layout:    <data>/eventlog (or <data>/kinesis), <data>/objects/<bucket>,
//   <data>/lake/<schema>/<table>,
//              <data>/runs.sqlite, <data>/tmp.
//   Threads:   any; what is opened lives as long as the Parts.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/config.h"
#include "eventlog/event_log.h"
#include "lake/delta_table.h"
#include "model/pipeline.h"
#include "objects/store.h"
#include "query/engine.h"
#include "runs/run_store.h"
#include "source/row_source.h"

namespace pinflow::app {

class Parts {
 public:
  // Keeps references to both.
  Parts(const Config& config, const model::Pipeline& pipeline);
  ~Parts();

  const Config& config() const { return config_; }
  const model::Pipeline& pipeline() const { return pipeline_; }
  const std::filesystem::path& data() const { return data_; }

  // Errors: those of opening; kAlreadyExists: another pinflow has the event log open.
  Result<eventlog::EventLog*> eventlog();
  Result<objects::Store*> bucket(const std::string& name);
  Result<objects::Store*> lake();
  Result<query::Engine*> engine();        // Of this process: streams, the dashboard, commands.
  Result<query::Engine*> batch_engine();  // Of gather, clean and query: that, or Spark.
  Result<runs::RunStore*> runs();
  Result<lake::DeltaTable*> table(const std::string& name);  // It need not exist yet.

  // A new reader of the configured source.
  Result<std::unique_ptr<source::RowSource>> source() const;

  // The configured user ids; "*" becomes every id seen in names of buckets and of stream tables.
  Result<std::vector<std::string>> user_ids();

 private:
  Result<std::vector<std::string>> stream_user_ids();

  const Config& config_;
  const model::Pipeline& pipeline_;
  const std::filesystem::path data_;

  std::recursive_mutex mutex_;  // Guards what follows.
  std::unique_ptr<eventlog::EventLog> eventlog_;
  std::map<std::string, std::unique_ptr<objects::Store>> buckets_;
  std::unique_ptr<objects::Store> lake_;
  std::unique_ptr<query::Engine> engine_;
  std::unique_ptr<query::Engine> spark_;  // After engine_, which works with it.
  std::unique_ptr<runs::RunStore> runs_;
  std::map<std::string, std::unique_ptr<lake::DeltaTable>> tables_;  // After lake_ and engine_.
};

// The pipeline that the configuration names.
Result<model::Pipeline> configured_pipeline(const Config& config);

// "*" or the list of ids, each checked. Errors: kInvalidArgument.
Status check_user_ids(const std::vector<std::string>& ids);

}  // namespace pinflow::app
