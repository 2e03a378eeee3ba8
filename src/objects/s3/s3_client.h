// S3Client: signed requests to one bucket, tried again as long as that may help.
//
//   Retries:   after 408, 429, 5xx, SlowDown, a reset, a stall or a cut answer, with a doubling
//              wait and jitter; also with the server's time after a signature of another time, and
//              with new credentials after those that expired.
//   Threads:   any, at once.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "objects/s3/credential_chain.h"
#include "objects/s3/endpoint.h"
#include "objects/s3/transfer.h"

namespace pinflow::objects {

struct S3ClientOptions {
  Endpoint endpoint;
  std::string region = "us-east-1";
  int attempts_max = 6;
  std::chrono::milliseconds first_wait{100};
  std::chrono::milliseconds longest_wait{5'000};
  TransferTimeouts timeouts;
  std::string customer_key;  // "" or 32 bytes: encrypts objects (SSE-C), sent with their requests.
  const Clock* clock = &system_clock();
};

struct S3Request {
  std::string method;
  std::string key;  // "" is the bucket.
  http::Fields query;
  http::Fields headers;
  std::string_view body;
};

struct S3Answer {
  http::Response response;  // Status 2xx.
  // An attempt before this one may have been acted on although its answer never came.
  bool may_be_repeated = false;

  std::string_view header(std::string_view name) const;  // "" where there is none.
};

class S3Client {
 public:
  S3Client(S3ClientOptions options, std::shared_ptr<CredentialChain> credentials);

  // Errors: kNotFound (the object); kAlreadyExists (412); kOutOfRange (416); kDenied;
  // kInvalidArgument; kUnavailable: not even after the last attempt, or no such bucket.
  // `repeated`, where given, tells about an error what may_be_repeated does about an answer.
  Result<S3Answer> send(const S3Request& request, bool* repeated = nullptr);

  const S3ClientOptions& options() const { return options_; }

 private:
  struct Attempt;
  Attempt attempt(const S3Request& request);
  bool follow_clock(const http::Response& response);
  Attempt judge(const S3Request& request, Result<http::Response> response);
  Result<TransferRequest> sign(const S3Request& request) const;

  const S3ClientOptions options_;
  const std::shared_ptr<CredentialChain> credentials_;
  Transfers transfers_;
  std::atomic<int64_t> clock_skew_ms_{0};  // The server's clock less ours.
};

}  // namespace pinflow::objects
