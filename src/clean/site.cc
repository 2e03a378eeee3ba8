// Names and schemas that follow from a pipeline.
#include "clean/site.h"

#include "model/dead_letter.h"

namespace pinflow::clean {

std::string bronze_name(const Site& site, const model::Dataset& dataset) {
  return "bronze." + model::table_name(site.user_id, dataset);
}

std::string silver_name(const Site& site, const model::Dataset& dataset) {
  return "silver." + model::table_name(site.user_id, dataset);
}

std::string gold_name(const Site& site, const model::Query& query) {
  return "gold." + site.user_id + "_" + query.name;
}

std::string dead_letters_name(std::string_view table_name) {
  return std::string(table_name) + "_dead_letters";
}

model::Schema bronze_schema(const model::Dataset& dataset) {
  model::Schema schema = dataset.raw;
  for (const model::Column& column : model::place_columns()) schema.columns.push_back(column);
  schema.columns.push_back({"_object", model::Type::kString});
  return schema;
}

}  // namespace pinflow::clean
