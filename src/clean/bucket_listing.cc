// A bucket's names against those that are remembered.
#include "clean/bucket_listing.h"

#include <algorithm>
#include <tuple>

#include "base/crc32c.h"
#include "clean/object_content.h"

namespace pinflow::clean {
namespace {

// Sorts an object that was read, and has another size or etag since, into the listing.
void add_rewritten(const objects::Store& bucket, SourceObject object, const ReadObject& read,
                   const KnownRecords& known, BucketListing* listing) {
  const objects::ObjectInfo& info = object.info;
  // Of a packed one the size tells nothing of what it holds.
  bool is_shorter = !read.is_packed() && info.size_bytes < read.size_bytes;
  Result<Content> content = is_shorter ? Content() : get_content(bucket, info.key);
  bool begins_the_same =
      content.ok() && content->stored_bytes == info.size_bytes &&
      content->lines.size() >= read.content_bytes() &&
      crc32c(std::string_view(content->lines).substr(0, read.content_bytes())) == read.crc;
  if (!begins_the_same) {
    listing->changed.push_back(std::move(object.info.key));
    return;
  }
  PartialRead rest = known.unknown_part(bucket, info.key, object.name, content->lines);
  object.content_bytes = content->lines.size();
  if (rest.parts.empty()) {
    listing->same.push_back({info.key, info.size_bytes, info.etag, rest.crc, rest.record_count,
                             read.is_packed() ? object.content_bytes : 0});
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
