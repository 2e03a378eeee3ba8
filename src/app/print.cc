#include "app/print.h"

#include <algorithm>
#include <vector>

#include "base/nearest_name.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

using query::Cell;
using query::Table;

bool is_number(const Cell& cell) {
  return std::holds_alternative<int64_t>(cell) || std::holds_alternative<double>(cell);
}

std::string cell_text(const Cell& cell, std::string_view null) {
  if (std::holds_alternative<std::monostate>(cell)) return std::string(null);
  if (const bool* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
  if (const int64_t* integer = std::get_if<int64_t>(&cell)) return std::to_string(*integer);
  if (const std::string* text = std::get_if<std::string>(&cell)) return *text;
  std::string number;
  json::write_double(std::get<double>(cell), &number);
  return number;
}

// Columns on a terminal: code points, which is right for most text.
size_t width(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

std::string pad(const std::string& text, size_t to, bool right) {
  std::string blanks(to - std::min(to, width(text)), ' ');
  return right ? blanks + text : text + blanks;
}

std::string as_aligned(const Table& table) {
  std::vector<size_t> widths;
  for (const auto& column : table.columns) widths.push_back(width(column.name));
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : table.rows) {
    auto& line = texts.emplace_back();
    for (size_t index = 0; index < row.size(); ++index) {
      line.push_back(printable(cell_text(row[index], "NULL")));
      widths[index] = std::max(widths[index], width(line.back()));
    }
  }
  std::string out;
  auto end_line = [&out] {
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  };
  for (size_t index = 0; index < widths.size(); ++index) {
    out += pad(table.columns[index].name, widths[index], false) + "  ";
  }
  end_line();
  for (size_t index = 0; index < widths.size(); ++index) {
    out += std::string(widths[index], '-') + "  ";
  }
  end_line();
  for (size_t line = 0; line < texts.size(); ++line) {
    for (size_t index = 0; index < widths.size(); ++index) {
      out += pad(texts[line][index], widths[index], is_number(table.rows[line][index])) + "  ";
    }
    end_line();
  }
  return out;
}

void write_cell(const Cell& cell, const std::string& type, json::Writer* writer) {
  if (std::holds_alternative<std::monostate>(cell)) {
    writer->null();
  } else if (const bool* flag = std::get_if<bool>(&cell)) {
    writer->value(*flag);
  } else if (const int64_t* integer = std::get_if<int64_t>(&cell)) {
    writer->value(*integer);
  } else if (const double* number = std::get_if<double>(&cell)) {
    writer->value(*number);
  } else if (type.ends_with("[]") || type.starts_with("STRUCT") || type.starts_with("MAP")) {
    writer->raw(std::get<std::string>(cell));
  } else {
    writer->value(std::get<std::string>(cell));
  }
}

std::string as_json(const Table& table) {
  json::Writer writer;
  writer.begin_array();
  for (const auto& row : table.rows) {
    writer.begin_object();
    for (size_t index = 0; index < row.size(); ++index) {
      writer.key(table.columns[index].name);
      write_cell(row[index], table.columns[index].type, &writer);
    }
    writer.end_object();
  }
  writer.end_array();
  return writer.take() + "\n";
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

std::string as_csv(const Table& table) {
  std::string out;
  auto end_line = [&out] {
    if (!out.empty() && out.back() == ',') out.pop_back();
    out += "\r\n";
  };
  for (const auto& column : table.columns) out += csv_field(column.name) + ",";
  end_line();
  for (const auto& row : table.rows) {
    for (const Cell& cell : row) out += csv_field(cell_text(cell, "")) + ",";
    end_line();
  }
  return out;
}

std::string markdown_field(std::string text) {
  text = printable(std::move(text));
  for (size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
    text.insert(at, "\\");
  }
  return text;
}

std::string as_markdown(const Table& table) {
  std::string out = "|";
  for (const auto& column : table.columns) out += " " + markdown_field(column.name) + " |";
  out += "\n|";
  for (size_t index = 0; index < table.columns.size(); ++index) {
    bool right = !table.rows.empty() && is_number(table.rows[0][index]);
    out += right ? " ---: |" : " --- |";
  }
  out += '\n';
  for (const auto& row : table.rows) {
    out += '|';
    for (const Cell& cell : row) out += " " + markdown_field(cell_text(cell, "NULL")) + " |";
    out += '\n';
  }
  return out;
}

}  // namespace

std::string printable(std::string text) {
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) byte = ' ';
  }
  return text;
}

Result<Format> parse_format(std::string_view name) {
  const std::vector<std::string> kNames = {"table", "json", "csv", "markdown"};
  for (size_t index = 0; index < kNames.size(); ++index) {
    if (name == kNames[index]) return static_cast<Format>(index);
  }
  return Status(Code::kInvalidArgument, "--format: '" + std::string(name) +
                                            "' is not one of table, json, csv, markdown" +
                                            did_you_mean(name, kNames));
}

std::string format_table(const Table& table, Format format) {
  switch (format) {
    case Format::kTable:
      return as_aligned(table);
    case Format::kJson:
      return as_json(table);
    case Format::kCsv:
      return as_csv(table);
    case Format::kMarkdown:
      return as_markdown(table);
  }
  return "";
}

std::string with_thousands(int64_t number) {
  std::string text = std::to_string(number);
  size_t first = text.starts_with('-') ? 1 : 0;
  for (size_t at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace pinflow::app
