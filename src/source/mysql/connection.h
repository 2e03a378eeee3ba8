// Connection to MySQL or MariaDB: statements out, rows of text back.
//
//   Threads:  one at a time.
//   Text:     UTF-8 (utf8mb4) both ways, whatever the server's default.
//   TLS:      as the address says; a server may never ask for a file of this machine.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/database_address.h"

namespace pinflow::source {

using TextRow = std::vector<std::optional<std::string>>;  // NULL is nothing.

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement; its rows, or none. Not for results that do not fit memory.
  // Errors: kDenied; kNotFound (a database or table); kAlreadyExists; kInvalidArgument (a value
  // does not fit its column); kUnavailable. Messages are the server's.
  virtual Result<std::vector<TextRow>> run(std::string_view sql) = 0;

  // Appends the text as a literal, quotes and all.
  virtual void append_quoted(std::string_view text, std::string* sql) const = 0;
};

enum class Lost { kReconnect, kFail };  // What run() does about a connection that went away.

// Errors: those of run(). The password stands in no message.
Result<std::unique_ptr<Connection>> connect(const DatabaseAddress& address, Lost lost);

// A table's or column's name as MySQL writes it, whatever it contains.
std::string backquoted(std::string_view name);

}  // namespace pinflow::source
