#include "query/sql_text.h"

#include <algorithm>
#include <cctype>

namespace pinflow::query {
namespace {

std::string quote(std::string_view text, char mark) {
  std::string quoted(1, mark);
  for (char letter : text) {
    quoted += letter;
    if (letter == mark) quoted += mark;
  }
  return quoted += mark;
}

size_t after(std::string_view sql, std::string_view end, size_t from) {
  size_t found = sql.find(end, from);
  return found == std::string_view::npos ? sql.size() : found + end.size();
}

// The end of the token, comment or white space that starts at `at`.
size_t token_end(std::string_view sql, size_t at) {
  std::string_view rest = sql.substr(at);
  if (rest[0] == '\'' || rest[0] == '"') return after(sql, rest.substr(0, 1), at + 1);
  if (rest.starts_with("--")) return after(sql, "\n", at);
  if (rest.starts_with("/*")) return after(sql, "*/", at + 2);
  if (rest.starts_with("$")) {
    size_t tag = rest.find('$', 1);  // $$…$$ or $tag$…$tag$
    bool is_quote = tag != std::string_view::npos &&
                    rest.substr(1, tag - 1).find_first_of(" \t\n;'\"(),") == std::string_view::npos;
    if (is_quote) return after(sql, rest.substr(0, tag + 1), at + tag + 1);
  }
  return at + 1;
}

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter < 0;
}

size_t piece_end(std::string_view sql, size_t at) {
  constexpr std::string_view kWhite = " \t\r\n";
  size_t end = token_end(sql, at);
  if (sql[at] == '\'' || sql[at] == '"') {  // A doubled mark goes on.
    while (end < sql.size() && sql[end] == sql[at]) end = token_end(sql, end);
    return end;
  }
  if (end > at + 1) return end;
  if (kWhite.find(sql[at]) != std::string_view::npos) {
    return std::min(sql.find_first_not_of(kWhite, at), sql.size());
  }
  while (is_word(sql[at]) && end < sql.size() && is_word(sql[end])) ++end;
  return end;
}

bool is_blank(std::string_view token) {
  return token.starts_with("--") || token.starts_with("/*") ||
         token.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

std::string quote_name(std::string_view name) { return quote(name, '"'); }
std::string quote_text(std::string_view text) { return quote(text, '\''); }

std::string QualifiedName::quoted() const {
  return schema.empty() ? quote_name(name) : quote_name(schema) + "." + quote_name(name);
}

QualifiedName parse_qualified_name(std::string_view name) {
  size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {"", std::string(name)};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

std::vector<std::string_view> sql_pieces(std::string_view sql) {
  std::vector<std::string_view> pieces;
  for (size_t at = 0; at < sql.size();) {
    size_t end = piece_end(sql, at);
    pieces.push_back(sql.substr(at, end - at));
    at = end;
  }
  return pieces;
}

Result<std::string> one_statement(std::string_view sql) {
  size_t end = std::string_view::npos;
  bool has_text = false;
  for (size_t at = 0; at < sql.size();) {
    size_t next = token_end(sql, at);
    bool blank = is_blank(sql.substr(at, next - at));
    if (end != std::string_view::npos && !blank) {
      return Status(Code::kInvalidArgument, "sql: one statement at a time");
    }
    has_text = has_text || !blank;
    if (sql[at] == ';' && has_text && end == std::string_view::npos) end = at;
    at = next;
  }
  if (!has_text) return Status(Code::kInvalidArgument, "sql: no statement");
  return std::string(sql.substr(0, end));
}

}  // namespace pinflow::query
