// list_files(): the files below a folder as objects, in the bytewise order of their keys.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "objects/local/folder.h"
#include "objects/store.h"

namespace pinflow::objects {

// The folder at a store's root that holds unfinished files; no object can be named in it.
inline constexpr std::string_view kStagingFolder = ".pinflow-staging";

// The object that a file is. Its etag is the time it was written (ns) and its size.
ObjectInfo object_info(std::string key, const struct stat& file);

// As Store::list(). Links, and files whose path is no key, are left out. A folder is read once
// and only the files that are answered are looked at.
Result<std::vector<ObjectInfo>> list_files(const Folder& root, std::string_view prefix,
                                           std::string_view after, size_t count_max);

}  // namespace pinflow::objects
