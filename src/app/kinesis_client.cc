#include "app/kinesis_client.h"

#include <cstdlib>

#include "http/sha256.h"
#include "http/sigv4.h"
#include "json/document.h"

namespace pinflow::app {
namespace {

// What an answer's error means to a command.
Status status_of(const http::Response& answer) {
  if (answer.status < 400) return Status();
  Status status = answer_status(answer);
  json::Parser parser;
  auto parsed = parser.parse(answer.body);
  auto type = parsed.ok() ? (*parsed)["__type"] : std::nullopt;
  std::string name(type ? type->as_string().value_or("") : "");
  bool is_denied = name.starts_with("AccessDenied") || name.starts_with("UnrecognizedClient") ||
                   name.find("Signature") != name.npos;
  bool is_too_much = name.starts_with("LimitExceeded") || name.starts_with("Provisioned");
  Code code = name.starts_with("ResourceNotFound") ? Code::kNotFound
              : is_denied                          ? Code::kDenied
              : is_too_much                        ? Code::kExhausted
                                                   : status.code();
  return Status(code, status.message());
}

}  // namespace

KinesisClient::KinesisClient(RestClient& client, const Config& config, const Clock& clock)
    : client_(client), clock_(clock), region_(config.text("gateway.kinesis.region")) {
  std::vector<std::string> names = config.names("gateway.credential");
  if (names.empty()) return;
  std::string prefix = "gateway.credential." + names.front() + ".";
  access_key_ = config.text(prefix + "access_key");
  secret_key_ = config.text(prefix + "secret_key");
  session_token_ = config.text(prefix + "session_token");
}

Result<std::string> KinesisClient::call(std::string_view action, std::string body) {
  http::SigningScope scope{http::amz_date(clock_.now()), region_, "kinesis"};
  http::Fields headers = {{"Host", "localhost"},
                          {"Content-Type", "application/x-amz-json-1.1"},
                          {"X-Amz-Date", scope.date_time},
                          {"X-Amz-Target", "Kinesis_20131202." + std::string(action)}};
  if (!session_token_.empty()) headers.emplace_back("X-Amz-Security-Token", session_token_);
  std::string hash = http::to_hex(http::sha256(body));
  http::SignedParts parts{"POST", "/", {}, headers, hash};
  std::string authorization = http::authorization(parts, scope, access_key_, secret_key_);
  headers.emplace_back("Authorization", authorization);
  if (const char* key = std::getenv("PINFLOW_API_KEY")) headers.emplace_back("x-api-key", key);
  TRY_ASSIGN(http::Response answer, client_.send_with("POST", "/", headers, std::move(body)));
  TRY(status_of(answer));
  return answer.body;
}

}  // namespace pinflow::app
