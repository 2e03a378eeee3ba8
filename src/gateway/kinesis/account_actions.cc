// The actions on the account's settings. There is no bill here: they are kept while the process
// runs, for clients that ask for them.
#include "gateway/kinesis/actions.h"

namespace pinflow::gateway::kinesis {
namespace {

Status write_commitment(Service& service, Encoder* output) {
  std::lock_guard lock(service.commitment.mutex);
  output->begin_object("MinimumThroughputBillingCommitment");
  output->text("Status", service.commitment.is_enabled ? "ENABLED" : "DISABLED");
  if (service.commitment.changed_at) {
    output->time(service.commitment.is_enabled ? "StartedAt" : "EndedAt",
                 *service.commitment.changed_at);
  }
  output->end_object();
  return Status();
}

}  // namespace

Status describe_account_settings(Service& service, const Call& call) {
  return write_commitment(service, &call.output);
}

Status update_account_settings(Service& service, const Call& call) {
  bool enables = call.input["MinimumThroughputBillingCommitment"]["Status"].text() == "ENABLED";
  {
    std::lock_guard lock(service.commitment.mutex);
    service.commitment.is_enabled = enables;
    service.commitment.changed_at = service.now();
  }
  return write_commitment(service, &call.output);
}

}  // namespace pinflow::gateway::kinesis
