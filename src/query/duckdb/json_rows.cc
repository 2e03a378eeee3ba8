#include "query/duckdb/json_rows.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "base/file.h"
#include "base/uuid.h"
#include "json/document.h"
#include "query/duckdb/cells.h"
#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"
#include "query/sql_text.h"

namespace pinflow::query {
namespace {

// DuckDB takes buffers for lines of this size, twice and more: no more than is needed.
std::string line_bytes_max(std::string_view lines) {
  size_t longest = 1 << 20;
  for (size_t begin = 0; begin < lines.size();) {
    size_t end = std::min(lines.find('\n', begin), lines.size());
    longest = std::max(longest, end - begin + 1);
    begin = end + 1;
  }
  return "maximum_object_size = " + std::to_string(longest);
}

std::string sql_type_of(const json::Element& structure, bool wide_integers) {
  if (structure.kind() == json::Kind::kArray) {
    std::string element = "VARCHAR";
    structure.each_element([&](json::Element one) {
      element = sql_type_of(one, wide_integers);
      return false;
    });
    return element + "[]";
  }
  if (structure.kind() == json::Kind::kObject && structure.size() > 0) {
    std::string fields;
    structure.each_member([&](std::string_view name, json::Element field) {
      fields +=
          (fields.empty() ? "" : ", ") + quote_name(name) + " " + sql_type_of(field, wide_integers);
      return true;
    });
    return "STRUCT(" + fields + ")";
  }
  std::string_view name = structure.as_string().value_or("");
  if (name == "UBIGINT" || name == "HUGEINT") return wide_integers ? "DECIMAL(20,0)" : "BIGINT";
  if (name == "BIGINT" || name == "DOUBLE" || name == "BOOLEAN") return std::string(name);
  return "VARCHAR";
}

// Files of one conversion, which are gone with it.
class WorkFiles {
 public:
  explicit WorkFiles(const std::filesystem::path& folder) : base_(folder / ("rows-" + uuid4())) {}
  ~WorkFiles() {
    std::error_code ignored;
    std::filesystem::remove(lines(), ignored);
    std::filesystem::remove(parquet(), ignored);
  }
  std::filesystem::path lines() const { return base_.string() + ".ndjson"; }
  std::filesystem::path parquet() const { return base_.string() + ".parquet"; }

 private:
  const std::filesystem::path base_;
};

// Of a conversion only, hence not durable.
Status write_lines(const std::filesystem::path& path, std::string_view lines) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream file(path, std::ios::binary);
  file.write(lines.data(), static_cast<std::streamsize>(lines.size()));
  file.close();
  return file ? Status() : Status(Code::kUnavailable, "not written: " + path.string());
}

Result<std::string> structure_of(duckdb_connection connection, const std::string& source) {
  TRY_ASSIGN(Answer answer, run(connection,
                                "SELECT CAST(json_group_structure(json) AS VARCHAR) FROM "
                                "read_ndjson_objects(" +
                                    source + ")"));
  Table table;
  TRY(read_rows(std::move(answer), 1, &table));
  auto* structure = table.rows.empty() ? nullptr : std::get_if<std::string>(&table.rows[0][0]);
  return structure == nullptr ? "" : *structure;
}

class DuckdbJsonToParquet final : public JsonToParquet {
 public:
  explicit DuckdbJsonToParquet(EngineOptions options) : options_(std::move(options)) {
    options_.thread_count = 1;  // Several would mix the rows up.
  }

  Result<std::string> encode(std::string_view lines, std::string_view codec) override {
    TRY_ASSIGN(Connection connection, connect());
    std::filesystem::path folder = options_.temporary_directory;
    WorkFiles files(folder.empty() ? std::filesystem::temp_directory_path() : folder);
    TRY(write_lines(files.lines(), lines));
    const std::string source = quote_text(files.lines().string()) + ", " + line_bytes_max(lines);
    TRY_ASSIGN(std::string structure, structure_of(connection.get(), source));
    Status status;
    for (bool wide_integers : {false, true}) {  // Wide ones only where a value asks for it.
      TRY_ASSIGN(std::string columns, json_columns(structure, wide_integers));
      status = run_only(connection.get(),
                        "COPY (SELECT * FROM read_json(" + source +
                            ", format = 'newline_delimited', columns = " + columns + ")) TO " +
                            quote_text(files.parquet().string()) +
                            " (FORMAT parquet, COMPRESSION " + quote_text(codec) + ")");
      if (status.code() != Code::kInvalidArgument) break;
    }
    TRY(status);
    return read_file(files.parquet());
  }

 private:
  Result<Connection> connect() {
    std::lock_guard lock(mutex_);
    if (instance_ == nullptr) {
      TRY_ASSIGN(instance_, Instance::open(options_));
    }
    return instance_->connect();
  }

  EngineOptions options_;
  std::mutex mutex_;
  std::shared_ptr<Instance> instance_;  // Under mutex_.
};

}  // namespace

std::unique_ptr<JsonToParquet> make_duckdb_json_to_parquet(EngineOptions options) {
  return std::make_unique<DuckdbJsonToParquet>(std::move(options));
}

Result<std::string> json_columns(std::string_view structure, bool wide_integers) {
  json::Parser parser;
  Result<json::Element> parsed = parser.parse(structure);
  if (!parsed.ok() || parsed->kind() != json::Kind::kObject || parsed->size() == 0) {
    return Status(Code::kInvalidArgument,
                  "not every value is a JSON object with fields, which become columns");
  }
  std::string columns;
  std::map<std::string, std::string> names;  // By their lower case, as SQL compares them.
  Status status;
  parsed->each_member([&](std::string_view name, json::Element field) {
    std::string lower(name);
    for (char& letter : lower) letter = static_cast<char>(std::tolower(letter & 0xff));
    auto [same, is_new] = names.emplace(lower, name);
    if (!is_new) {
      status = Status(Code::kInvalidArgument, "the fields '" + same->second + "' and '" +
                                                  std::string(name) +
                                                  "' differ by case only, which columns cannot");
    }
    columns += (columns.empty() ? "" : ", ") + quote_name(name) + ": " +
               quote_text(sql_type_of(field, wide_integers));
    return true;
  });
  if (!status.ok()) return status;
  return "{" + columns + "}";
}

}  // namespace pinflow::query
