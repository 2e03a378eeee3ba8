// Pieces of SQL text: quoting, and taking one statement out of a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::query {

std::string quote_name(std::string_view name);  // a"b -> "a""b"
std::string quote_text(std::string_view text);  // it's -> 'it''s'

// "silver.demo_pin" -> schema "silver" and name "demo_pin"; "pin" has no schema.
struct QualifiedName {
  std::string schema;
  std::string name;
  std::string quoted() const;  // "silver"."demo_pin"
};
QualifiedName parse_qualified_name(std::string_view name);

// The pieces of SQL in order: words, numbers, texts and names with their quotes, comments, runs of
// white space, and other characters one by one. Joined they are `sql` again.
std::vector<std::string_view> sql_pieces(std::string_view sql);

// The one statement in `sql`, without its semicolon and what follows, so that it can stand in
// brackets. Errors: kInvalidArgument: none, or more than one.
Result<std::string> one_statement(std::string_view sql);

}  // namespace pinflow::query
