// Fuzzes what an object store or AWS's STS answers, as it is and inside of what such answers begin
// with, and times of their kinds. Whatever comes, a value or an error.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "objects/s3/answers.h"
#include "objects/s3/transfer.h"

using namespace pinflow;
using namespace pinflow::objects;

namespace {

std::string inside(std::string text, std::initializer_list<std::string> names) {
  for (const std::string& name : names) text = "<" + name + ">" + text + "</" + name + ">";
  return text;
}

void read_role(const std::string& text, const std::string& action) {
  for (const std::string& whole :
       {text, inside(text, {"Credentials", action + "Result", action + "Response"})}) {
    const auto role = read_assumed_role(whole, action);
    check(role.ok() ? !role->empty() && !role->secret_key.empty() && !role->session_token.empty()
                    : role.status().code() == Code::kUnavailable);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Code code :
       {read_list_page(text).status().code(),
        read_list_page(inside(text, {"ListBucketResult"})).status().code(),
        read_uploads(inside(text, {"ListMultipartUploadsResult"})).status().code(),
        read_upload_id(inside(text, {"InitiateMultipartUploadResult"})).status().code(),
        read_bucket_names(inside(text, {"ListAllMyBucketsResult"})).status().code()}) {
    check(code == Code::kOk || code == Code::kUnavailable);
  }
  for (const char* action : {"AssumeRole", "AssumeRoleWithWebIdentity"}) read_role(text, action);
  (void)read_fault(inside(text, {"Error"}));
  (void)read_fault(inside(text, {"Error", "ErrorResponse"}));
  (void)without_quotes(text);
  (void)parse_iso_time(text);
  (void)parse_http_date(text);
  return 0;
}
