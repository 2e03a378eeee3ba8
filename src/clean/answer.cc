// An answer's transaction ids say from which SQL and which versions of which tables it came.
#include "clean/answer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/crc32c.h"
#include "base/killpoint.h"
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

Result<AnswerReport> answer_query(const Site& site, const model::Query& query,
                                  const std::vector<CleanTable>& tables, bool full,
                                  query::Session& session) {
  TRY_ASSIGN(auto columns, session.describe(query.sql));
  TRY_ASSIGN(model::Schema schema, table_schema(columns));
  TRY_ASSIGN(lake::DeltaTable * table, site.table(gold_name(site, query)));
  bool is_new = !table->exists();
  TRY_ASSIGN(OpenTable gold, open_table(site, gold_name(site, query), schema));
  auto inputs = inputs_of(site, query, tables);
  if (!full && !is_new && is_up_to_date(gold.snapshot, inputs)) {
    return AnswerReport{query.name, gold.snapshot.row_count(), false};
  }
  TRY_ASSIGN(auto files, session.write_files(query.sql, schema, *gold.table));
  killpoint("clean_before_gold");
  int64_t rows = row_count(files);
  lake::Change change;
  change.parameters["mode"] = "Overwrite";
  change.add = std::move(files);
  change.remove_all = true;
  change.blind_append = false;
  change.transactions = std::move(inputs);
  change.note = lake::to_json(lake::CommitNote{true, {{"rows", rows}}});
  TRY(gold.table->commit(gold.snapshot, change).status());
  return AnswerReport{query.name, rows, true};
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
  std::vector<AnswerReport> reports;
  for (const model::Query& query : site.pipeline.queries) {
    auto report = answer_query(site, query, tables, full, *session);
    if (!report.ok()) return report.status().with_context("query " + query.name);
    if (report->changed && site.on_progress) {
      site.on_progress("query", report->query, report->rows);
    }
    reports.push_back(std::move(*report));
  }
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
