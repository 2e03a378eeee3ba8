// Notebooks of `pinflow export databricks`, in Databricks' own source format. Their SQL is the
// pipeline's, in Spark's words.
#pragma once

#include <string>

#include "app/databricks_export.h"

namespace pinflow::app {

std::string clean_notebook_name(const model::Dataset& dataset);  // "clean_pin"

// All objects of the bucket into bronze tables.
std::string gather_notebook(const model::Pipeline& pipeline, const DatabricksOptions& options);

// A bronze table into its silver one. Errors: kInvalidArgument: SQL that is not one statement.
Result<std::string> clean_notebook(const model::Pipeline& pipeline, const model::Dataset& dataset,
                                   const DatabricksOptions& options);

// The questions over the silver tables into gold ones. Errors: as above.
Result<std::string> query_notebook(const model::Pipeline& pipeline,
                                   const DatabricksOptions& options);

}  // namespace pinflow::app
