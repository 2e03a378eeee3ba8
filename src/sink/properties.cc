#include "sink/properties.h"

#include "json/utf8.h"

namespace pinflow::sink {
namespace {

constexpr std::string_view kBlank = " \t\f";

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text;
}

// Takes the next line off `text`.
std::string_view take_line(std::string_view* text) {
  size_t end = std::min(text->find('\n'), text->size());
  std::string_view line = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool continues(std::string_view line) {
  size_t last = line.find_last_not_of('\\');
  size_t backslashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 1;
}

Result<std::string> unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    char letter = text[++i];
    if (letter == 'u') {
      json::Escape escape = json::read_escape(text.substr(i - 1));
      if (escape.size_bytes == 0 || escape.is_surrogate) {
        return Status(Code::kInvalidArgument, "bad \\u escape");
      }
      json::append_utf8(escape.code_point, &plain);
      i += escape.size_bytes - 2;
      continue;
    }
    constexpr std::string_view kNames = "tnrf";
    constexpr std::string_view kMeant = "\t\n\r\f";
    size_t known = kNames.find(letter);
    plain += known == std::string_view::npos ? letter : kMeant[known];
  }
  return plain;
}

// Where the name ends: at the first separator that is not escaped.
size_t name_end(std::string_view line) {
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '=' || line[i] == ':' || kBlank.find(line[i]) != kBlank.npos)
      return i;
  }
  return line.size();
}

Status add_line(std::string_view line, Properties* properties) {
  size_t end = name_end(line);
  std::string_view value = without_leading_blanks(line.substr(end));
  if (value.starts_with('=') || value.starts_with(':')) {
    value = without_leading_blanks(value.substr(1));
  }
  value = value.substr(0, value.find_last_not_of(kBlank) + 1);
  TRY_ASSIGN(std::string name, unescape(line.substr(0, end)));
  TRY_ASSIGN(std::string plain, unescape(value));
  if (name.empty()) return Status(Code::kInvalidArgument, "no name in front of the value");
  (*properties)[name] = std::move(plain);
  return Status();
}

}  // namespace

Result<Properties> parse_properties(std::string_view text) {
  Properties properties;
  for (int number = 1; !text.empty(); ++number) {
    std::string line(without_leading_blanks(take_line(&text)));
    if (line.empty() || line[0] == '#' || line[0] == '!') continue;
    int first = number;
    while (continues(line) && !text.empty()) {
      line.pop_back();
      line += without_leading_blanks(take_line(&text));
      ++number;
    }
    TRY(add_line(line, &properties).with_context("properties: line " + std::to_string(first)));
  }
  return properties;
}

}  // namespace pinflow::sink
