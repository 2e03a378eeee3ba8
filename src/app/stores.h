// Where buckets and the lake are, as the configuration says: folders of the data folder, or
// buckets of an S3 server.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "objects/s3/s3_store.h"
#include "objects/store.h"

namespace pinflow::app {

// Of [objects.s3]. Errors: kInvalidArgument.
Result<objects::S3Options> s3_options(const Config& config, const std::filesystem::path& data);

// Errors: those of opening.
Result<std::unique_ptr<objects::Store>> open_bucket(const Config& config,
                                                    const std::filesystem::path& data,
                                                    const std::string& name);
Result<std::unique_ptr<objects::Store>> open_lake(const Config& config,
                                                  const std::filesystem::path& data);

// The buckets that there are.
Result<std::vector<std::string>> bucket_names(const Config& config,
                                              const std::filesystem::path& data);

}  // namespace pinflow::app
