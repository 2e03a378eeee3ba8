// Workspace: what most commands begin with, the pipeline and the parts of the data folder; and the
// names that SQL can use.
#pragma once

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

// A session that knows every table of the lake as schema.table, and the user's clean tables by the
// datasets' view names. With `text` only tables whose names occur in it, which is quicker.
Result<std::unique_ptr<query::Session>> open_sql_session(Parts& parts, const std::string& user_id,
                                                         const std::string& text, bool trusted);

}  // namespace pinflow::app
