#include "app/quality_declaration.h"

#include <algorithm>

#include "app/toml_fields.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

template <class Word>
Result<Word> word(TomlFields* fields, const std::string& key,
                  Result<Word> (*parse)(std::string_view)) {
  TRY_ASSIGN(std::string text, fields->text(key));
  Result<Word> parsed = parse(text);
  if (!parsed.ok()) return complaint(fields->at(key), parsed.status().message());
  return parsed;
}

Result<model::Dataset*> dataset_of(TomlFields* fields, model::Pipeline* pipeline) {
  TRY_ASSIGN(std::string name, fields->text("dataset"));
  auto found = std::ranges::find(pipeline->datasets, name, &model::Dataset::name);
  if (found != pipeline->datasets.end()) return &*found;
  std::vector<std::string> known;
  for (const model::Dataset& dataset : pipeline->datasets) known.push_back(dataset.name);
  return complaint(fields->at("dataset"),
                   "there is no dataset '" + name + "'" + did_you_mean(name, known));
}

}  // namespace

Status add_check(const TomlValue& table, const ReadPipelineFile& read, model::Pipeline* pipeline) {
  TomlFields fields(table);
  model::QualityCheck check;
  check.place = table.place;
  TRY_ASSIGN(check.name, fields.text("name"));
  TRY_ASSIGN(model::Dataset * dataset, dataset_of(&fields, pipeline));
  TRY_ASSIGN(check.kind, word(&fields, "kind", model::parse_check_kind));
  TRY_ASSIGN(check.action, word(&fields, "action", model::parse_check_action));
  TRY_ASSIGN(check.columns, fields.list("columns"));
  TRY_ASSIGN(check.min, fields.number("min"));
  TRY_ASSIGN(check.max, fields.number("max"));
  TRY_ASSIGN(check.values, fields.list("values"));
  TRY_ASSIGN(check.age_hours_max, fields.integer("age_hours_max", 0));
  TRY_ASSIGN(check.sql, fields.text("sql", false));
  TRY_ASSIGN(std::string file, fields.text("file", false));
  TRY(fields.finish());
  bool is_query = check.kind == model::CheckKind::kQuery;
  if (is_query != !file.empty() || (is_query && !check.sql.empty())) {
    return complaint(table, is_query ? "a check of kind \"query\" needs 'file', and no 'sql'"
                                     : "'file' has no meaning but for a check of kind \"query\"");
  }
  if (is_query) {
    Result<std::string> text = read(file);
    if (!text.ok()) return text.status().with_context(fields.at("file").place);
    check.sql = std::move(*text);
  }
  auto mistake = model::check_mistake(check, dataset->clean);
  if (mistake) return complaint(fields.at(mistake->key), mistake->what);
  for (const model::Dataset& other : pipeline->datasets) {
    if (std::ranges::find(other.checks, check.name, &model::QualityCheck::name) ==
        other.checks.end()) {
      continue;
    }
    return complaint(fields.at("name"), "check '" + check.name + "' is there twice");
  }
  dataset->checks.push_back(std::move(check));
  return Status();
}

}  // namespace pinflow::app
