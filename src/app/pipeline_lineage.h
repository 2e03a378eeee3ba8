// pipeline_lineage(): what the pipeline makes of what, table by table and column by column.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/pipeline.h"
#include "query/engine.h"

namespace pinflow::app {

// A table, and what it is made of.
struct LineageStep {
  std::string task;        // Of the DAG, "gather"; "stream", which is none of it.
  std::string table;       // "silver.demo_pin"; of a metric "metric.rates".
  std::string sql;         // "" : its columns are as they came.
  query::Lineage lineage;  // In names of tables, topics ("demo.pin") and streams.
};

// All of a user's, what comes first before what is made of it. Errors: those of the pipeline's SQL,
// and of Session::lineage(), with the table's name.
Result<std::vector<LineageStep>> pipeline_lineage(const model::Pipeline& pipeline,
                                                  std::string_view user_id, query::Engine& engine);

// Those that `table` is made of, itself first. Empty: there is no such table.
std::vector<const LineageStep*> upstream_of(const std::vector<LineageStep>& steps,
                                            std::string_view table);

// A row for each column and each thing that it comes from, and for each influence, for people and
// programs: table, column, how, from.
query::Table lineage_rows(const std::vector<const LineageStep*>& steps);

}  // namespace pinflow::app
