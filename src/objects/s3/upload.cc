#include "objects/s3/upload.h"

#include <vector>

#include "base/in_parallel.h"
#include "objects/s3/answers.h"

namespace pinflow::objects {
namespace {

Result<std::vector<std::string>> put_parts(S3Client& client, const std::string& key,
                                           const std::string& id, std::string_view bytes,
                                           const UploadOptions& options) {
  size_t count = (bytes.size() + options.part_bytes - 1) / options.part_bytes;
  std::vector<std::string> etags(count);
  auto put_part = [&](size_t i) -> Status {
    S3Request part;
    part.method = "PUT";
    part.key = key;
    part.query = {{"partNumber", std::to_string(i + 1)}, {"uploadId", id}};
    part.body = bytes.substr(i * options.part_bytes, options.part_bytes);
    TRY_ASSIGN(S3Answer answer, client.send(part));
    etags[i] = answer.header("ETag");
    return Status();
  };
  TRY(in_parallel(count, static_cast<size_t>(options.connection_count), put_part));
  return etags;
}

Status complete(S3Client& client, const std::string& key, const std::string& id,
                const std::vector<std::string>& etags, const http::Fields& headers,
                bool* repeated) {
  std::string body = complete_upload_body(etags);
  S3Request request{"POST", key, {{"uploadId", id}}, headers, body};
  Status status = client.send(request, repeated).status();
  // Completed by an attempt whose answer was lost.
  if (status.code() == Code::kNotFound && *repeated) {
    return client.send({"HEAD", key, {}, {}, {}}).status();
  }
  return status;
}

void abort(S3Client& client, const std::string& key, const std::string& id) {
  // Best effort: what stays is aborted by a later process.
  (void)client.send({"DELETE", key, {{"uploadId", id}}, {}, {}});
}

}  // namespace

Status upload_in_parts(S3Client& client, const std::string& key, std::string_view bytes,
                       const http::Fields& on_create, const http::Fields& on_complete,
                       const UploadOptions& options, bool* repeated) {
  TRY_ASSIGN(S3Answer created, client.send({"POST", key, {{"uploads", ""}}, on_create, {}}));
  TRY_ASSIGN(std::string id, read_upload_id(created.response.body));
  Result<std::vector<std::string>> etags = put_parts(client, key, id, bytes, options);
  Status status =
      etags.ok() ? complete(client, key, id, *etags, on_complete, repeated) : etags.status();
  if (!status.ok()) abort(client, key, id);
  return status;
}

Status abort_uploads_before(S3Client& client, const std::string& prefix, UnixMillis time) {
  S3Request request{"GET", "", {{"prefix", prefix}, {"uploads", ""}}, {}, {}};
  TRY_ASSIGN(S3Answer answer, client.send(request));
  TRY_ASSIGN(std::vector<Upload> uploads, read_uploads(answer.response.body));
  for (const Upload& upload : uploads) {
    if (upload.begun_at < time) abort(client, upload.key, upload.id);
  }
  return Status();
}

}  // namespace pinflow::objects
