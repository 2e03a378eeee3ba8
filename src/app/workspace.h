// Workspace: what most commands begin with, the pipeline and the parts of the data folder; and the
// names that SQL can use.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/parts.h"

namespace pinflow::app {

struct Workspace {
  model::Pipeline pipeline;
  std::unique_ptr<Parts> parts;  // Refers to pipeline and to the invocation's config.
};

// Errors: kInvalidArgument: the pipeline or a user id is wrong.
Result<std::unique_ptr<Workspace>> open_workspace(const Invocation& invocation);
// For commands that only look, which make no data folder.
// Errors: also those of expect_data().
Result<std::unique_ptr<Workspace>> open_existing_workspace(const Invocation& invocation);
// Errors: kNotFound: there is no data folder, or an empty one, and all parts would be in it.
Status expect_data(const Config& config);

// As report_error(), with kConfiguration for a wrong pipeline or setting.
ExitCode report_workspace_error(const Invocation& invocation, const Status& error);

struct SqlQuestion {
  std::string user_id;   // Whose clean tables go by the datasets' view names.
  std::string text;      // Only tables whose names occur in it are opened, which is quicker.
  bool trusted = false;  // As Engine::open_session() has it.
  // Of tables; of gold tables else the published one (clean/publication.h), of others the newest.
  std::map<std::string, model::Version> versions = {};
  query::Engine* engine = nullptr;  // Null: that of the parts.
};

// A session that knows every table of the lake that the text mentions as schema.table, and the
// user's clean tables by view name. Errors: kNotFound: `versions` names no table; those of reading.
Result<std::unique_ptr<query::Session>> open_sql_session(Parts& parts, const SqlQuestion& question);

}  // namespace pinflow::app
