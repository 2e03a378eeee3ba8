// spark_sql(): the SQL that pinflow shares between engines in Spark's words. All differences that
// the shared subset does not avoid are here; DuckDB's side of them is in duckdb/session.cc.
//
//   "a"                        `a`
//   'it''s', 'a\b'             'it' "'s", 'a\b': Spark runs with escapedStringLiterals
//   hash(a, b)                 xxhash64(a, isnull(a), b, isnull(b)): its hash passes over NULL
//   {'x': a}                   named_struct('x', a)
//   to_json(s)                 to_json(s, map('ignoreNullFields', 'false'))
//   encode(text)               encode(text, 'UTF-8')
//   make_timestamp(micros)     timestamp_micros(micros)
//   AS MATERIALIZED (…)        AS (…)
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace pinflow::query {

// Properties of a session that such SQL rests on.
inline constexpr std::pair<const char*, const char*> kSparkDialect[] = {
    {"spark.sql.session.timeZone", "UTC"},
    {"spark.sql.ansi.enabled", "false"},
    {"spark.sql.parser.escapedStringLiterals", "true"}};

std::string spark_sql(std::string_view shared);
std::string spark_name(std::string_view name);  // a`b -> `a``b`

}  // namespace pinflow::query
