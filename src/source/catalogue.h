// Catalogue: the tables that a database has, and how their rows are read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/schema.h"

namespace pinflow::source {

struct CatalogueTable {
  std::string name;
  model::Schema schema;
  // The rest is SQL, for sql_source.h. What stands for the columns in a SELECT:
  std::vector<std::string> selected = {};
  // What the order of the rows follows, so that one reads on by a range of it; "" for nothing.
  std::string key = {};
  bool key_is_number = true;
  bool key_is_given = false;  // The server reads in this order without being asked.
};

// Threads: any.
class Catalogue {
 public:
  // `database` begins messages: "sqlite".
  Catalogue(std::string database, std::vector<CatalogueTable> tables);

  std::vector<std::string> names() const;
  // Errors: kNotFound, with the nearest name.
  Result<const CatalogueTable*> find(std::string_view name) const;

 private:
  std::string database_;
  std::vector<CatalogueTable> tables_;
};

}  // namespace pinflow::source
