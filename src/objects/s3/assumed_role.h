// AssumedRole: the temporary credentials of a role of AWS's IAM, which STS gives to those who may
// assume it.
//
//   Threads:   any, at once.
#pragma once

#include <memory>
#include <string>

#include "objects/s3/credential_chain.h"

namespace pinflow::objects {

struct RoleOptions {
  std::string arn;           // "arn:aws:iam::123456789012:role/name"
  std::string session_name;  // As which AWS's logs show us.
  std::string external_id;   // What the role's trust policy asks for; "" for nothing.
  std::string region;        // Of the STS that is asked.
};

class AssumedRole {
 public:
  // `base` signs what asks for the role. Keeps the reference to `clock`.
  AssumedRole(RoleOptions options, std::shared_ptr<CredentialChain> base,
              const Environment& environment = process_environment(),
              const Clock& clock = system_clock());

  // Asks again when what it has expires within minutes.
  // Errors, which name the role and never a secret: kDenied: may not be assumed, or nobody to ask
  // as; kInvalidArgument: STS does not take the options; kUnavailable: STS does not answer.
  Result<Credentials> get();

 private:
  Result<Credentials> assume();
  Result<Credentials> ask(const Credentials& base);
  TransferRequest sign(const Credentials& base) const;

  const RoleOptions options_;
  const std::string service_;  // "https://sts.us-east-1.amazonaws.com"
  const std::string form_;     // What is posted there.
  const std::shared_ptr<CredentialChain> base_;
  const Clock& clock_;
  Transfers transfers_;
  KeptCredentials kept_;
};

}  // namespace pinflow::objects
