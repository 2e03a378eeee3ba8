// SqlChangeReader: a ChangeReader that asks in SQL; a database's source adds how it is asked. What
// it reads is a range of the key, or of the timestamp, so that an index on it serves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/catalogue.h"
#include "source/change_reader.h"
#include "source/sql_connection.h"

namespace pinflow::source {

class SqlChangeReader : public ChangeReader {
 public:
  Status check(const Follow& follow) final;
  Result<uint64_t> count_without_place(const Follow& follow) final;
  Result<std::optional<ChangePlace>> newest(const Follow& follow) final;
  Result<std::vector<ChangedRow>> read_behind(const Follow& follow,
                                              const std::optional<ChangePlace>& after,
                                              const ChangePlace& through, size_t count) final;

 protected:
  // A SELECT, of which `count` rows come at most.
  struct Selection {
    std::vector<std::string> texts;  // Columns that are read as text.
    std::string rest;                // From " FROM " on.
    size_t count = 1;
  };

  virtual const Catalogue& catalogue() const = 0;
  virtual std::string quoted_name(std::string_view name) const = 0;
  virtual std::string literal(std::string_view text) const = 0;
  // SQL for one second from now: columns of whole seconds may be rounded up.
  virtual std::string soon() const = 0;
  virtual Result<std::vector<TextRow>> select_texts(const Selection& selection) = 0;
  // Behind the texts, which are the rows' places, all columns of the table.
  virtual Result<std::vector<ChangedRow>> select_rows(const CatalogueTable& table,
                                                      const Selection& selection) = 0;

 private:
  struct Columns;
  Result<Columns> columns_of(const Follow& follow) const;
  std::string range(const Columns& columns, const std::optional<ChangePlace>& after,
                    const ChangePlace& through) const;
  Status check_unique(const Columns& columns);
};

}  // namespace pinflow::source
