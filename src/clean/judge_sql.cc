// Texts of SQL, put together from a dataset's columns.
#include "clean/judge_sql.h"

#include <functional>
#include <vector>

#include "query/quality_sql.h"
#include "query/sql_text.h"

namespace pinflow::clean {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kPlace = "_topic, _partition, _offset, _index";

std::string column(std::string_view name) { return query::quote_name(name); }
std::string literal(std::string_view text) { return query::quote_text(text); }

Names clean_names(const model::Dataset& dataset) {
  Names names;
  for (const model::Column& declared : dataset.clean.columns) names.push_back(declared.name);
  return names;
}

Names key_names(const model::Dataset& dataset) {
  return dataset.key.empty() ? clean_names(dataset) : dataset.key;
}

std::string joined(const Names& names, std::string_view between,
                   const std::function<std::string(const std::string& name)>& text) {
  std::string all;
  for (const std::string& name : names) {
    if (!all.empty()) all += between;
    all += text(name);
  }
  return all;
}

std::string list(const Names& names) { return joined(names, ", ", column); }

// NULL equals NULL.
std::string equal(const Names& names, const std::string& a, const std::string& b) {
  return joined(names, " AND ", [&](const std::string& name) {
    return a + "." + column(name) + " IS NOT DISTINCT FROM " + b + "." + column(name);
  });
}

std::string key_hash(const model::Dataset& dataset) {
  return "hash(" + list(key_names(dataset)) + ")";
}

// Rows of the silver table, with the hash of their key.
std::string kept_hashed(const model::Dataset& dataset) {
  return "(SELECT *, " + key_hash(dataset) + " AS _hash FROM " + kKept + ")";
}

}  // namespace

std::string raw_name(const model::Dataset& dataset) { return "raw_" + dataset.name; }

std::string hashed_sql(const model::Dataset& dataset) {
  std::string hash = key_hash(dataset);
  Names admitted;
  for (const std::string& name : dataset.not_null)
    admitted.push_back(column(name) + " IS NOT NULL");
  for (const model::QualityCheck& check : dataset.checks) {
    if (check.action != model::CheckAction::kDeadLetters) continue;
    admitted.push_back("NOT " + query::failing_sql(check));
  }
  if (!admitted.empty()) {
    std::string all = joined(admitted, " AND ", [](const std::string& one) { return one; });
    hash = "CASE WHEN " + all + " THEN " + hash + " END";
  }
  return std::string("SELECT ") + kPlace + ", " + list(clean_names(dataset)) + ", " + hash +
         " AS _hash FROM " + kCleanRows;
}

std::string suspects_sql(const model::Dataset& dataset) {
  return std::string("SELECT _hash FROM ") + kHashed +
         " GROUP BY _hash HAVING count(*) > 1 OR _hash IS NULL UNION SELECT _hash FROM " +
         kept_hashed(dataset) + " SEMI JOIN " + kHashed + " USING (_hash)";
}

std::string variants_sql(const model::Dataset& dataset) {
  const std::string columns = list(clean_names(dataset));
  std::string candidates = "SELECT false AS _is_kept, _hash, " + columns + " FROM " + kHashed +
                           " SEMI JOIN " + kSuspects + " USING (_hash) UNION ALL SELECT true, " +
                           "_hash, " + columns + " FROM " + kept_hashed(dataset) + " SEMI JOIN " +
                           kSuspects + " USING (_hash)";
  return "SELECT _hash, _content, bool_or(_is_kept) AS _is_kept, count(*) FILTER (WHERE NOT "
         "_is_kept) AS _row_count FROM (SELECT _is_kept, _hash, hash(" +
         columns + ") AS _content FROM (" + candidates + ")) GROUP BY _hash, _content";
}

std::string contested_sql() {
  return std::string("SELECT _hash FROM ") + kVariants + " GROUP BY _hash HAVING count(*) > 1";
}

std::string judged_sql(const model::Dataset& dataset) {
  const std::string columns = list(clean_names(dataset));
  std::string candidates = std::string("SELECT false AS _is_kept, ") + kPlace + ", " + columns +
                           ", _hash FROM " + kHashed + " SEMI JOIN " + kContested +
                           " USING (_hash) UNION ALL SELECT true, NULL, NULL, NULL, NULL, " +
                           columns + ", _hash FROM " + kept_hashed(dataset) + " SEMI JOIN " +
                           kContested + " USING (_hash)";
  // A row that is kept already comes before all new ones.
  std::string ranked = "SELECT *, row_number() OVER (PARTITION BY " + list(key_names(dataset)) +
                       " ORDER BY _is_kept DESC, " + kPlace + ") AS _rank FROM candidates";
  return "WITH candidates AS (" + candidates + "), ranked AS MATERIALIZED (" + ranked +
         ") SELECT r.*, CASE WHEN r._rank = 1 THEN 'keep' WHEN " +
         equal(clean_names(dataset), "r", "first") +
         " THEN 'duplicate' ELSE 'conflict' END AS _verdict FROM ranked AS r JOIN ranked AS first"
         " ON first._rank = 1 AND first._hash = r._hash AND " +
         equal(key_names(dataset), "first", "r") + " WHERE NOT r._is_kept";
}

std::string letters_sql(const model::Dataset& dataset) {
  std::string conflicts = std::string("SELECT ") + kPlace + ", 'key conflict' AS reason FROM " +
                          kJudged + " WHERE _verdict = 'conflict'";
  std::string reasons = query::refusal_branches(dataset);
  if (reasons.empty()) return conflicts;
  // Without such rows the suspects have no NULL, and the join reads nothing.
  return conflicts + " UNION ALL SELECT " + kPlace + ", CASE" + reasons + " END FROM " + kHashed +
         " AS h SEMI JOIN (SELECT _hash FROM " + kSuspects +
         " WHERE _hash IS NULL) AS s ON h._hash IS NOT DISTINCT FROM s._hash";
}

std::string new_rows_sql(const model::Dataset& dataset) {
  const std::string columns = list(clean_names(dataset));
  std::string repeated = std::string("(SELECT _hash FROM ") + kVariants + " ANTI JOIN " +
                         kContested + " USING (_hash) WHERE NOT _is_kept)";
  return "SELECT " + columns + " FROM " + kHashed + " ANTI JOIN " + kSuspects +
         " USING (_hash) WHERE _hash IS NOT NULL UNION ALL SELECT DISTINCT " + columns + " FROM " +
         kHashed + " SEMI JOIN " + repeated + " USING (_hash) UNION ALL SELECT " + columns +
         " FROM " + kJudged + " WHERE _verdict = 'keep'";
}

std::string dead_letters_sql(const model::Dataset& dataset, UnixMillis recorded_at) {
  Names raw;
  for (const model::Column& declared : dataset.raw.columns) raw.push_back(declared.name);
  std::string row = joined(
      raw, ", ", [](const std::string& name) { return literal(name) + ": " + column(name); });
  // Two objects may hold the same place, when a topic was made anew: either row will do.
  std::string rows = std::string("SELECT ") + kPlace +
                     ", any_value(_object) AS object, any_value(to_json({" + row +
                     "})) AS value FROM " + column(raw_name(dataset)) + " SEMI JOIN " + kLetters +
                     " USING (" + kPlace + ") GROUP BY " + kPlace;
  return std::string(
             "SELECT reason, _topic AS topic, CAST(NULL AS STRING) AS topic_id, _partition AS "
             "partition, _offset AS ") +
         "\"offset\", _index AS \"index\", object, encode(CAST(value AS STRING)) AS value, " +
         "make_timestamp(" + std::to_string(to_int64(recorded_at) * 1000) +
         ") AS recorded_at FROM " + kLetters + " LEFT JOIN (" + rows + ") USING (" + kPlace + ")";
}

std::string counts_sql(const model::Dataset& dataset) {
  std::string repeated = std::string("SELECT coalesce(sum(_row_count), 0) - count(*) FILTER (") +
                         "WHERE NOT _is_kept) FROM " + kVariants + " ANTI JOIN " + kContested +
                         " USING (_hash)";
  std::string judged =
      std::string("SELECT count(*) FROM ") + kJudged + " WHERE _verdict = 'duplicate'";
  return "SELECT (SELECT count(*) FROM " + column(raw_name(dataset)) + "), CAST((" + repeated +
         ") + (" + judged + ") AS BIGINT), (SELECT count(*) FROM " + kLetters + ")";
}

}  // namespace pinflow::clean
