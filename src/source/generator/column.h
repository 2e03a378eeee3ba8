// GeneratedColumn: one column of a generated table and how its values are made.
//
// A description says for each column: {"name", "make", "of": "row" or "group", "type"?} and what
// its "make" takes. A value of a group is the least of as many independent draws as the group has
// rows, so that large groups gather at the low end.
//   "index"                                        the row's index
//   "uuid"                                         a version 4 UUID
//   "text"       text                              of grammar.h
//   "entry"      list                              an entry of a plain text list
//   "sentence"   see sentence.h
//   "integer"    least, most                       uniform, both included
//   "number"     least, most, digits               uniform, rounded to significant digits
//   "timestamp"  least, most                       uniform, in whole seconds
//   "count"      see count.h
#pragma once

#include <functional>

#include "base/result.h"
#include "model/schema.h"
#include "source/generator/grammar.h"
#include "source/generator/spec.h"
#include "source/row_source.h"

namespace pinflow::source {

using MakeValue = std::function<Value(const Place&, Random*)>;

struct GeneratedColumn {
  model::Column column;
  bool is_of_group = false;
  MakeValue make;
};

// The values keep a reference to `grammar`. Errors: kInvalidArgument.
Result<GeneratedColumn> read_column(const Spec& spec, Grammar* grammar);

// A value for some rows in place of what their column makes: a number or a text of grammar.h.
Result<MakeValue> read_override(const Spec& spec, Grammar* grammar);

}  // namespace pinflow::source
