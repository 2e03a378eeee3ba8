// The actions on the account's settings. There is no bill here: they are kept for clients that
// ask for them.
#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {
namespace {

Status write_commitment(const Commitment& commitment, Encoder* output) {
  output->begin_object("MinimumThroughputBillingCommitment");
  output->text("Status", commitment.is_enabled ? "ENABLED" : "DISABLED");
  if (commitment.changed_at) {
    output->time(commitment.is_enabled ? "StartedAt" : "EndedAt", *commitment.changed_at);
  }
  output->end_object();
  return Status();
}

}  // namespace

Status describe_account_settings(Service& service, const Call& call) {
  return write_commitment(service.account.commitment(), &call.output);
}

Status update_account_settings(Service& service, const Call& call) {
  bool enables = call.input["MinimumThroughputBillingCommitment"]["Status"].text() == "ENABLED";
  TRY(service.account.set_commitment({enables, service.now()}));
  return write_commitment(service.account.commitment(), &call.output);
}

}  // namespace pinflow::gateway::kinesis
