#include "serve/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "serve/html.h"

namespace pinflow::serve {
namespace {

using query::Cell;
using query::Table;

constexpr size_t kBarsMax = 40;

bool is_number(const Cell& cell) {
  return std::holds_alternative<int64_t>(cell) || std::holds_alternative<double>(cell);
}

std::optional<size_t> measure_column(const Table& table) {
  for (size_t column = table.columns.size(); column-- > 1;) {
    for (const auto& row : table.rows) {
      if (is_number(row[column])) return column;
    }
  }
  return std::nullopt;
}

double largest(const Table& table, size_t column) {
  double most = 0;
  for (const auto& row : table.rows) most = std::max(most, as_number(row[column]));
  return most > 0 ? most : 1;
}

// Distinct texts of a column in order of appearance.
std::vector<std::string> distinct(const Table& table, size_t column) {
  std::vector<std::string> values;
  for (const auto& row : table.rows) {
    std::string text = readable(row[column]);
    if (std::find(values.begin(), values.end(), text) == values.end()) values.push_back(text);
  }
  return values;
}

size_t place_of(const std::vector<std::string>& values, const std::string& value) {
  return static_cast<size_t>(std::find(values.begin(), values.end(), value) - values.begin());
}

// Years are names here, not amounts: 2018, not 2,018.
std::string label(const Cell& cell) {
  const int64_t* integer = std::get_if<int64_t>(&cell);
  return integer != nullptr ? std::to_string(*integer) : readable(cell);
}

std::string format(const char* pattern, auto... values) {
  char text[512];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

std::string svg_begin(int width, int height) {
  return format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", width, height);
}

std::string legend(const std::vector<std::string>& names) {
  std::string html = "<p class=\"legend\">";
  for (size_t index = 0; index < names.size(); ++index) {
    html += format("<span><i class=\"c%zu\"></i>", index % kColourCount) +
            escape_html(names[index]) + "</span> ";
  }
  return html + "</p>";
}

}  // namespace

std::string bar_chart(const Table& table) {
  std::optional<size_t> measure = measure_column(table);
  if (!measure) return "";
  size_t count = std::min(table.rows.size(), kBarsMax);
  double most = largest(table, *measure);
  std::string svg = svg_begin(800, static_cast<int>(count) * 24 + 4);
  for (size_t line = 0; line < count; ++line) {
    const auto& row = table.rows[line];
    std::string name;
    for (size_t column = 0; column < *measure; ++column) {
      name += (column == 0 ? "" : " · ") + label(row[column]);
    }
    int y = static_cast<int>(line) * 24;
    double length = as_number(row[*measure]) / most * 420;
    svg +=
        format("<text x=\"270\" y=\"%d\" class=\"end\">", y + 16) + escape_html(name) + "</text>";
    svg += format("<rect x=\"280\" y=\"%d\" width=\"%.1f\" height=\"18\" class=\"c0\"/>", y + 3,
                  std::max(length, 1.0));
    svg += format("<text x=\"%.1f\" y=\"%d\">", 286 + length, y + 16) +
           escape_html(readable(row[*measure])) + "</text>";
  }
  svg += "</svg>";
  if (count < table.rows.size()) {
    svg += format("<p>%zu more in the table.</p>", table.rows.size() - count);
  }
  return svg;
}

std::string column_chart(const Table& table) {
  std::optional<size_t> measure = measure_column(table);
  if (!measure) return "";
  std::vector<std::string> groups;
  for (const auto& row : table.rows) {
    if (groups.empty() || groups.back() != label(row[0])) groups.push_back(label(row[0]));
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  bool coloured = *measure > 1;
  std::vector<std::string> names = coloured ? distinct(table, 1) : std::vector<std::string>{""};
  double most = largest(table, *measure);
  double group_width = 760.0 / static_cast<double>(groups.size());
  double width = std::min(60.0, (group_width - 10) / static_cast<double>(names.size()));
  std::string svg = svg_begin(800, 260);
  for (size_t group = 0; group < groups.size(); ++group) {
    double middle = 20 + group_width * (static_cast<double>(group) + 0.5);
    svg += format("<text x=\"%.1f\" y=\"252\" class=\"middle\">", middle) +
           escape_html(groups[group]) + "</text>";
  }
  for (const auto& row : table.rows) {
    size_t group = place_of(groups, label(row[0]));
    size_t name = coloured ? place_of(names, readable(row[1])) : 0;
    double left = 20 + group_width * (static_cast<double>(group) + 0.5) -
                  width * static_cast<double>(names.size()) / 2 + width * static_cast<double>(name);
    double height = as_number(row[*measure]) / most * 200;
    std::string value = readable(row[*measure]);
    svg += format("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"c%zu\">",
                  left, 235 - height, std::max(width - 1, 1.0), height, name % kColourCount);
    svg += "<title>" + escape_html(label(row[0]) + " " + names[name] + ": " + value) +
           "</title></rect>";
    if (!coloured) {
      svg +=
          format("<text x=\"%.1f\" y=\"%.1f\" class=\"middle\">", left + width / 2, 230 - height) +
          escape_html(value) + "</text>";
    }
  }
  return svg + "</svg>" + (coloured ? legend(names) : "");
}

std::string heat_chart(const Table& table) {
  std::optional<size_t> measure = measure_column(table);
  if (!measure || *measure < 2) return bar_chart(table);
  std::vector<std::string> down;
  std::vector<std::string> across;
  for (const auto& row : table.rows) {
    down.push_back(label(row[0]));
    across.push_back(label(row[1]));
  }
  for (auto* names : {&down, &across}) {
    std::sort(names->begin(), names->end());
    names->erase(std::unique(names->begin(), names->end()), names->end());
  }
  double most = largest(table, *measure);
  double width = 640.0 / static_cast<double>(across.size());
  std::string svg = svg_begin(800, static_cast<int>(down.size()) * 44 + 30);
  for (size_t column = 0; column < across.size(); ++column) {
    svg += format("<text x=\"%.1f\" y=\"16\" class=\"middle\">",
                  150 + width * (static_cast<double>(column) + 0.5)) +
           escape_html(across[column]) + "</text>";
  }
  for (size_t line = 0; line < down.size(); ++line) {
    svg += format("<text x=\"140\" y=\"%zu\" class=\"end\">", line * 44 + 50) +
           escape_html(down[line]) + "</text>";
  }
  for (const auto& row : table.rows) {
    size_t line = place_of(down, label(row[0]));
    size_t column = place_of(across, label(row[1]));
    double x = 150 + width * static_cast<double>(column);
    svg += format(
        "<rect x=\"%.1f\" y=\"%zu\" width=\"%.1f\" height=\"40\" class=\"c0\" "
        "fill-opacity=\"%.2f\"/>",
        x, line * 44 + 26, width - 4, 0.15 + 0.7 * as_number(row[*measure]) / most);
    svg +=
        format("<text x=\"%.1f\" y=\"%zu\" class=\"middle\">", x + width / 2 - 2, line * 44 + 50) +
        escape_html(readable(row[*measure])) + "</text>";
  }
  return svg + "</svg>";
}

std::string draw_chart(std::string_view kind, const Table& table, std::string_view world_map) {
  if (table.rows.empty() || table.columns.size() < 2) return "";
  if (kind == "bar") return bar_chart(table);
  if (kind == "column") return column_chart(table);
  if (kind == "heat") return heat_chart(table);
  if (kind == "map") return map_chart(table, world_map);
  return "";
}

}  // namespace pinflow::serve
