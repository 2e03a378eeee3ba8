// Pipeline: what pipeline.toml says. Data, not code: nothing in src/ knows its datasets' names.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/quality.h"
#include "model/schema.h"

namespace pinflow::model {

// One kind of row: where it comes from, how it is cleaned, where it goes.
struct Dataset {
  std::string name;          // "pin"; topic "<id>.pin", stream "streaming-<id>-pin".
  std::string source_table;  // "pinterest_data".
  std::string view;          // What query files call the current id's clean table: "pin".

  Schema raw;                                  // Declared columns of a posted row.
  std::map<std::string, std::string> aliases;  // Other names a row may use: alias -> column.
  std::vector<std::string> required;           // Columns that a row must have (null is allowed).
  bool reject_unknown_columns = false;         // Else they are left out.

  std::string clean_sql;              // Reads raw_<name>; gives the clean columns and the position.
  Schema clean;                       // The clean table's columns, in order.
  std::vector<std::string> key;       // Columns that identify a row; empty: all columns.
  std::vector<std::string> not_null;  // Clean columns without which a row is a dead letter.
  std::vector<QualityCheck> checks;   // In the order in which they are declared.
  std::string input = "stream";       // The stream table reads the "stream" or the "topic".
  // Last column of the stream table: when the row's batch was taken from the log. "" : none.
  std::string arrival_column;
};

struct Query {
  std::string name;
  std::string title;  // The question, for people.
  std::string sql;    // Reads the datasets' views.
  std::string chart;  // How the report shows it: "bar", "map", "line", "table".
};

// Numbers that a stream keeps up to date: what `sql` gives over the table, put together from what
// it gives over each micro-batch.
struct Metric {
  std::string name;
  std::string title;        // The question, for people.
  std::string dataset;      // Whose rows; the SQL reads its view.
  bool of_commits = false;  // The SQL reads `commits` instead: what each batch came to.
  // The SQL reads `arrivals` instead: arrived_at, when the log took a row's record, and these of
  // its columns. The table does not hold the time, so that its commits keep the metric's state.
  bool of_arrivals = false;
  std::vector<std::string> columns;
  std::string sql;
  // Columns of numbers and how they are merged: "sum", "min", "max". All others say of what.
  std::map<std::string, std::string> merge;
  std::string order_by;    // One of them: the largest come first. "" : the order of the others.
  std::string window;      // The column that says of which time; "" : none.
  size_t windows_max = 0;  // So many newest windows are kept; 0: all.
  size_t groups_max = 0;   // Past so many, new groups of a window are counted as one; 0: all.
};

struct Task {
  std::string name;
  std::vector<std::string> after;  // Tasks that must have ended well.
};

// How the DAG's runs come about and behave; when they do says the pipeline's schedule.
struct DagSettings {
  std::string time_zone = "UTC";  // Of the schedule: "Europe/London".
  std::string catch_up_from;      // "2026-01-01": no time since is left out. "" : none is made up.
  int64_t retries = 1;            // Of a task, after its first attempt.
  std::chrono::milliseconds retry_delay = std::chrono::minutes(1);
  std::chrono::milliseconds retry_delay_max = std::chrono::minutes(30);  // It doubles up to this.
  std::chrono::milliseconds timeout{0};                                  // Of a run; 0: none.
  int64_t max_active_tasks = 1;                                          // Of a run.
  int64_t max_active_runs = 1;
  std::map<std::string, std::string> parameters;  // Of runs that do not say otherwise.
};

struct Pipeline {
  std::string name;
  std::vector<Dataset> datasets;
  std::vector<Query> queries;
  std::vector<Metric> metrics;
  std::vector<Task> tasks;  // The DAG.
  std::string schedule;     // "@daily", "@hourly", a cron line, or "" for none.
  DagSettings dag;
  // A stream that all users and datasets share; whose a record is says its key. "" : none.
  std::string shared_stream;

  const Dataset* dataset(std::string_view name) const;  // Null when there is none.
  const Query* query(std::string_view name) const;
};

// Names that follow from a user id (architecture.md fixes them).
std::string topic_name(std::string_view user_id, const Dataset& dataset);   // "<id>.pin"
std::string stream_name(std::string_view user_id, const Dataset& dataset);  // "streaming-<id>-pin"
std::string bucket_name(std::string_view user_id);                          // "user-<id>-bucket"
std::string table_name(std::string_view user_id, const Dataset& dataset);   // "<id>_pin"
std::string stream_table_name(std::string_view user_id,
                              const Dataset& dataset);  // "stream.<id>_pin_table"

// The clean columns and, where it has one, the arrival column.
Schema stream_schema(const Dataset& dataset);

// The user id and dataset of a topic such as "demo.pin" or of a stream such as
// "streaming-demo-pin"; kNotFound when it matches none.
struct TopicOwner {
  std::string user_id;
  const Dataset* dataset = nullptr;
};
Result<TopicOwner> topic_owner(const Pipeline& pipeline, std::string_view topic);
// The owner of a record of the shared stream by its key: "demo.pin", "demo-pin" or "demo_pin", or,
// for every user (then the id is ""), "pin" or the source table, "pinterest_data". kNotFound when
// it names no dataset.
Result<TopicOwner> key_owner(const Pipeline& pipeline, std::string_view key);

}  // namespace pinflow::model
