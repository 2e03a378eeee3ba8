#include "source/catalogue.h"

#include "base/nearest_name.h"

namespace pinflow::source {

Catalogue::Catalogue(std::string database, std::vector<CatalogueTable> tables)
    : database_(std::move(database)), tables_(std::move(tables)) {}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> names;
  for (const CatalogueTable& table : tables_) names.push_back(table.name);
  return names;
}

Result<const CatalogueTable*> Catalogue::find(std::string_view name) const {
  for (const CatalogueTable& table : tables_) {
    if (table.name == name) return &table;
  }
  return Status(Code::kNotFound,
                database_ + ": no table '" + std::string(name) + "'" + did_you_mean(name, names()));
}

}  // namespace pinflow::source
