// write_table(): an answer of SQL as the dashboard's pages read it.
#pragma once

#include "json/writer.h"
#include "query/engine.h"

namespace pinflow::serve {

// {"columns":[{"name":…,"type":…}],"rows":[[…]],"truncated":false}. Integers that a double does
// not keep are texts, as JavaScript would change them; bytes that are no UTF-8 are replaced.
void write_table(const query::Table& table, json::Writer* writer);
std::string table_json(const query::Table& table);

}  // namespace pinflow::serve
