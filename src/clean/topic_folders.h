// list_topic_folders(): the topics that a bucket has objects of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "objects/store.h"

namespace pinflow::clean {

// The folders in `topics_dir` ("" for the bucket itself), which the sink connector names after
// topics; sorted. It takes one request for each. Errors: those of Store::list().
Result<std::vector<std::string>> list_topic_folders(const objects::Store& bucket,
                                                    std::string_view topics_dir);

}  // namespace pinflow::clean
