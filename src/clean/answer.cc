// An answer's transaction ids say from which SQL and which versions of which tables it came.
#include "clean/answer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/crc32c.h"
#include "base/killpoint.h"
#include "clean/publication.h"
#include "clean/table_step.h"

namespace pinflow::clean {
namespace {

using model::Type;

struct CleanTable {
  const model::Dataset* dataset = nullptr;
  lake::DeltaTable* table = nullptr;
  lake::Snapshot snapshot;
};

// Those that exist.
Result<std::vector<CleanTable>> clean_tables(const Site& site) {
  std::vector<CleanTable> tables;
  for (const model::Dataset& dataset : site.pipeline.datasets) {
    TRY_ASSIGN(lake::DeltaTable * table, site.table(silver_name(site, dataset)));
    if (!table->exists()) continue;
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    tables.push_back({&dataset, table, std::move(snapshot)});
  }
  return tables;
}

Status bind_tables(const Site& site, const std::vector<CleanTable>& tables,
                   query::Session& session) {
  for (const model::Dataset& dataset : site.pipeline.datasets) {
    TRY(session.bind_empty(dataset.view, dataset.clean));
  }
  for (const CleanTable& clean : tables) {
    TRY(session.bind_table(clean.dataset->view, *clean.table, clean.snapshot));
  }
  return Status();
}

// "answer/<pipeline>/<query>/<checksum of its SQL>/<table id>" -> the table's version.
std::map<std::string, int64_t> inputs_of(const Site& site, const model::Query& query,
                                         const std::vector<CleanTable>& tables) {
  std::array<char, 9> checksum;
  std::snprintf(checksum.data(), checksum.size(), "%08x", crc32c(query.sql));
  std::string prefix =
      "answer/" + site.pipeline.name + "/" + query.name + "/" + checksum.data() + "/";
  std::map<std::string, int64_t> inputs;
  for (const CleanTable& clean : tables) {
    inputs[prefix + clean.snapshot.table_id] = to_int64(clean.snapshot.version);
  }
  return inputs;
}

bool is_up_to_date(const lake::Snapshot& gold, const std::map<std::string, int64_t>& inputs) {
  for (const auto& [id, version] : inputs) {
    auto found = gold.transactions.find(id);
    if (found == gold.transactions.end() || found->second != version) return false;
  }
  return true;
}

// An answer whose files are written, and which no version has yet.
struct Answer {
  AnswerReport report;
  OpenTable gold;
  lake::Change change;  // Only where the report says that there is one.
};

Result<Answer> make_answer(const Site& site, const model::Query& query,
                           const std::vector<CleanTable>& tables, bool full,
                           query::Session& session) {
  TRY_ASSIGN(auto columns, session.describe(query.sql));
  TRY_ASSIGN(model::Schema schema, table_schema(columns));
  TRY_ASSIGN(lake::DeltaTable * table, site.table(gold_name(site, query)));
  bool is_new = !table->exists();
  TRY_ASSIGN(OpenTable gold, open_table(site, gold_name(site, query), schema));
  auto inputs = inputs_of(site, query, tables);
  if (!full && !is_new && is_up_to_date(gold.snapshot, inputs)) {
    AnswerReport unchanged{query.name, gold.snapshot.row_count(), false};
    return Answer{std::move(unchanged), std::move(gold), {}};
  }
  TRY_ASSIGN(auto files, session.write_files(query.sql, schema, *gold.table));
  int64_t rows = row_count(files);
  lake::Change change;
  change.parameters["mode"] = "Overwrite";
  change.add = std::move(files);
  change.remove_all = true;
  change.blind_append = false;
  change.transactions = std::move(inputs);
  change.note = lake::to_json(lake::CommitNote{true, {{"rows", rows}}});
  return Answer{{query.name, rows, true}, std::move(gold), std::move(change)};
}

// The version of the gold table that holds it.
Result<model::Version> commit_answer(const Answer& answer) {
  if (!answer.report.changed) return answer.gold.snapshot.version;
  killpoint("clean_before_gold");
  return answer.gold.table->commit(answer.gold.snapshot, answer.change);
}

}  // namespace

Status bind_views(const Site& site, query::Session& session) {
  TRY_ASSIGN(std::vector<CleanTable> tables, clean_tables(site));
  return bind_tables(site, tables, session);
}

Result<std::vector<AnswerReport>> answer(const Site& site, bool full) {
  TRY_ASSIGN(std::vector<CleanTable> tables, clean_tables(site));
  TRY_ASSIGN(auto session, site.engine.open_session());
  TRY(bind_tables(site, tables, *session));
  std::vector<Answer> answers;
  for (const model::Query& query : site.pipeline.queries) {
    auto made = make_answer(site, query, tables, full, *session);
    if (!made.ok()) return made.status().with_context("query " + query.name);
    answers.push_back(std::move(*made));
  }
  std::vector<AnswerReport> reports;
  Publication versions;
  for (Answer& answer : answers) {
    Result<model::Version> version = commit_answer(answer);
    if (!version.ok()) return version.status().with_context("query " + answer.report.query);
    versions[answer.gold.table->name()] = *version;
    if (answer.report.changed && site.on_progress) {
      site.on_progress("query", answer.report.query, answer.report.rows);
    }
    reports.push_back(std::move(answer.report));
  }
  TRY(publish(site, versions));
  return reports;
}

Result<model::Schema> table_schema(const std::vector<query::Table::Column>& columns) {
  static constexpr std::pair<std::string_view, Type> kTypes[] = {
      {"BOOLEAN", Type::kBoolean},     {"TINYINT", Type::kInteger},
      {"SMALLINT", Type::kInteger},    {"INTEGER", Type::kInteger},
      {"BIGINT", Type::kLong},         {"HUGEINT", Type::kLong},
      {"FLOAT", Type::kDouble},        {"DOUBLE", Type::kDouble},
      {"DECIMAL", Type::kDouble},      {"VARCHAR", Type::kString},
      {"BLOB", Type::kBinary},         {"TIMESTAMP", Type::kTimestamp},
      {"DATE", Type::kDate},           {"TIMESTAMP WITH TIME ZONE", Type::kTimestamp},
      {"DOUBLE[]", Type::kDoubleArray}};
  model::Schema schema;
  for (const query::Table::Column& column : columns) {
    std::string_view name = std::string_view(column.type).substr(0, column.type.find('('));
    const auto* found = std::ranges::find(kTypes, name, &std::pair<std::string_view, Type>::first);
    if (found == std::end(kTypes)) {
      return Status(Code::kInvalidArgument, "column '" + column.name + "' is of type " +
                                                column.type + ", which no table has: cast it");
    }
    schema.columns.push_back({column.name, found->second});
  }
  return schema;
}

}  // namespace pinflow::clean
