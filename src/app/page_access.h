// PageAccess: who may use the dashboard and the routes of connectors, by the same
// [gateway.key.NAME] as the doors.
#pragma once

#include <memory>

#include "app/config.h"
#include "serve/access.h"
#include "serve/audit_log.h"

namespace pinflow::app {

struct PageAccess {
  std::unique_ptr<serve::AuditLog> audit_log;  // <data>/audit.jsonl.
  std::unique_ptr<serve::Access> access;
  http::Guard guard;          // access's, and the rate of keys and addresses.
  http::Guard sign_in_limit;  // A few keys a minute from each address.
};

// Errors: kInvalidArgument: a key; those of opening the audit log.
Result<PageAccess> open_page_access(const Config& config, const std::filesystem::path& data);

}  // namespace pinflow::app
