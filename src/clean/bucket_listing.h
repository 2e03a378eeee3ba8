// list_new_objects(): what a bucket has that gather has not read.
#pragma once

#include <string>
#include <vector>

#include "clean/known_records.h"
#include "objects/store.h"

namespace pinflow::clean {

struct BucketListing {
  std::vector<SourceObject> fresh;           // Never read, or longer since: read in part then.
  std::vector<ReadObject> same;              // Their etag is new, their records are not.
  std::vector<std::string> changed;          // Read, and of other bytes since.
  std::vector<std::string> of_other_layout;  // Not named by the sink connector for this topic.
};

// Objects of `topic` below the folder `topics_dir` ("" for none); the fresh ones by partition and
// offset within their folder. Errors: those of Store::list().
Result<BucketListing> list_new_objects(const objects::Store& bucket, std::string_view topics_dir,
                                       std::string_view topic, const KnownRecords& known);

}  // namespace pinflow::clean
