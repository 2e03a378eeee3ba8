#include "gateway/kinesis/signature.h"

#include <array>

#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::string_view kQueryParameters[] = {
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"};
constexpr std::string_view kHeaderParameters[] = {"Credential", "Signature", "SignedHeaders"};

Status incomplete(std::string message) {
  return Status(Code::kDenied, std::move(message)).named("IncompleteSignatureException");
}

// "Credential=a/b" of "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=…".
std::string_view parameter_of(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    size_t end = std::min(header.find_first_of(", "), header.size());
    std::string_view part = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    bool is_it = part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=';
    if (is_it) return part.substr(name.size() + 1);
  }
  return {};
}

Status check_header_form(const http::Request& request, std::string_view header) {
  std::string missing;
  for (std::string_view name : kHeaderParameters) {
    if (!parameter_of(header, name).empty()) continue;
    missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
  }
  if (!request.header("X-Amz-Date") && !request.header("Date")) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (missing.empty()) return Status();
  return incomplete(missing + "Authorization=" + std::string(header));
}

Status check_query_form(const http::Request& request) {
  std::string missing;
  for (std::string_view name : kQueryParameters) {
    if (!request.query_value(name).value_or("").empty()) continue;
    missing += "AWS query-string parameters must include '" + std::string(name) + "'. ";
  }
  if (missing.empty()) return Status();
  return incomplete(missing + "Re-examine the query-string parameters.");
}

std::string access_key_of(std::string_view credential) {
  return std::string(credential.substr(0, credential.find('/')));
}

}  // namespace

Result<std::string> check_signature(const http::Request& request, const KinesisOptions&) {
  auto header = request.header("Authorization");
  bool is_in_query = request.query_value("X-Amz-Algorithm").has_value();
  if (header && is_in_query) {
    return Status(Code::kDenied,
                  "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as "
                  "HTTP header.")
        .named("InvalidSignatureException");
  }
  if (!header && !is_in_query) {
    return Status(Code::kDenied, "Missing Authentication Token")
        .named("MissingAuthenticationTokenException");
  }
  if (header) {
    TRY(check_header_form(request, *header));
    return access_key_of(parameter_of(*header, "Credential"));
  }
  TRY(check_query_form(request));
  return access_key_of(*request.query_value("X-Amz-Credential"));
}

}  // namespace pinflow::gateway::kinesis
