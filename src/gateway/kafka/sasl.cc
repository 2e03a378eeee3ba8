// Who a client is: SaslHandshake and SaslAuthenticate, with PLAIN: an API key's name and the key.
#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

constexpr std::string_view kPlain = "PLAIN";

}  // namespace

// authorisation id (none, or the name) NUL name NUL key.
bool take_plain_token(Service& service, std::string_view token, Client* client) {
  client->sasl = Client::Sasl::kNone;
  client->holder = nullptr;
  const size_t first = token.find('\0');
  const size_t second = first == token.npos ? first : token.find('\0', first + 1);
  if (second == token.npos) return false;
  const std::string_view acts_for = token.substr(0, first);
  const std::string_view name = token.substr(first + 1, second - first - 1);
  if (!acts_for.empty() && acts_for != name) return false;
  client->holder = service.gatekeeper.find_holder(name, token.substr(second + 1));
  if (client->holder == nullptr) {
    service.refusals.note(401, "SaslAuthenticate", client->peer.address, "unknown key");
  }
  // Where there are no keys, any will do: clients that are set up to send one need no change.
  return client->holder != nullptr || !service.gatekeeper.has_keys();
}

http::Task<bool> sasl_handshake(Call& call) {
  const bool is_plain = call.request.text("mechanism") == kPlain;
  call.answer.add("mechanisms").set("name", kPlain);
  if (!is_plain) {
    call.answer.set("error_code", to_int64(ErrorCode::kUnsupportedSaslMechanism));
    co_return true;
  }
  // After the first version of it, the token comes without a header.
  call.client.sasl = call.header.version == 0 ? Client::Sasl::kRawToken : Client::Sasl::kHandshaken;
  co_return true;
}

http::Task<bool> sasl_authenticate(Call& call) {
  if (call.client.sasl != Client::Sasl::kHandshaken) {
    call.answer.set("error_code", to_int64(ErrorCode::kIllegalSaslState));
    call.answer.set("error_message", "SaslAuthenticate request received before SaslHandshake");
    co_return true;
  }
  if (take_plain_token(call.service, call.request.text("auth_bytes"), &call.client)) co_return true;
  call.answer.set("error_code", to_int64(ErrorCode::kSaslAuthenticationFailed));
  call.answer.set("error_message", "Authentication failed: no API key of this name and value");
  co_return true;
}

}  // namespace pinflow::gateway::kafka
