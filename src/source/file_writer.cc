#include "source/file_writer.h"

#include <optional>

#include "base/file.h"
#include "json/writer.h"

namespace pinflow::source {
namespace {

void append_csv_text(std::string_view text, std::string* out) {
  if (!text.empty() && text.find_first_of(",\"\r\n") == text.npos) {
    *out += text;
    return;
  }
  *out += '"';
  for (char letter : text) {
    if (letter == '"') *out += '"';
    *out += letter;
  }
  *out += '"';
}

class FileWriter final : public TableWriter {
 public:
  FileWriter(FileFormat format, std::filesystem::path folder)
      : format_(format), folder_(std::move(folder)) {}

  ~FileWriter() override {
    std::error_code ignored;  // The files may be gone: nothing is lost.
    for (const auto& path : written_) std::filesystem::remove(partial(path), ignored);
  }

  Status begin_table(std::string_view name, const model::Schema& schema) override {
    if (name.empty() || name.find('/') != name.npos || name[0] == '.') {
      return Status(Code::kInvalidArgument,
                    "table name cannot be a file's: '" + std::string(name) + "'");
    }
    TRY(finish_table());
    const char* extension = format_ == FileFormat::kCsv ? ".csv" : ".jsonl";
    written_.push_back(folder_ / (std::string(name) + extension));
    std::error_code ignored;  // A rest of an earlier run, or nothing.
    std::filesystem::remove(partial(written_.back()), ignored);
    TRY_ASSIGN(File file, File::open(partial(written_.back()), File::Mode::kCreate));
    file_ = std::move(file);
    schema_ = schema;
    if (format_ == FileFormat::kJsonLines) return Status();
    Row names;
    for (const model::Column& column : schema.columns) names.emplace_back(column.name);
    std::string header;
    append_csv_line(names, &header);
    return file_->append(header);
  }

  Status write(const std::vector<Row>& rows) override {
    std::string lines;
    for (const Row& row : rows) {
      if (format_ == FileFormat::kCsv) {
        append_csv_line(row, &lines);
      } else {
        lines += to_json(schema_, row) + '\n';
      }
    }
    return file_->append(lines);
  }

  Status commit() override {
    TRY(finish_table());
    for (const auto& path : written_) {
      std::error_code error;
      std::filesystem::rename(partial(path), path, error);
      if (error) return Status(Code::kUnavailable, path.string() + ": " + error.message());
    }
    written_.clear();
    return sync_directory(folder_);
  }

 private:
  static std::filesystem::path partial(const std::filesystem::path& path) {
    return path.string() + ".partial";
  }

  Status finish_table() {
    if (!file_) return Status();
    Status synced = file_->sync();
    file_.reset();
    return synced;
  }

  FileFormat format_;
  std::filesystem::path folder_;
  model::Schema schema_;
  std::optional<File> file_;                    // Of the table that is being written.
  std::vector<std::filesystem::path> written_;  // Final names of those that are still partial.
};

}  // namespace

void append_csv_line(const Row& row, std::string* out) {
  for (size_t index = 0; index < row.size(); ++index) {
    if (index > 0) *out += ',';
    if (const auto* integer = std::get_if<int64_t>(&row[index])) {
      *out += std::to_string(*integer);
    } else if (const auto* number = std::get_if<double>(&row[index])) {
      json::write_double(*number, out);
    } else if (const auto* text = std::get_if<std::string>(&row[index])) {
      append_csv_text(*text, out);
    }
  }
  *out += "\r\n";
}

Result<std::unique_ptr<TableWriter>> open_file_writer(FileFormat format,
                                                      const std::filesystem::path& folder) {
  TRY(create_directories_durably(folder));
  return std::unique_ptr<TableWriter>(std::make_unique<FileWriter>(format, folder));
}

}  // namespace pinflow::source
