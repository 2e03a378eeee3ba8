#include "app/pipeline_sketch.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "app/pipeline_check.h"
#include "app/pipeline_file.h"
#include "json/document.h"
#include "json/writer.h"
#include "model/schema.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::app {
namespace {

using model::Type;

struct SampleColumn {
  std::string name;
  std::optional<Type> type;  // None while only nulls were seen.
  size_t row_count = 0;
};

bool is_plain_name(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char letter) { return std::isalnum(letter) || letter == '_'; });
}

// "2020-08-28 03:52:47" or with a T.
bool looks_like_timestamp(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd dd:dd:dd";
  if (text.size() < kShape.size()) return false;
  for (size_t index = 0; index < kShape.size(); ++index) {
    char letter = text[index];
    bool fits = kShape[index] == 'd'   ? std::isdigit(static_cast<unsigned char>(letter)) != 0
                : kShape[index] == ' ' ? letter == ' ' || letter == 'T'
                                       : letter == kShape[index];
    if (!fits) return false;
  }
  return true;
}

Type type_of(json::Element value) {
  switch (value.kind()) {
    case json::Kind::kBool:
      return Type::kBoolean;
    case json::Kind::kInteger:
      return Type::kLong;
    case json::Kind::kDouble:
      return Type::kDouble;
    case json::Kind::kString:
      return looks_like_timestamp(*value.as_string()) ? Type::kTimestamp : Type::kString;
    default:
      return Type::kString;
  }
}

Type wider(Type a, Type b) {
  if (a == b) return a;
  bool numbers =
      (a == Type::kLong || a == Type::kDouble) && (b == Type::kLong || b == Type::kDouble);
  return numbers ? Type::kDouble : Type::kString;
}

void take_row(json::Element row, std::vector<SampleColumn>* columns) {
  row.each_member([&](std::string_view name, json::Element value) {
    auto column = std::find_if(columns->begin(), columns->end(),
                               [&](const SampleColumn& known) { return known.name == name; });
    if (column == columns->end()) {
      column = columns->insert(columns->end(), {std::string(name), std::nullopt, 0});
    }
    ++column->row_count;
    if (!value.is_null()) {
      Type type = type_of(value);
      column->type = column->type ? wider(*column->type, type) : type;
    }
    return true;
  });
}

Result<std::vector<SampleColumn>> columns_of(std::string_view sample, size_t* row_count) {
  std::vector<SampleColumn> columns;
  json::Parser parser;
  Result<json::Element> whole = parser.parse(sample);
  if (whole.ok() && whole->kind() == json::Kind::kArray) {
    whole->each_element([&](json::Element row) {
      ++*row_count;
      take_row(row, &columns);
      return true;
    });
    return columns;
  }
  for (size_t line_number = 1; !sample.empty(); ++line_number) {
    std::string_view line = sample.substr(0, sample.find('\n'));
    sample.remove_prefix(std::min(sample.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<json::Element> row = parser.parse(line);
    if (row.ok() && row->kind() != json::Kind::kObject) {
      row = Status(Code::kInvalidArgument, "not an object");
    }
    if (!row.ok()) {
      return row.status().with_context("sample: line " + std::to_string(line_number));
    }
    ++*row_count;
    take_row(*row, &columns);
  }
  return columns;
}

std::string column_list(const std::vector<SampleColumn>& columns) {
  std::string list;
  for (const SampleColumn& column : columns) {
    list += "  [" + json::in_quotes(column.name) + ", " +
            json::in_quotes(model::type_name(column.type.value_or(Type::kString))) + "],\n";
  }
  return "[\n" + list + "]\n";
}

std::string required_list(const std::vector<SampleColumn>& columns, size_t row_count) {
  std::string list;
  for (const SampleColumn& column : columns) {
    if (column.row_count < row_count) continue;
    list += (list.empty() ? "" : ", ") + json::in_quotes(column.name);
  }
  return "[" + list + "]\n";
}

}  // namespace

Result<std::vector<SketchedFile>> sketch_pipeline(std::string_view name, std::string_view dataset,
                                                  std::string_view sample) {
  size_t row_count = 0;
  TRY_ASSIGN(std::vector<SampleColumn> columns, columns_of(sample, &row_count));
  if (columns.empty()) return Status(Code::kInvalidArgument, "sample: no rows with columns");
  if (!is_plain_name(dataset)) {
    return Status(Code::kInvalidArgument,
                  "dataset name '" + std::string(dataset) + "': use letters, digits and _");
  }
  std::string selected;
  for (const SampleColumn& column : columns) {
    if (!is_plain_name(column.name)) {
      return Status(Code::kInvalidArgument,
                    "column '" + column.name + "': SQL wants letters, digits and _ only");
    }
    selected += "  raw." + column.name + ",\n";  // Behind a point, any word is a column.
  }

  std::string table(dataset);
  // TOML's basic strings have JSON's escapes.
  std::string toml = "name = " + json::in_quotes(name) +
                     "\nschedule = \"@daily\"\n\n[[dataset]]\nname = " + json::in_quotes(table) +
                     "\nsource_table = " + json::in_quotes(table) +
                     "\nraw = " + column_list(columns) +
                     "required = " + required_list(columns, row_count) +
                     "clean = " + json::in_quotes("clean/" + table + ".sql") +
                     "\ncolumns = " + column_list(columns) +
                     "key = []  # Columns that tell rows apart; none: all of them.\n"
                     "\n[[query]]\nname = \"row_count\"\ntitle = \"How many rows are there?\"\n"
                     "file = \"query/row_count.sql\"\nchart = \"table\"\n"
                     "\n[[task]]\nname = \"gather\"\n\n[[task]]\nname = \"clean\"\n"
                     "after = [\"gather\"]\n\n[[task]]\nname = \"query\"\nafter = [\"clean\"]\n";
  std::string clean = "-- raw_" + table + " -> " + table +
                      ": one row in, one row out; the columns that begin with _ say where a row\n"
                      "-- came from and go through as they are.\nSELECT\n" +
                      selected + "  _topic,\n  _partition,\n  _offset,\n  _index\nFROM raw_" +
                      table + " AS raw\n";
  std::string query = "SELECT count(*) AS row_count FROM " + table + "\n";
  return std::vector<SketchedFile>{
      {"pipeline.toml", toml}, {"clean/" + table + ".sql", clean}, {"query/row_count.sql", query}};
}

Status check_sketch(const std::vector<SketchedFile>& files) {
  auto text_of = [&files](std::string_view path) -> Result<std::string> {
    auto file = std::ranges::find(files, path, &SketchedFile::path);
    if (file == files.end()) return Status(Code::kNotFound, std::string(path));
    return file->text;
  };
  TRY_ASSIGN(const model::Pipeline pipeline, load_pipeline(text_of));
  TRY_ASSIGN(auto engine, query::open_duckdb_engine());
  TRY_ASSIGN(const std::vector<std::string> mistakes, check_pipeline(pipeline, *engine));
  if (mistakes.empty()) return Status();
  // Columns are quoted, so the name of the dataset is what can be wrong.
  return Status(
      Code::kInvalidArgument,
      mistakes.front() + "\nif a name is a word of SQL's own, give another one: --dataset");
}

}  // namespace pinflow::app
