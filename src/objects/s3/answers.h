// What an S3 server answers, read out of its XML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "objects/s3/credentials.h"
#include "objects/store.h"

namespace pinflow::objects {

struct ListPage {
  std::vector<ObjectInfo> objects;
  std::string next_token;  // "" on the last page.
};

// Of ListObjectsV2. Errors: kUnavailable: not such an answer.
Result<ListPage> read_list_page(std::string_view xml);

struct Upload {
  std::string key;
  std::string id;
  UnixMillis begun_at{};
};
Result<std::vector<Upload>> read_uploads(std::string_view xml);            // ListMultipartUploads.
Result<std::string> read_upload_id(std::string_view xml);                  // CreateMultipartUpload.
Result<std::vector<std::string>> read_bucket_names(std::string_view xml);  // ListBuckets.

// Of STS's `action`, AssumeRole or AssumeRoleWithWebIdentity. Errors: kUnavailable.
Result<Credentials> read_assumed_role(std::string_view xml, const std::string& action);

struct Fault {
  std::string code;  // "NoSuchKey"; "" where the body is no error.
  std::string message;
};
Fault read_fault(std::string_view xml);  // S3's and STS's.

// `parts` are the etags in order, as they came.
std::string complete_upload_body(const std::vector<std::string>& parts);

// '"abc"' -> 'abc'
std::string without_quotes(std::string_view etag);

// "2026-11-21T08:14:13.000Z"; the epoch where it is none.
UnixMillis parse_iso_time(std::string_view text);

}  // namespace pinflow::objects
