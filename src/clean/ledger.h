// ledger(): proves from the tables themselves that no row has vanished.
#pragma once

#include <cstdint>

#include "clean/site.h"

namespace pinflow::clean {

// All in rows after decoding; a value that cannot be decoded counts as one.
struct Ledger {
  int64_t accepted = 0;      // Rows and dead letters of gather.
  int64_t tables = 0;        // Rows of the silver table.
  int64_t duplicates = 0;    // As its commits have noted.
  int64_t dead_letters = 0;  // Of gather and of clean.

  int64_t waiting() const { return accepted - tables - duplicates - dead_letters; }
  Ledger& operator+=(const Ledger& other);
  bool operator==(const Ledger&) const = default;
};

// For one dataset of the site's user. After a clean nothing is waiting; less than nothing means
// that rows were written by somebody else. Errors: those of reading the tables.
Result<Ledger> ledger(const Site& site, const model::Dataset& dataset);

}  // namespace pinflow::clean
