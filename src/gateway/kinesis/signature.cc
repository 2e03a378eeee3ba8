#include "gateway/kinesis/signature.h"

#include <algorithm>
#include <array>
#include <vector>

#include "gateway/kinesis/fault.h"
#include "http/sha256.h"
#include "http/sigv4.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr std::string_view kQueryParameters[] = {
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"};
constexpr std::string_view kService = "kinesis";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::array<std::string_view, 3> kHeaderParameters = {"Credential", "Signature",
                                                               "SignedHeaders"};

Status incomplete(std::string message) {
  return Status(Code::kDenied, std::move(message)).named("IncompleteSignatureException");
}

// The values of kHeaderParameters in "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=…", "" of
// those that are not there.
using HeaderParameters = std::array<std::string_view, kHeaderParameters.size()>;

HeaderParameters parameters_of(std::string_view header) {
  HeaderParameters values;
  while (!header.empty()) {
    const size_t end = std::min(header.find(','), header.find(' '));
    std::string_view part = header.substr(0, end);
    header.remove_prefix(std::min(part.size() + 1, header.size()));
    const size_t equals = part.find('=');
    if (equals == part.npos) continue;
    for (size_t i = 0; i < values.size(); ++i) {
      const bool is_it = part.substr(0, equals) == kHeaderParameters[i];
      if (is_it && values[i].data() == nullptr) values[i] = part.substr(equals + 1);
    }
  }
  return values;
}

Status check_header_form(const http::Request& request, std::string_view header,
                         const HeaderParameters& values) {
  std::string missing;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!values[i].empty()) continue;
    missing +=
        "Authorization header requires '" + std::string(kHeaderParameters[i]) + "' parameter. ";
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

// What a signature says of itself, wherever it stands.
struct Claim {
  std::vector<std::string_view> credential;  // Access key, date, region, service, "aws4_request".
  std::string_view signed_headers;
  std::string_view signature;
  std::string_view date_time;
  std::string_view session_token;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Claim claim_in_header(const http::Request& request, const HeaderParameters& values) {
  const auto& [credential, signature, signed_headers] = values;
  auto date = request.header("X-Amz-Date");
  return {split(credential, '/'), signed_headers, signature,
          date ? *date : request.header("Date").value_or(""),
          request.header("X-Amz-Security-Token").value_or("")};
}

Claim claim_in_query(const http::Request& request) {
  auto value = [&](std::string_view name) { return request.query_value(name).value_or(""); };
  return {split(value("X-Amz-Credential"), '/'), value("X-Amz-SignedHeaders"),
          value("X-Amz-Signature"), value("X-Amz-Date"), value("X-Amz-Security-Token")};
}

Status invalid(std::string message) {
  return Status(Code::kDenied, std::move(message)).named("InvalidSignatureException");
}

Status check_scope(const Claim& claim, const KinesisOptions& options) {
  std::string message;
  const auto& parts = claim.credential;
  std::string_view date = claim.date_time.substr(0, claim.date_time.find('T'));
  if (parts[2] != options.region) {
    message +=
        "Credential should be scoped to a valid region, not '" + std::string(parts[2]) + "'. ";
  }
  if (parts[3] != kService) {
    message += "Credential should be scoped to correct service: '" + std::string(kService) + "'. ";
  }
  if (parts[4] != kTerminator) {
    message += "Credential should be scoped with a valid terminator: '" + std::string(kTerminator) +
               "', not '" + std::string(parts[4]) + "'. ";
  }
  if (parts[1] != date) {
    message +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
        "from HTTP: '" +
        std::string(parts[1]) + "' != '" + std::string(date) + "', from '" +
        std::string(claim.date_time) + "'. ";
  }
  return message.empty() ? Status() : invalid(std::move(message));
}

// Times of this form compare as texts.
Status check_time(const Claim& claim, UnixMillis now) {
  std::string given(claim.date_time);
  std::string earliest = http::amz_date(now - kClockSkewMax);
  std::string latest = http::amz_date(now + kClockSkewMax);
  std::string at = http::amz_date(now);
  if (given < earliest) {
    return invalid("Signature expired: " + given + " is now earlier than " + earliest + " (" + at +
                   " - 5 min.)");
  }
  if (given > latest) {
    return invalid("Signature not yet current: " + given + " is still later than " + latest + " (" +
                   at + " + 5 min.)");
  }
  return Status();
}

std::string expected_signature(const http::Request& request, const Claim& claim,
                               const Credential& credential) {
  http::Fields query = request.query;
  std::erase_if(query, [](const auto& field) { return field.first == "X-Amz-Signature"; });
  http::Fields headers;
  for (std::string_view name : split(claim.signed_headers, ';')) {
    headers.emplace_back(name, request.header(name).value_or(""));
  }
  std::string payload_sha256 = http::to_hex(http::sha256(request.body));
  http::SignedParts parts{request.method,
                          std::string_view(request.target).substr(0, request.target.find('?')),
                          std::move(query), std::move(headers), payload_sha256};
  return http::signature(parts,
                         {std::string(claim.date_time), std::string(claim.credential[2]),
                          std::string(claim.credential[3])},
                         credential.secret_key);
}

Result<const Credential*> verify(const http::Request& request, const Claim& claim,
                                 const KinesisOptions& options) {
  if (claim.credential.size() != 5) {
    return incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got '" +
        std::string(claim.credential.front()) + "'");
  }
  auto owner = std::find_if(
      options.credentials.begin(), options.credentials.end(),
      [&](const Credential& one) { return one.access_key == claim.credential.front(); });
  bool is_known = owner != options.credentials.end() &&
                  http::equal_in_constant_time(owner->session_token, claim.session_token);
  if (!is_known) {
    return Status(Code::kDenied, "The security token included in the request is invalid.")
        .named("UnrecognizedClientException");
  }
  TRY(check_scope(claim, options));
  TRY(check_time(claim, options.clock->now()));
  bool is_right =
      http::equal_in_constant_time(expected_signature(request, claim, *owner), claim.signature);
  if (is_right) return &*owner;
  return invalid(
      "The request signature we calculated does not match the signature you provided. Check your "
      "AWS Secret Access Key and signing method. Consult the service documentation for details.");
}

}  // namespace

Result<const Credential*> check_signature(const http::Request& request,
                                          const KinesisOptions& options) {
  auto header = request.header("Authorization");
  bool is_in_query = request.query_value("X-Amz-Algorithm").has_value();
  if (header && is_in_query) {
    return invalid(
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  }
  if (!header && !is_in_query) {
    return Status(Code::kDenied, "Missing Authentication Token")
        .named("MissingAuthenticationTokenException");
  }
  const HeaderParameters in_header = parameters_of(header.value_or(""));
  TRY(header ? check_header_form(request, *header, in_header) : check_query_form(request));
  if (options.credentials.empty()) return nullptr;
  return verify(request, header ? claim_in_header(request, in_header) : claim_in_query(request),
                options);
}

}  // namespace pinflow::gateway::kinesis
