// Site: what the steps of the batch way (gather, clean, answer) work on, for one user id.
//
//   Data's way:  objects  --gather-->  bronze  --clean-->  silver  --answer-->  gold
//   Durability:  each step is exactly once: its progress is a transaction id in the commit that
//                holds its rows. Killed anywhere and started again, it ends as if never killed.
//   Threads:     one step at a time per table; of two that race, one is told kAlreadyExists.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lake/delta_table.h"
#include "model/pipeline.h"
#include "objects/store.h"
#include "query/engine.h"

namespace pinflow::clean {

struct Site {
  const model::Pipeline& pipeline;
  std::string user_id;
  // Opens "silver.demo_pin", which need not exist yet. Tables outlive the step.
  std::function<Result<lake::DeltaTable*>(const std::string& name)> table;
  query::Engine& engine;
  const Clock& clock = system_clock();
  // Told after each commit: "clean", "pin", rows of the commit.
  std::function<void(std::string_view step, std::string_view of, int64_t rows)> on_progress = {};
};

// "bronze.demo_pin", "silver.demo_pin_dead_letters", "gold.demo_top_country".
std::string bronze_name(const Site& site, const model::Dataset& dataset);
std::string silver_name(const Site& site, const model::Dataset& dataset);
std::string gold_name(const Site& site, const model::Query& query);
std::string dead_letters_name(std::string_view table_name);

// A bronze table's columns: the declared raw ones, the place, and the object's name as _object.
model::Schema bronze_schema(const model::Dataset& dataset);

}  // namespace pinflow::clean
