// lock_directory(): keeps a second process off a data folder.
#pragma once

#include <filesystem>

#include "base/file.h"

namespace pinflow::eventlog {

// Creates the folder where it is missing. The lock lasts as long as the returned file, and ends
// with the process however that ends.
// Errors: kAlreadyExists naming the folder (someone has it); kDenied; kUnavailable.
Result<File> lock_directory(const std::filesystem::path& directory);

}  // namespace pinflow::eventlog
