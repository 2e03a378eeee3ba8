#include "objects/s3/credential_chain.h"

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "http/target.h"
#include "json/document.h"
#include "objects/s3/answers.h"
#include "objects/s3/profile_file.h"

namespace pinflow::objects {
namespace {

constexpr const char* kInstanceService = "http://169.254.169.254";
constexpr const char* kContainerService = "http://169.254.170.2";

// A place that has none: the next one is asked.
Status not_here() { return Status(Code::kNotFound, "no credentials here"); }

// Answers of the metadata services.
Result<Credentials> read_json(std::string_view text) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(text));
  auto member = [&](std::string_view name) {
    auto element = root[name];
    return std::string(element ? element->as_string().value_or("") : "");
  };
  Credentials credentials{member("AccessKeyId"), member("SecretAccessKey"), member("Token"),
                          parse_iso_time(member("Expiration"))};
  if (credentials.empty()) return Status(Code::kUnavailable, "metadata service: no access key");
  return credentials;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.pop_back();
  }
  return text;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
}

std::string sts_url(std::string_view region, const Environment& environment) {
  std::string url = environment("AWS_ENDPOINT_URL_STS");
  while (url.ends_with('/')) url.pop_back();
  if (!url.empty()) return url;
  const std::string domain = region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return "https://sts." + std::string(region) + domain;
}

CredentialChain::CredentialChain(Credentials fixed, std::string region, Environment environment,
                                 const Clock& clock)
    : fixed_(std::move(fixed)),
      region_(std::move(region)),
      environment_(std::move(environment)),
      transfers_({std::chrono::milliseconds(1000), std::chrono::milliseconds(2000)}),
      kept_(clock) {}

Result<Credentials> CredentialChain::get() {
  if (!fixed_.empty()) return fixed_;
  return kept_.get([this] { return find(); });
}

void CredentialChain::forget() { kept_.forget(); }

Result<Credentials> CredentialChain::find() {
  for (auto place : {&CredentialChain::from_environment, &CredentialChain::from_web_identity,
                     &CredentialChain::from_profile, &CredentialChain::from_container,
                     &CredentialChain::from_instance}) {
    Result<Credentials> found = (this->*place)();
    if (found.ok() || found.status().code() != Code::kNotFound) return found;
  }
  return Status(Code::kDenied,
                "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or have a "
                "profile in ~/.aws/credentials, a web identity token or an instance role");
}

Result<std::string> CredentialChain::ask(const TransferRequest& request) {
  Result<http::Response> response = transfers_.run(request);
  if (!response.ok()) return response.status().with_context("credentials");
  if (response->status == 200) return response->body;
  std::string server = request.url.substr(0, request.url.find('?'));
  Code code = response->status >= 500 ? Code::kUnavailable : Code::kDenied;
  return Status(code, "credentials: " + server + ": HTTP status " +
                          std::to_string(response->status) + " " +
                          read_fault(response->body).message);
}

Result<Credentials> CredentialChain::from_environment() {
  Credentials credentials{environment_("AWS_ACCESS_KEY_ID"), environment_("AWS_SECRET_ACCESS_KEY"),
                          environment_("AWS_SESSION_TOKEN")};
  if (credentials.empty()) return not_here();
  return credentials;
}

Result<Credentials> CredentialChain::from_web_identity() {
  std::string token_file = environment_("AWS_WEB_IDENTITY_TOKEN_FILE");
  std::string role = environment_("AWS_ROLE_ARN");
  if (token_file.empty() || role.empty()) return not_here();
  TRY_ASSIGN(std::string token, read_file(token_file));
  std::string session = environment_("AWS_ROLE_SESSION_NAME");
  TransferRequest request;
  request.method = "POST";
  request.url = sts_url(region_, environment_) + "/";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  std::string form =
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + http::percent_encode(role) +
      "&RoleSessionName=" + http::percent_encode(session.empty() ? "pinflow" : session) +
      "&WebIdentityToken=" + http::percent_encode(trimmed(std::move(token)));
  request.body = form;
  TRY_ASSIGN(std::string body, ask(request));
  return read_assumed_role(body, "AssumeRoleWithWebIdentity");
}

Result<Credentials> CredentialChain::from_profile() {
  std::string profile = environment_("AWS_PROFILE");
  std::string home = environment_("HOME") + "/.aws/";
  std::string file = environment_("AWS_SHARED_CREDENTIALS_FILE");
  std::string config_file = environment_("AWS_CONFIG_FILE");
  if (profile.empty()) profile = "default";
  std::string in_config = profile == "default" ? profile : "profile " + profile;
  for (const auto& [path, section] :
       {std::pair(file.empty() ? home + "credentials" : file, profile),
        std::pair(config_file.empty() ? home + "config" : config_file, in_config)}) {
    Result<std::string> text = read_file(path);
    if (!text.ok()) continue;
    auto settings = profile_section(*text, section);
    Credentials credentials{settings["aws_access_key_id"], settings["aws_secret_access_key"],
                            settings["aws_session_token"]};
    if (!credentials.empty()) return credentials;
  }
  return not_here();
}

Result<Credentials> CredentialChain::from_container() {
  std::string relative = environment_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  std::string full = environment_("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (relative.empty() && full.empty()) return not_here();
  TransferRequest request;
  request.method = "GET";
  request.url = relative.empty() ? full : kContainerService + relative;
  std::string token = environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (std::string file = environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
    TRY_ASSIGN(token, read_file(file));
  }
  if (!token.empty()) request.headers = {{"Authorization", trimmed(std::move(token))}};
  TRY_ASSIGN(std::string body, ask(request));
  return read_json(body);
}

Result<Credentials> CredentialChain::from_instance() {
  if (environment_("AWS_EC2_METADATA_DISABLED") == "true") return not_here();
  std::string service = environment_("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (service.empty()) service = kInstanceService;
  while (service.ends_with('/')) service.pop_back();
  TransferRequest request;
  request.method = "PUT";
  request.url = service + "/latest/api/token";
  request.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  Result<std::string> token = ask(request);
  if (!token.ok()) return not_here();  // Not on an instance.
  request.method = "GET";
  request.headers = {{"X-aws-ec2-metadata-token", *token}};
  request.url = service + "/latest/meta-data/iam/security-credentials/";
  Result<std::string> roles = ask(request);
  if (!roles.ok() || roles->empty()) return not_here();  // An instance without a role.
  request.url += roles->substr(0, roles->find('\n'));
  TRY_ASSIGN(std::string body, ask(request));
  return read_json(body);
}

}  // namespace pinflow::objects
