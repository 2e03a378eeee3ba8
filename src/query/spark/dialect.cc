// Pieces of SQL, put together anew.
#include "query/spark/dialect.h"

#include <algorithm>
#include <span>
#include <vector>

#include "query/sql_text.h"

namespace pinflow::query {
namespace {

using Pieces = std::span<const std::string_view>;
using Arguments = std::vector<std::string>;

bool is_white(std::string_view piece) {
  return piece.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// What stands within the marks, doubled ones being one.
std::string unquoted(std::string_view piece) {
  std::string text;
  for (size_t at = 1; at + 1 < piece.size(); ++at) {
    text += piece[at];
    if (piece[at] == piece[0]) ++at;
  }
  return text;
}

// Literals that follow each other are one: 'a' "it's".
std::string spark_literal(const std::string& text) {
  if (text.find('\'') == std::string::npos) return "'" + text + "'";
  std::string literal;
  for (size_t at = 0; at < text.size();) {
    const char mark = text[at] == '\'' ? '"' : '\'';
    size_t end = std::min(text.find(mark, at), text.size());
    literal += (literal.empty() ? "" : " ") + (mark + text.substr(at, end - at) + mark);
    at = end;
  }
  return literal;
}

std::string joined_arguments(const Arguments& arguments) {
  std::string all;
  for (const std::string& argument : arguments) all += (all.empty() ? "" : ", ") + argument;
  return all;
}

std::string hash_call(const Arguments& arguments) {
  std::string all;
  for (const std::string& argument : arguments) {
    all += (all.empty() ? "" : ", ") + argument + ", isnull(" + argument + ")";
  }
  return "xxhash64(" + all + ")";
}

std::string call(std::string_view name, const Arguments& arguments) {
  if (name == "hash") return hash_call(arguments);
  const std::string all = joined_arguments(arguments);
  if (arguments.size() == 1) {
    if (name == "to_json") return "to_json(" + all + ", map('ignoreNullFields', 'false'))";
    if (name == "encode") return "encode(" + all + ", 'UTF-8')";
    if (name == "make_timestamp") return "timestamp_micros(" + all + ")";
  }
  return std::string(name) + "(" + all + ")";
}

bool is_translated(std::string_view name) {
  return name == "hash" || name == "to_json" || name == "encode" || name == "make_timestamp";
}

// Where the bracket that is open at `at` is closed.
size_t closing(Pieces pieces, size_t at) {
  int depth = 0;
  for (; at < pieces.size(); ++at) {
    if (pieces[at] == "(" || pieces[at] == "{") ++depth;
    if ((pieces[at] == ")" || pieces[at] == "}") && --depth == 0) return at;
  }
  return pieces.size();
}

std::string translated(Pieces pieces);

// Parts between the separators that are in no further bracket.
Arguments split_arguments(Pieces pieces, std::string_view separators) {
  Arguments arguments;
  size_t begin = 0;
  for (size_t at = 0; at <= pieces.size(); ++at) {
    bool is_end = at == pieces.size();
    if (!is_end && (pieces[at] == "(" || pieces[at] == "{")) {
      at = std::min(closing(pieces, at), pieces.size() - 1);
      continue;
    }
    if (!is_end && separators.find(pieces[at]) == std::string_view::npos) continue;
    std::string text = translated(pieces.subspan(begin, at - begin));
    size_t first = text.find_first_not_of(" \n");
    if (first != std::string::npos) {
      arguments.push_back(text.substr(first, text.find_last_not_of(" \n") - first + 1));
    }
    begin = at + 1;
  }
  return arguments;
}

std::string translated(Pieces pieces) {
  std::string out;
  std::string_view word;  // The last piece that is not white.
  for (size_t at = 0; at < pieces.size(); ++at) {
    std::string_view piece = pieces[at];
    bool opens_call = at + 1 < pieces.size() && pieces[at + 1] == "(";
    if (piece.starts_with('"')) {
      out += spark_name(unquoted(piece));
    } else if (piece.starts_with('\'')) {
      out += spark_literal(unquoted(piece));
    } else if (opens_call && is_translated(piece)) {
      size_t end = closing(pieces, at + 1);
      out += call(piece, split_arguments(pieces.subspan(at + 2, end - at - 2), ","));
      at = end;
    } else if (piece == "{") {
      size_t end = closing(pieces, at);
      Pieces members = pieces.subspan(at + 1, end - at - 1);
      out += "named_struct(" + joined_arguments(split_arguments(members, ",:")) + ")";
      at = end;
    } else if (!(piece == "MATERIALIZED" && word == "AS")) {
      out += piece;
    }
    if (!is_white(piece)) word = piece;
  }
  return out;
}

}  // namespace

std::string spark_name(std::string_view name) {
  std::string quoted = "`";
  for (char letter : name) quoted += letter == '`' ? std::string("``") : std::string(1, letter);
  return quoted + "`";
}

std::string spark_sql(std::string_view shared) { return translated(sql_pieces(shared)); }

}  // namespace pinflow::query
