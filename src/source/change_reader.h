// ChangeReader: the rows of a table that came or changed behind a place, in that order.
//
//   Data's way:  a database  ->  ChangeReader  ->  post/follow.h sends the rows on.
//   Order:       that of a key that grows; or that of the last change, and then of the key.
//   Durability:  read only. Who reads keeps the place.
//   Threads:     one at a time, together with its RowSource.
//   Stand-ins:   sql_source.h (MySQL, PostgreSQL), sqlite/sqlite_source.h: both by
//                sql_change_reader.h. change_reader_contract_test.cc tries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "source/row_source.h"

namespace pinflow::source {

// What of a table is followed, and by which columns.
struct Follow {
  std::string table;
  std::string key = {};        // Whole numbers, each once; "": the table's own key.
  std::string timestamp = {};  // Set anew by each change; "": new rows only, by the key.
};

// Of a row in that order, as the database itself writes it.
struct ChangePlace {
  std::string timestamp;  // "" where the key alone is followed.
  std::string key;

  bool operator==(const ChangePlace&) const = default;
};

struct ChangedRow {
  ChangePlace place;
  Row row;
};

class ChangeReader {
 public:
  virtual ~ChangeReader() = default;

  // Whether it can be followed, to be asked before the rest. Errors: kNotFound (the table);
  // kInvalidArgument: no such column, with the nearest name; one of another type; a table without
  // a key of its own; a key in which a value repeats, whose rows would be lost.
  virtual Status check(const Follow& follow) = 0;

  // Rows that have no place, since their key or their timestamp is NULL. kUnavailable.
  virtual Result<uint64_t> count_without_place(const Follow& follow) = 0;

  // The place of the last row that is there; nothing in an empty table. A timestamp later than the
  // server's clock waits for it: else one wrong row would hide those that follow. kUnavailable.
  virtual Result<std::optional<ChangePlace>> newest(const Follow& follow) = 0;

  // The first `count` rows behind `after` (nothing: from the first row on), up to `through`.
  // Errors: kUnavailable.
  virtual Result<std::vector<ChangedRow>> read_behind(const Follow& follow,
                                                      const std::optional<ChangePlace>& after,
                                                      const ChangePlace& through, size_t count) = 0;
};

}  // namespace pinflow::source
