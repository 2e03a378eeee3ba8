#include "eventlog/kafka/msk_token.h"

#include "base/base64.h"
#include "http/sha256.h"
#include "http/sigv4.h"
#include "http/target.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kService = "kafka-cluster";

std::string base64url(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& letter : text) letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
  return text;
}

}  // namespace

BearerToken msk_token(const AccessKey& key, std::string_view region, UnixMillis now) {
  const http::SigningScope scope{http::amz_date(now), std::string(region), std::string(kService)};
  const std::string host = "kafka." + std::string(region) + ".amazonaws.com";
  http::Fields query = {{"Action", "kafka-cluster:Connect"},
                        {"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
                        {"X-Amz-Credential", key.access_key + "/" + scope.text()},
                        {"X-Amz-Date", scope.date_time},
                        {"X-Amz-Expires", std::to_string(kMskTokenLife.count())}};
  query.emplace_back("X-Amz-SignedHeaders", "host");
  if (!key.session_token.empty()) query.emplace_back("X-Amz-Security-Token", key.session_token);
  const std::string nothing = http::to_hex(http::sha256(""));
  http::SignedParts parts{"GET", "/", query, {{"host", host}}, nothing};

  std::string url = "https://" + host + "/?";
  for (const auto& [name, value] : query) {
    url += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
  }
  url += "X-Amz-Signature=" + http::signature(parts, scope, key.secret_key);
  url += "&User-Agent=pinflow";  // After the signature, which does not count it.
  return {base64url(url), now + kMskTokenLife};
}

std::string msk_region(std::string_view servers) {
  constexpr std::string_view kBefore = ".kafka";  // Or kafka-serverless.
  size_t found = servers.find(kBefore);
  size_t begin = found == std::string_view::npos ? found : servers.find('.', found + 1);
  if (begin == std::string_view::npos) return "";
  size_t end = servers.find(".amazonaws.com", begin);
  if (end == std::string_view::npos) return "";
  return std::string(servers.substr(begin + 1, end - begin - 1));
}

}  // namespace pinflow::eventlog
