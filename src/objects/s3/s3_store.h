// A Store in a bucket of any S3 server: AWS, MinIO, RustFS, Garage, SeaweedFS, Versity.
//
//   Several writers:  put_if_absent() is a conditional put, which the first call tries out. Where
//                     the server ignores the condition it is refused, unless the options promise
//                     that nobody else writes.
//   Lost answers:     a put carries a token of its own, by which it is known again when it was
//                     stored although its answer never came.
//   Large objects:    go up in parts; parts that a crash left are given up after a day.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "objects/s3/credentials.h"
#include "objects/store.h"

namespace pinflow::objects {

struct S3Options {
  std::string endpoint;  // "http://127.0.0.1:9000"; "" is AWS's of the region.
  std::string region = "us-east-1";
  bool path_style = true;
  Credentials credentials;  // Empty: looked for where AWS's tools do.

  std::string encryption;  // "", "AES256" or "aws:kms", with the key's id.
  std::string kms_key_id;
  std::string customer_key;  // "" or 32 bytes: encrypts objects in place of the above (SSE-C).
  std::string canned_acl;

  bool single_writer = false;   // Nobody else writes to these buckets.
  bool create_buckets = false;  // A bucket that is missing is made.

  int connection_count = 16;  // Of one put_all().
  int attempts_max = 6;
  std::chrono::milliseconds first_wait{100};  // Before the second attempt.
  std::chrono::milliseconds stall_timeout{10'000};
  uint64_t part_bytes = 16 << 20;        // Larger objects go up in parts of this size.
  uint64_t copy_bytes_max = 4ull << 30;  // Of local copies that engines read.
  std::filesystem::path scratch;         // A folder on this machine for copies and staged files.
};

// Keys are put behind `prefix`: "" or "a/b/". Asks nothing of the server, unless it is to make
// the bucket. Errors: kInvalidArgument (endpoint, or a customer's key that would go there in the
// clear); those of making the bucket.
Result<std::unique_ptr<Store>> open_s3_store(const S3Options& options, std::string_view bucket,
                                             std::string_view prefix = "");

// The names of all buckets that the credentials may see.
Result<std::vector<std::string>> list_s3_buckets(const S3Options& options);

}  // namespace pinflow::objects
