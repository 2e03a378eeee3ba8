// store_promises(): what every Store promises, as a list that is tried: by store_contract_test.cc
// on each stand-in, by `pinflow verify-backend` on any server.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/promise.h"
#include "objects/store.h"

namespace pinflow::objects {

// Nothing is in it when a promise is tried.
struct StorePlace {
  // Opens it, anew when called again.
  std::function<Result<std::unique_ptr<Store>>()> open;
};

std::span<const Promise<StorePlace>> store_promises();

// Removes every object, some at a time.
Status clear(Store& store);

}  // namespace pinflow::objects
