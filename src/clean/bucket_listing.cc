// A bucket's names against those that are remembered.
#include "clean/bucket_listing.h"

#include <algorithm>
#include <tuple>

#include "base/crc32c.h"

namespace pinflow::clean {
namespace {

// Sorts an object that was read, and has another size or etag since, into the listing.
void add_rewritten(const objects::Store& bucket, SourceObject object, const ReadObject& read,
                   const KnownRecords& known, BucketListing* listing) {
  const objects::ObjectInfo& info = object.info;
  Result<std::string> bytes =
      info.size_bytes < read.size_bytes ? Result<std::string>("") : bucket.get(info.key);
  bool begins_the_same = bytes.ok() && bytes->size() == info.size_bytes &&
                         crc32c(std::string_view(*bytes).substr(0, read.size_bytes)) == read.crc;
  if (!begins_the_same) {
    listing->changed.push_back(std::move(object.info.key));
    return;
  }
  PartialRead rest = known.unknown_part(bucket, info.key, object.name, *bytes);
  if (rest.parts.empty()) {
    listing->same.push_back({info.key, info.size_bytes, info.etag, rest.crc, rest.record_count});
  } else {
    object.partial = std::move(rest);
    listing->fresh.push_back(std::move(object));
  }
}

bool comes_before(const SourceObject& one, const SourceObject& other) {
  std::string_view prefix = name_prefix(one.info.key);
  std::string_view other_prefix = name_prefix(other.info.key);
  return std::tie(prefix, one.name.first_offset) < std::tie(other_prefix, other.name.first_offset);
}

}  // namespace

Result<BucketListing> list_new_objects(const objects::Store& bucket, std::string_view topics_dir,
                                       std::string_view topic, const KnownRecords& known) {
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
    const ReadObject* read = known.find(info.key);
    if (read == nullptr) {
      listing.fresh.push_back({std::move(info), std::move(*name)});
    } else if (read->size_bytes != info.size_bytes || read->etag != info.etag) {
      add_rewritten(bucket, {std::move(info), std::move(*name)}, *read, known, &listing);
    }
  }
  std::ranges::sort(listing.fresh, comes_before);
  return listing;
}

}  // namespace pinflow::clean
