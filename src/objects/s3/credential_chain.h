// CredentialChain: who we are to AWS and its likes, found where AWS's own tools look, in their
// order: what the configuration names, the environment, a web identity token, the profile files,
// the container's and then the instance's metadata (IMDSv2).
//
//   Threads:   any, at once.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "objects/s3/credentials.h"
#include "objects/s3/kept_credentials.h"
#include "objects/s3/transfer.h"

namespace pinflow::objects {

// The value of an environment variable; "" for none.
using Environment = std::function<std::string(const std::string& name)>;
Environment process_environment();

// Where AWS's service of temporary credentials is: AWS_ENDPOINT_URL_STS, else that of the region.
// Without a slash at its end.
std::string sts_url(std::string_view region, const Environment& environment);

class CredentialChain {
 public:
  // `fixed` wins where it is not empty. Keeps the reference to `clock`.
  CredentialChain(Credentials fixed, std::string region,
                  Environment environment = process_environment(),
                  const Clock& clock = system_clock());

  // Asks again when what it has expires within minutes.
  // Errors: kDenied: nowhere found, with the places; kUnavailable: a place does not answer.
  Result<Credentials> get();
  // The server took them no longer.
  void forget();

 private:
  // Each answers kNotFound where its place has none.
  Result<Credentials> find();
  Result<Credentials> from_environment();
  Result<Credentials> from_web_identity();
  Result<Credentials> from_profile();
  Result<Credentials> from_container();
  Result<Credentials> from_instance();
  Result<std::string> ask(const TransferRequest& request);

  const Credentials fixed_;
  const std::string region_;
  const Environment environment_;
  Transfers transfers_;
  KeptCredentials kept_;
};

}  // namespace pinflow::objects
