#include "objects/s3/s3_client.h"

#include <random>
#include <set>
#include <thread>

#include "base/backoff.h"
#include "base/base64.h"
#include "http/md5.h"
#include "http/sha256.h"
#include "http/sigv4.h"
#include "objects/request_count.h"
#include "objects/s3/answers.h"

namespace pinflow::objects {
namespace {

constexpr std::chrono::minutes kSkewLeast{4};

enum class Next { kStop, kRetry };

bool is_transient(int status, const Fault& fault) {
  static const std::set<std::string> codes = {"SlowDown",           "InternalError",
                                              "RequestTimeout",     "OperationAborted",
                                              "ServiceUnavailable", "ConditionalRequestConflict"};
  return status >= 500 ? status != 501
                       : status == 408 || status == 429 || codes.contains(fault.code);
}

Code code_of(int status, const Fault& fault) {
  if (fault.code == "NoSuchBucket" || fault.code == "RequestTimeTooSkewed") {
    return Code::kUnavailable;
  }
  switch (status) {
    case 404:
      return Code::kNotFound;
    case 412:
      return Code::kAlreadyExists;
    case 416:
      return Code::kOutOfRange;
    case 401:
    case 403:
    case 301:
    case 307:
      return Code::kDenied;
    default:
      return status >= 500 && status != 501 ? Code::kUnavailable : Code::kInvalidArgument;
  }
}

Status fault_status(const S3Request& request, int status, const Fault& fault) {
  std::string what = request.method + " " + (request.key.empty() ? "the bucket" : request.key);
  std::string text = what + ": HTTP status " + std::to_string(status);
  if (!fault.code.empty()) text += " " + fault.code;
  if (!fault.message.empty()) text += ": " + fault.message;
  if (fault.code == "NoSuchBucket") text += "; make it, or set objects.s3.create_buckets = true";
  return Status(code_of(status, fault), std::move(text));
}

uint32_t random_seed() { return std::random_device()(); }

RequestKind kind_of(const S3Request& request) {
  if (request.method == "DELETE") return RequestKind::kDelete;
  if (request.method == "PUT" || request.method == "POST") return RequestKind::kPut;
  return request.key.empty() && request.method == "GET" ? RequestKind::kList : RequestKind::kGet;
}

// Wanted with what writes or reads an object's bytes, and with what begins an upload.
void add_customer_key(const S3Request& request, const std::string& key, http::Fields* headers) {
  bool begins_upload = request.method == "POST" && http::find_field(request.query, "uploads");
  bool is_of_bytes = request.method == "PUT" || request.method == "GET" || request.method == "HEAD";
  if (key.empty() || request.key.empty() || !(begins_upload || is_of_bytes)) return;
  const http::Md5 digest = http::md5(key);
  std::string digest_bytes(digest.begin(), digest.end());
  const std::string prefix = "x-amz-server-side-encryption-customer-";
  headers->emplace_back(prefix + "algorithm", "AES256");
  headers->emplace_back(prefix + "key", base64_encode(key));
  headers->emplace_back(prefix + "key-MD5", base64_encode(digest_bytes));
}

}  // namespace

struct S3Client::Attempt {
  Result<S3Answer> answer;
  Next next = Next::kStop;
  bool may_have_acted = false;
};

std::string_view S3Answer::header(std::string_view name) const {
  return http::find_field(response.headers, name).value_or("");
}

S3Client::S3Client(S3ClientOptions options, std::shared_ptr<CredentialChain> credentials)
    : options_(std::move(options)),
      credentials_(std::move(credentials)),
      transfers_(options_.timeouts) {}

Result<S3Answer> S3Client::send(const S3Request& request, bool* repeated) {
  Backoff backoff(options_.first_wait, options_.longest_wait, random_seed());
  bool may_have_acted = false;
  while (true) {
    Attempt outcome = attempt(request);
    if (repeated != nullptr) *repeated = may_have_acted;
    if (outcome.answer.ok()) {
      outcome.answer->may_be_repeated = may_have_acted;
      return std::move(outcome.answer);
    }
    may_have_acted = may_have_acted || outcome.may_have_acted;
    if (outcome.next == Next::kStop) return std::move(outcome.answer);
    std::chrono::milliseconds wait = backoff.next();
    if (backoff.attempts() >= options_.attempts_max) return std::move(outcome.answer);
    std::this_thread::sleep_for(wait);
  }
}

S3Client::Attempt S3Client::attempt(const S3Request& request) {
  Result<TransferRequest> signed_request = sign(request);
  if (!signed_request.ok()) {
    bool may_help = signed_request.status().code() == Code::kUnavailable;
    return {signed_request.status(), may_help ? Next::kRetry : Next::kStop};
  }
  Result<http::Response> response = transfers_.run(*signed_request);
  count_request(kind_of(request), request.body.size(), response.ok() ? response->body.size() : 0);
  return judge(request, std::move(response));
}

S3Client::Attempt S3Client::judge(const S3Request& request, Result<http::Response> response) {
  if (!response.ok()) {
    std::string what = request.method + " " + request.key;
    return {response.status().with_context(what), Next::kRetry, true};
  }
  // CompleteMultipartUpload may answer 200 and an error in the body.
  bool may_hide_fault = request.method == "POST" && response->status == 200;
  bool is_good = response->status >= 200 && response->status < 300;
  if (is_good && !may_hide_fault) return {S3Answer{std::move(*response)}};
  Fault fault = read_fault(response->body);
  if (is_good && fault.code.empty()) return {S3Answer{std::move(*response)}};
  int status = is_good ? 500 : response->status;
  Status error = fault_status(request, status, fault);
  bool is_of_another_time = status == 403 && follow_clock(*response);
  if (is_of_another_time || fault.code == "RequestTimeTooSkewed") {
    return {std::move(error), Next::kRetry};
  }
  if (fault.code == "ExpiredToken" || fault.code == "TokenRefreshRequired") {
    credentials_->forget();
    return {std::move(error), Next::kRetry};
  }
  if (is_transient(status, fault)) return {std::move(error), Next::kRetry, status >= 500};
  return {std::move(error)};
}

// Signatures of a clock that is minutes off are refused, and HEAD cannot say why.
bool S3Client::follow_clock(const http::Response& response) {
  auto date = http::find_field(response.headers, "Date");
  std::optional<UnixMillis> server_time = parse_http_date(date.value_or(""));
  if (!server_time) return false;
  std::chrono::milliseconds skew = *server_time - options_.clock->now();
  std::chrono::milliseconds change = skew - std::chrono::milliseconds(clock_skew_ms_);
  if (std::chrono::abs(change) < kSkewLeast) return false;
  clock_skew_ms_ = skew.count();
  return true;
}

Result<TransferRequest> S3Client::sign(const S3Request& request) const {
  TRY_ASSIGN(Credentials credentials, credentials_->get());
  UnixMillis now = options_.clock->now() + std::chrono::milliseconds(clock_skew_ms_);
  http::SigningScope scope{http::amz_date(now), options_.region, "s3"};
  std::string path = options_.endpoint.path(request.key);
  std::string hash = http::to_hex(http::sha256(request.body));
  http::SignedParts parts;
  parts.method = request.method;
  parts.path = path;
  parts.query = request.query;
  parts.headers = request.headers;
  parts.headers.insert(parts.headers.end(), {{"Host", options_.endpoint.host},
                                             {"x-amz-content-sha256", hash},
                                             {"x-amz-date", scope.date_time}});
  add_customer_key(request, options_.customer_key, &parts.headers);
  if (!credentials.session_token.empty()) {
    parts.headers.emplace_back("x-amz-security-token", credentials.session_token);
  }
  parts.payload_sha256 = hash;
  parts.encode_path_again = false;
  TransferRequest transfer{request.method, options_.endpoint.url(path, request.query),
                           parts.headers, request.body};
  transfer.headers.emplace_back(
      "Authorization",
      http::authorization(parts, scope, credentials.access_key, credentials.secret_key));
  return transfer;
}

}  // namespace pinflow::objects
