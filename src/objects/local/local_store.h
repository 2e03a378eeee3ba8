// The embedded Store: a folder, one plain file per object.
//
// Narrower than S3 in this: a part of a key has at most 255 bytes, "a" and "a/b" cannot both be
// objects, and keys in `.pinflow-staging` are refused. Symbolic links below the folder are as
// good as not there.
#pragma once

#include <filesystem>
#include <memory>

#include "objects/store.h"

namespace pinflow::objects {

// Opens the folder; `create` makes it with its parents. Unfinished files of a crashed process
// lie in the hidden folder `.pinflow-staging` and are removed. Errors: kNotFound (no such folder
// and not `create`); kDenied; kUnavailable.
Result<std::unique_ptr<Store>> open_local_store(const std::filesystem::path& directory,
                                                bool create = true);

}  // namespace pinflow::objects
