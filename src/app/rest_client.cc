#include "app/rest_client.h"

#include <cstdlib>

#include "app/server_address.h"
#include "gateway/routes.h"
#include "http/client.h"
#include "http/target.h"
#include "http/wait.h"
#include "json/document.h"

namespace pinflow::app {
namespace {

// Of a pinflow that runs.
class RemoteClient final : public RestClient {
 public:
  explicit RemoteClient(const http::Url& server) : client_(http::open_client(server)) {}

  Result<http::Response> send_with(std::string method, const std::string& target,
                                   http::Fields headers, std::string body) override {
    return client_->send(method, target, headers, body);
  }
  bool is_live() const override { return true; }

 private:
  std::unique_ptr<http::Client> client_;
};

// In this process, for everybody who may read the folder: without keys.
class LocalClient final : public RestClient {
 public:
  static Result<std::unique_ptr<RestClient>> open(eventlog::EventLog& log, const Config& config) {
    auto client = std::make_unique<LocalClient>();
    gateway::GatewayOptions options;
    options.rest_proxy.topic_creation.on_produce = false;
    options.kinesis.region = config.text("gateway.kinesis.region");
    options.kinesis.account = config.text("gateway.kinesis.account");
    options.kinesis.state_delay =
        std::chrono::milliseconds(config.integer("gateway.kinesis.state_delay_ms"));
    TRY_ASSIGN(client->gateway_, gateway::open_gateway(log, options));
    client->gateway_->add_routes(client->router_);
    return std::unique_ptr<RestClient>(std::move(client));
  }

  Result<http::Response> send_with(std::string method, const std::string& target,
                                   http::Fields headers, std::string body) override {
    http::Request request;
    TRY(http::parse_target(target, &request));
    request.method = std::move(method);
    request.headers = std::move(headers);
    request.body = std::move(body);
    return http::wait(router_.handle(request));
  }
  bool is_live() const override { return false; }

 private:
  std::unique_ptr<gateway::Gateway> gateway_;
  http::Router router_;
};

}  // namespace

Result<http::Response> RestClient::send(std::string method, const std::string& target,
                                        std::string body) {
  http::Fields headers;
  if (!body.empty()) headers.emplace_back("Content-Type", "application/vnd.kafka.v2+json");
  if (const char* key = std::getenv("PINFLOW_API_KEY")) headers.emplace_back("x-api-key", key);
  return send_with(std::move(method), target, std::move(headers), std::move(body));
}

Result<std::unique_ptr<RestClient>> open_rest_client(Parts& parts) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (log.ok()) return LocalClient::open(**log, parts.config());
  if (log.status().code() != Code::kAlreadyExists) return log.status();
  return open_live_client(parts.data());
}

Result<std::unique_ptr<RestClient>> open_live_client(const std::filesystem::path& data) {
  Result<std::string> address = read_server_address(data);
  if (!address.ok()) {
    return Status(Code::kUnavailable, "no pinflow runs on " + data.string() +
                                          ": start one with `pinflow up`, or name its folder "
                                          "with --data");
  }
  TRY_ASSIGN(http::Url server, http::parse_url(*address));
  return std::unique_ptr<RestClient>(std::make_unique<RemoteClient>(server));
}

Status answer_status(const http::Response& response) {
  if (response.status < 400) return Status();
  json::Parser parser;
  auto parsed = parser.parse(response.body);
  auto message = parsed.ok() ? (*parsed)["message"] : std::nullopt;
  std::string text = message ? std::string(message->as_string().value_or("")) : "";
  if (text.empty()) text = "HTTP " + std::to_string(response.status);
  bool wants_key = text.starts_with("x-api-key:") && std::getenv("PINFLOW_API_KEY") == nullptr;
  if (wants_key) text += ": PINFLOW_API_KEY is not set";
  bool is_denied = response.status == 401 || response.status == 403;
  Code code = response.status == 404   ? Code::kNotFound
              : is_denied              ? Code::kDenied
              : response.status == 429 ? Code::kExhausted
              : response.status < 500  ? Code::kInvalidArgument
                                       : Code::kUnavailable;
  return Status(code, text);
}

}  // namespace pinflow::app
