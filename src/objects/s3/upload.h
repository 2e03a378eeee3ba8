// Uploads of large objects in parts.
#pragma once

#include <string>
#include <string_view>

#include "objects/s3/s3_client.h"

namespace pinflow::objects {

struct UploadOptions {
  uint64_t part_bytes = 16 << 20;
  int connection_count = 4;
};

// Puts `bytes` in parts; `on_create` are headers of the object, `on_complete` those of its last
// step, such as a condition. What fails is aborted. Errors: as S3Client::send(); `repeated` too.
Status upload_in_parts(S3Client& client, const std::string& key, std::string_view bytes,
                       const http::Fields& on_create, const http::Fields& on_complete,
                       const UploadOptions& options, bool* repeated);

// Aborts uploads below `prefix` that began before `time`: a process that crashed left them.
Status abort_uploads_before(S3Client& client, const std::string& prefix, UnixMillis time);

}  // namespace pinflow::objects
