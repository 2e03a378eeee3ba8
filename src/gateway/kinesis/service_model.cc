#include "gateway/kinesis/service_model.h"

#include <algorithm>

namespace pinflow::gateway::kinesis {

const Operation* find_operation(std::string_view name) {
  auto all = operations();
  auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const Operation& operation, std::string_view wanted) { return operation.name < wanted; });
  return found == all.end() || found->name != name ? nullptr : &*found;
}

}  // namespace pinflow::gateway::kinesis
