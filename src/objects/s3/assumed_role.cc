#include "objects/s3/assumed_role.h"

#include "http/sha256.h"
#include "http/sigv4.h"
#include "http/target.h"
#include "http/url.h"
#include "objects/s3/answers.h"

namespace pinflow::objects {
namespace {

std::string form_of(const RoleOptions& options) {
  std::string form =
      "Action=AssumeRole&Version=2011-06-15&RoleArn=" + http::percent_encode(options.arn) +
      "&RoleSessionName=" + http::percent_encode(options.session_name);
  if (!options.external_id.empty()) {
    form += "&ExternalId=" + http::percent_encode(options.external_id);
  }
  return form;
}

Code refusal_code(int status, const std::string& fault) {
  if (status >= 500 || status == 429 || fault.starts_with("Throttling")) return Code::kUnavailable;
  return fault == "ValidationError" ? Code::kInvalidArgument : Code::kDenied;
}

// What helps against a refusal; "" where STS's own words say it.
std::string advice(const std::string& fault, const RoleOptions& options) {
  if (fault == "AccessDenied") {
    std::string text =
        "; allow sts:AssumeRole on the role to those credentials, and name them in the role's "
        "trust policy";
    return text + (options.external_id.empty() ? " (awsRoleExternalId is what that may ask for)"
                                               : " with this awsRoleExternalId");
  }
  if (fault == "InvalidClientTokenId" || fault == "SignatureDoesNotMatch") {
    return "; correct the credentials that ask for the role, or this machine's clock";
  }
  return "";
}

// Of a signature that is wrong, a service may answer with all that should have been signed.
bool tells_secret(const std::string& message, const Credentials& base, const RoleOptions& options) {
  for (const std::string& secret : {base.secret_key, base.session_token, options.external_id}) {
    if (!secret.empty() && message.find(secret) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

AssumedRole::AssumedRole(RoleOptions options, std::shared_ptr<CredentialChain> base,
                         const Environment& environment, const Clock& clock)
    : options_(std::move(options)),
      service_(sts_url(options_.region, environment)),
      form_(form_of(options_)),
      base_(std::move(base)),
      clock_(clock),
      transfers_({std::chrono::milliseconds(3000), std::chrono::milliseconds(5000)}),
      kept_(clock) {}

Result<Credentials> AssumedRole::get() {
  Result<Credentials> found = kept_.get([this] { return assume(); });
  return found.ok() ? found : found.status().with_context("role " + options_.arn);
}

Result<Credentials> AssumedRole::assume() {
  TRY_ASSIGN(Credentials base, base_->get());
  Result<Credentials> found = ask(base);
  if (found.ok() || found.status().name() != "ExpiredToken") return found;
  base_->forget();
  TRY_ASSIGN(base, base_->get());
  return ask(base);
}

Result<Credentials> AssumedRole::ask(const Credentials& base) {
  TRY(http::parse_url(service_).status().with_context("AWS_ENDPOINT_URL_STS"));
  TRY_ASSIGN(http::Response response, transfers_.run(sign(base)));
  if (response.status == 200) return read_assumed_role(response.body, "AssumeRole");
  const Fault fault = read_fault(response.body);
  std::string text = "not assumed: " + service_ + ": HTTP status " +
                     std::to_string(response.status) + (fault.code.empty() ? "" : " " + fault.code);
  if (!fault.message.empty() && !tells_secret(fault.message, base, options_)) {
    text += ": " + fault.message;
  }
  text += advice(fault.code, options_);
  const bool is_expired = fault.code.starts_with("ExpiredToken");
  return Status(refusal_code(response.status, fault.code), std::move(text))
      .named(is_expired ? "ExpiredToken" : "");
}

TransferRequest AssumedRole::sign(const Credentials& base) const {
  const http::SigningScope scope{http::amz_date(clock_.now()), options_.region, "sts"};
  const http::Url url = *http::parse_url(service_);
  const std::string path = url.path + "/";
  const std::string hash = http::to_hex(http::sha256(form_));
  http::SignedParts parts{"POST", path, {}, {}, hash};
  parts.headers = {{"Host", http::authority(url)},
                   {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                   {"X-Amz-Date", scope.date_time}};
  if (!base.session_token.empty()) {
    parts.headers.emplace_back("X-Amz-Security-Token", base.session_token);
  }
  TransferRequest request{"POST", service_ + "/", parts.headers, form_};
  request.headers.emplace_back("Authorization",
                               http::authorization(parts, scope, base.access_key, base.secret_key));
  return request;
}

}  // namespace pinflow::objects
