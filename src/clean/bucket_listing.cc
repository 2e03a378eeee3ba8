// A bucket's names against those that are remembered.
#include "clean/bucket_listing.h"

#include "base/crc32c.h"

namespace pinflow::clean {
namespace {

bool has_same_bytes(const objects::Store& bucket, const objects::ObjectInfo& info,
                    const ReadObject& read) {
  if (info.size_bytes != read.size_bytes) return false;
  Result<std::string> bytes = bucket.get(info.key);
  return bytes.ok() && crc32c(*bytes) == read.crc;
}

}  // namespace

Result<BucketListing> list_new_objects(const objects::Store& bucket, std::string_view topics_dir,
                                       std::string_view topic, const ReadObjects& read) {
  std::string prefix(topics_dir);
  if (!prefix.empty()) prefix += "/";
  prefix += std::string(topic) + "/";
  TRY_ASSIGN(auto objects, bucket.list(prefix));
  BucketListing listing;
  for (objects::ObjectInfo& info : objects) {
    std::optional<ObjectName> name = parse_object_name(info.key);
    if (!name || name->from.topic != topic) {
      listing.of_other_layout.push_back(std::move(info.key));
      continue;
    }
    auto known = read.find(info.key);
    if (known == read.end()) {
      listing.fresh.push_back({std::move(info), std::move(*name)});
    } else if (known->second.size_bytes == info.size_bytes && known->second.etag == info.etag) {
      continue;
    } else if (has_same_bytes(bucket, info, known->second)) {
      listing.same.push_back({info.key, info.size_bytes, info.etag, known->second.crc});
    } else {
      listing.changed.push_back(std::move(info.key));
    }
  }
  return listing;
}

}  // namespace pinflow::clean
