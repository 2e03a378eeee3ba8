// row_source_promises(): what every RowSource promises, as a list that is tried by reading only: by
// row_source_contract_test.cc on each stand-in, by `pinflow verify-backend` on any database, also
// on one that others work with.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/promise.h"
#include "source/row_source.h"

namespace pinflow::source {

struct RowSourcePlace {
  // Opens it, anew when called again; several may be open at once.
  std::function<Result<std::unique_ptr<RowSource>>()> open;
};

// Of the first tables that there are, and some rows of each, so that a large database is read in
// seconds.
std::span<const Promise<RowSourcePlace>> row_source_promises();

}  // namespace pinflow::source
