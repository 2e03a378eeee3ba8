// SqlConnection: a database server over the network: statements out, rows of text back.
//
//   Threads:    one at a time.
//   Text:       UTF-8 both ways, whatever the server's default.
//   TLS:        as the address says; a server may never ask for a file of this machine.
//   Stand-ins:  mysql/connection.h, postgresql/connection.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::source {

using TextRow = std::vector<std::optional<std::string>>;  // NULL is nothing.

class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  // Runs one statement; its rows, or none. Not for results that do not fit memory.
  // Errors: kDenied; kNotFound (a database or table); kAlreadyExists; kInvalidArgument (a value
  // does not fit its column); kUnavailable. Messages are the server's.
  virtual Result<std::vector<TextRow>> run(std::string_view sql) = 0;

  // Appends the text as a literal, quotes and all.
  virtual void append_quoted(std::string_view text, std::string* sql) const = 0;

  // A table's or column's name as the server writes it, whatever it contains.
  virtual std::string quote_name(std::string_view name) const = 0;
};

enum class Lost { kReconnect, kFail };  // What run() does about a connection that went away.

// The name between two such marks, those within it doubled.
std::string quote_between(char mark, std::string_view name);

}  // namespace pinflow::source
