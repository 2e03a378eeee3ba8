// Escaping for pages: every text that comes from data goes through here.
#pragma once

#include <string>
#include <string_view>

#include "query/engine.h"

namespace pinflow::serve {

// Safe between tags and within quoted attributes.
std::string escape_html(std::string_view text);

// A cell as people read it: "1,234", "3.5", "—" for NULL. Not escaped.
std::string readable(const query::Cell& cell);

// A number with separated thousands, without a fraction where it has none.
std::string readable_number(double number);

// The cell's number, 0 where it has none.
double as_number(const query::Cell& cell);

}  // namespace pinflow::serve
