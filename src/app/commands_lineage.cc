// The command lineage: what a table is made of.
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "app/commands.h"
#include "app/pipeline_lineage.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

Result<std::vector<LineageStep>> lineage_of_users(Parts& parts) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::vector<std::string> user_ids, parts.user_ids());
  std::vector<LineageStep> steps;
  for (const std::string& user_id : user_ids) {
    TRY_ASSIGN(auto of_user, pipeline_lineage(parts.pipeline(), user_id, *engine));
    std::ranges::move(of_user, std::back_inserter(steps));
  }
  return steps;
}

// What a table is made of, the nearest first; of all of them where none is named.
Result<query::Table> lineage_table(const std::vector<LineageStep>& steps,
                                   const std::optional<std::string>& name) {
  std::vector<const LineageStep*> shown;
  std::vector<std::string> names;
  for (const LineageStep& step : steps) {
    names.push_back(step.table);
    shown.push_back(&step);
  }
  if (!name) return lineage_rows(shown);
  shown = upstream_of(steps, *name);
  if (!shown.empty()) return lineage_rows(shown);
  return Status(Code::kNotFound,
                "the pipeline makes no table '" + *name + "'" + did_you_mean(*name, names));
}

ExitCode run_lineage(Invocation& invocation) {
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  auto steps = lineage_of_users(parts);
  if (!steps.ok()) return report_error(invocation, steps.status());
  Result<query::Table> table = lineage_table(*steps, invocation.arguments.text("TABLE"));
  if (!table.ok()) return report_error(invocation, table.status());
  Format format = invocation.json ? Format::kJson : Format::kTable;
  std::printf("%s", format_table(*table, format).c_str());
  return ExitCode::kOk;
}

}  // namespace

Command lineage_command() {
  return {"lineage",
          "Show what the columns of a table come from, back to the topics",
          "  pinflow lineage gold.demo_top_country\n  pinflow lineage --json",
          {},
          {{"TABLE", "one that the pipeline makes; all when it is left out"}},
          run_lineage};
}

}  // namespace pinflow::app
