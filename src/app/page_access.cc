#include "app/page_access.h"

#include <algorithm>
#include <chrono>

#include "app/gateway_settings.h"
#include "gateway/gatekeeper.h"
#include "http/sha256.h"

namespace pinflow::app {
namespace {

constexpr gateway::Rate kSignIns{0.1, 10};

http::Response too_fast(std::string retry_after) {
  http::Response refusal = http::Response::error(429, "Request rate limit exceeded");
  refusal.headers = {{"Retry-After", std::move(retry_after)}};
  return refusal;
}

// Keys with the action admin are of people who may do everything, whether they have a role or not.
Result<std::optional<serve::Role>> role_of(const Config& config, const gateway::ApiKey& key) {
  const std::string& name = config.text("gateway.key." + key.name + ".role");
  std::optional<serve::Role> role = serve::parse_role(name);
  if (!role && !name.empty()) {
    return Status(Code::kInvalidArgument,
                  "gateway.key." + key.name + ".role: " + name + ": viewer, operator or admin");
  }
  if (std::ranges::count(key.actions, gateway::Action::kAdmin) > 0) role = serve::Role::kAdmin;
  return role;
}

struct KnownKey {
  std::string sha256;
  serve::Person person;
};

Result<serve::FindPerson> person_finder(const Config& config,
                                        const std::vector<gateway::ApiKey>& keys) {
  if (keys.empty()) return serve::FindPerson();
  std::vector<KnownKey> known;
  for (const gateway::ApiKey& key : keys) {
    TRY_ASSIGN(std::optional<serve::Role> role, role_of(config, key));
    std::string hash = key.sha256;
    std::ranges::transform(hash, hash.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    known.push_back({std::move(hash), {key.name, role}});
  }
  return serve::FindPerson([known](std::string_view key) {
    const std::string hash = http::to_hex(http::sha256(key));
    std::optional<serve::Person> found;
    for (const KnownKey& one : known) {  // All of them: the time tells nothing.
      if (http::equal_in_constant_time(one.sha256, hash)) found = one.person;
    }
    return found;
  });
}

http::Guard sign_in_limit() {
  auto throttle = std::make_shared<gateway::Throttle>(kSignIns);
  return [throttle](const http::Request& request) -> std::optional<http::Response> {
    if (throttle->take(request.peer, std::chrono::steady_clock::now())) return std::nullopt;
    return too_fast("10");
  };
}

}  // namespace

Result<PageAccess> open_page_access(const Config& config, const std::filesystem::path& data) {
  TRY_ASSIGN(gateway::GatewayOptions options, gateway_options(config));
  TRY_ASSIGN(std::unique_ptr<gateway::Gatekeeper> opened,
             gateway::Gatekeeper::open(options.keys, options.rate));
  std::shared_ptr<gateway::Gatekeeper> keeper = std::move(opened);
  TRY_ASSIGN(serve::FindPerson find, person_finder(config, options.keys));
  PageAccess made;
  TRY_ASSIGN(made.audit_log, serve::AuditLog::open(data / "audit.jsonl"));
  auto note = [log = made.audit_log.get()](std::string_view who, const http::Request& request,
                                           bool allowed) {
    if (serve::is_audited(request)) log->write(who, request, allowed, system_clock().now());
  };
  made.access = std::make_unique<serve::Access>(std::move(find), note);
  made.guard = [keeper, access = made.access.get()](const http::Request& request) {
    gateway::Verdict verdict = keeper->check(request, gateway::Action::kAdmin, "");
    if (verdict == gateway::Verdict::kTooFast || verdict == gateway::Verdict::kOverQuota) {
      return std::optional(too_fast(gateway::retry_after(verdict)));
    }
    return access->refusal(request);
  };
  made.sign_in_limit = sign_in_limit();
  return made;
}

}  // namespace pinflow::app
