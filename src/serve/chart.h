// Charts as SVG text, drawn from an answer: the last numeric column is the measure, the others are
// what it is measured for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/engine.h"

namespace pinflow::serve {

// Colours for categories, by place; index wraps around. CSS classes c0…c12 of report.cc.
inline constexpr size_t kColourCount = 13;

// Horizontal bars, one a row, labelled by the columns before the measure; at most 40.
std::string bar_chart(const query::Table& table);

// Upright columns over the first column, one colour for each value of the second where there are
// three columns.
std::string column_chart(const query::Table& table);

// Squares coloured by the measure: the first column down, the second across.
std::string heat_chart(const query::Table& table);

// The world, each country that the first column names coloured by the second column where that has
// a few texts (one colour each, with a legend), else light to dark by the last column.
// `world_map` is assets/world_map.json. Names that the map lacks are listed below it.
std::string map_chart(const query::Table& table, std::string_view world_map);

// The chart that a query declares: "bar", "column", "heat" or "map"; "" for "table" and answers
// without rows or without a number where one is needed.
std::string draw_chart(std::string_view kind, const query::Table& table,
                       std::string_view world_map);

}  // namespace pinflow::serve
