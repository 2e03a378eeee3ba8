// Where buckets and the lake are, as the configuration says: folders of the data folder, or
// buckets of an S3 server.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config.h"
#include "objects/s3/s3_store.h"
#include "objects/store.h"
#include "sink/store_rule.h"

namespace pinflow::app {

// Of [objects.s3]. Errors: kInvalidArgument.
Result<objects::S3Options> s3_options(const Config& config, const std::filesystem::path& data);

// Errors: those of opening.
Result<std::unique_ptr<objects::Store>> open_bucket(const Config& config,
                                                    const std::filesystem::path& data,
                                                    const std::string& name);
// The server that a connector's properties make of that of the configuration, if they do: one of
// its own by `store.url`, whose encryption and ACL are the connector's too, or the configured one
// with other keys and settings. Its region counts where neither the configuration nor the
// environment names one. None: the bucket is where all buckets are. Errors: as s3_options().
Result<std::optional<objects::S3Options>> connector_s3_options(const Config& config,
                                                               const std::filesystem::path& data,
                                                               const sink::StoreRule& rule);
// "s3://bucket" or "s3://bucket/folder" in parts; the prefix is "" or ends with a slash.
struct S3Place {
  std::string bucket;
  std::string prefix;
};
// Errors: kInvalidArgument saying how it is written.
Result<S3Place> parse_s3_url(std::string_view url);

Result<std::unique_ptr<objects::Store>> open_lake(const Config& config,
                                                  const std::filesystem::path& data);

// The buckets that there are.
Result<std::vector<std::string>> bucket_names(const Config& config,
                                              const std::filesystem::path& data);

}  // namespace pinflow::app
