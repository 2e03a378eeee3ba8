#include "objects/s3/bucket.h"

#include "base/uuid.h"
#include "objects/s3/answers.h"

namespace pinflow::objects {

Status make_bucket(S3Client& client) {
  const S3Request look{"HEAD", "", {}, {}, {}};
  Status status = client.send(look).status();
  if (status.code() != Code::kNotFound) return status;
  const std::string& region = client.options().region;
  std::string body;
  if (region != "us-east-1") {
    body = "<CreateBucketConfiguration><LocationConstraint>" + region +
           "</LocationConstraint></CreateBucketConfiguration>";
  }
  status = client.send({"PUT", "", {}, {}, body}).status();
  if (status.ok() || !client.send(look).ok()) return status;
  return Status();  // Another process was faster.
}

Result<std::vector<std::string>> bucket_names(S3Client& client) {
  TRY_ASSIGN(S3Answer answer, client.send({"GET", "", {}, {}, {}}));
  return read_bucket_names(answer.response.body);
}

Result<bool> heeds_conditions(S3Client& client, const std::string& prefix) {
  std::string key = prefix + ".pinflow-probe-" + uuid4();
  const S3Request probe{"PUT", key, {}, {{"If-None-Match", "*"}}, {}};
  // The second one is to be refused; or the first, where its answer was lost and it was sent again.
  Status put = client.send(probe).status();
  if (put.ok()) put = client.send(probe).status();
  // Who may not delete leaves an empty object.
  (void)client.send({"DELETE", key, {}, {}, {}});
  if (put.ok() || put.code() == Code::kInvalidArgument) return false;  // "Not implemented".
  if (put.code() == Code::kAlreadyExists) return true;
  return put;
}

}  // namespace pinflow::objects
