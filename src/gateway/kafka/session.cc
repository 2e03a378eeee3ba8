#include "gateway/kafka/session.h"

#include "telemetry/metrics.h"

namespace pinflow::gateway::kafka {
namespace {

using http::PacketAnswer;

constexpr size_t kAnswerBytesGuess = 512;  // Beside texts.

PacketAnswer end_session() { return {std::nullopt, true}; }

bool has_version(const Api& api, int16_t version) {
  return version >= api.first_version && version <= api.last_version;
}

void write_api_versions(Message* answer) {
  for (const Api& api : apis()) {
    Message& one = answer->add("api_keys").set("api_key", static_cast<int16_t>(api.kind));
    one.set("min_version", api.first_version).set("max_version", api.last_version);
  }
}

std::string answer_bytes(const RequestHeader& header, const Message& answer) {
  std::string bytes;
  bytes.reserve(text_bytes(answer) + kAnswerBytesGuess);
  write_answer_header(header.correlation_id, &bytes);
  write_message(answer, header.version, &bytes);
  return bytes;
}

// Clients begin with the highest version that they know: in the first one's form, all can read
// what there is instead.
std::string unsupported_api_versions(const Api& api, RequestHeader header) {
  Message answer(api.answer);
  answer.set("error_code", to_int64(ErrorCode::kUnsupportedVersion));
  write_api_versions(&answer);
  header.version = 0;
  return answer_bytes(header, answer);
}

class Session final : public http::PacketSession {
 public:
  Session(Service& service, const http::PacketPeer& peer) : service_(service), client_{peer} {}

  http::Task<PacketAnswer> answer(std::string packet) override;

 private:
  bool must_say_who(RequestKind kind) const {
    const bool may_come_first = kind == RequestKind::kApiVersions ||
                                kind == RequestKind::kSaslHandshake ||
                                kind == RequestKind::kSaslAuthenticate;
    return service_.gatekeeper.has_keys() && client_.holder == nullptr && !may_come_first;
  }
  PacketAnswer refuse(std::string_view what, std::string_view cause) {
    service_.refusals.note(400, what, client_.peer.address, cause);
    return end_session();
  }
  PacketAnswer take_raw_token(std::string_view token) {
    const bool is_right = take_plain_token(service_, token, &client_);
    return is_right ? PacketAnswer{""} : end_session();
  }

  Service& service_;
  Client client_;
};

http::Task<PacketAnswer> Session::answer(std::string packet) {
  if (client_.sasl == Client::Sasl::kRawToken) co_return take_raw_token(packet);
  std::string_view bytes = packet;
  const Result<RequestHeader> header = take_request_header(&bytes);
  if (!header.ok()) co_return refuse("?", header.status().message());
  const Api* api = find_api(header->kind);
  if (api == nullptr) {
    co_return refuse("api " + std::to_string(header->kind), "unknown request");
  }
  if (!has_version(*api, header->version)) {
    if (api->kind == RequestKind::kApiVersions) {
      co_return PacketAnswer{unsupported_api_versions(*api, *header)};
    }
    co_return refuse(api->name, "version " + std::to_string(header->version));
  }
  if (must_say_who(api->kind)) co_return refuse(api->name, "no key was shown");
  Result<Message> request = read_message(api->request, header->version, bytes);
  if (!request.ok()) co_return refuse(api->name, request.status().message());

  static auto& requests =
      telemetry::counter("pinflow_gateway_kafka_requests_total", "requests of the Kafka door");
  requests.add();
  Call call{service_, client_, *header, std::move(*request), Message(api->answer)};
  auto handling = handler_of(api->kind)(call);
  const bool is_answered = co_await handling;
  if (!is_answered) co_return PacketAnswer{};
  PacketAnswer answered{answer_bytes(*header, call.answer)};
  // Who could not say who it is may begin anew.
  answered.ends_session = api->kind == RequestKind::kSaslAuthenticate &&
                          service_.gatekeeper.has_keys() && client_.holder == nullptr;
  co_return answered;
}

}  // namespace

http::Task<bool> api_versions(Call& call) {
  write_api_versions(&call.answer);
  co_return true;
}

std::unique_ptr<http::PacketSession> open_session(Service& service, const http::PacketPeer& peer) {
  return std::make_unique<Session>(service, peer);
}

Result<std::string> read_and_write_request(std::string_view packet) {
  TRY_ASSIGN(const RequestHeader header, take_request_header(&packet));
  const Api* api = find_api(header.kind);
  if (api == nullptr || !has_version(*api, header.version)) {
    return Status(Code::kInvalidArgument, "no such request");
  }
  TRY_ASSIGN(const Message request, read_message(api->request, header.version, packet));
  std::string bytes;
  write_message(request, header.version, &bytes);
  return bytes;
}

}  // namespace pinflow::gateway::kafka
