// What is asked of a bucket as a whole.
#pragma once

#include <string>
#include <vector>

#include "objects/s3/s3_client.h"

namespace pinflow::objects {

// Makes the client's bucket where it is missing.
Status make_bucket(S3Client& client);

// The names of all buckets that the credentials may see; the client has no bucket.
Result<std::vector<std::string>> bucket_names(S3Client& client);

// Whether the server refuses a put with If-None-Match over an object that is there. Tried with an
// object of its own below `prefix`, which is removed again.
Result<bool> heeds_conditions(S3Client& client, const std::string& prefix);

}  // namespace pinflow::objects
