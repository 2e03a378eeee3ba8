// post_source(): the source's rows posted through a running node's own doors, one a request, as
// the exercise's emulator does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/workspace.h"
#include "post/post.h"

namespace pinflow::app {

// How many rows were acknowledged: `count` of each dataset, or all. `url` is the node's.
// Errors: kUnavailable: a row was refused; those of reading the source.
Result<uint64_t> post_source(Workspace& workspace, const std::string& url, const std::string& user,
                             post::Order order, std::optional<uint64_t> count);

}  // namespace pinflow::app
