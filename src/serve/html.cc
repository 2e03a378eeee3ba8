#include "serve/html.h"

#include <cmath>
#include <cstdio>

namespace pinflow::serve {

std::string escape_html(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string readable_number(double number) {
  char text[64];
  bool whole = number == std::floor(number);
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.2f", number);
  std::string result = text;
  size_t point = result.find('.');
  size_t first = result.starts_with('-') ? 1 : 0;
  size_t at = point == std::string::npos ? result.size() : point;
  while (at > first + 3) result.insert(at -= 3, ",");
  return result;
}

std::string readable(const query::Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return "—";
  if (const bool* flag = std::get_if<bool>(&cell)) return *flag ? "yes" : "no";
  if (const std::string* text = std::get_if<std::string>(&cell)) return *text;
  return readable_number(as_number(cell));
}

double as_number(const query::Cell& cell) {
  if (const int64_t* integer = std::get_if<int64_t>(&cell)) return static_cast<double>(*integer);
  if (const double* number = std::get_if<double>(&cell)) return *number;
  return 0;
}

}  // namespace pinflow::serve
