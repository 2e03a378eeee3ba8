#include "http/sigv4.h"

#include <algorithm>
#include <ctime>
#include <map>

#include "http/sha256.h"
#include "http/target.h"

namespace pinflow::http {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lowered;
}

// Without blanks at the ends, runs of them made one.
std::string trimmed(std::string_view text) {
  std::string plain;
  for (char c : text) {
    bool is_blank = c == ' ' || c == '\t';
    if (!is_blank)
      plain += c;
    else if (!plain.empty() && plain.back() != ' ')
      plain += ' ';
  }
  if (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

// By lower-case name; values of a repeated one joined.
std::map<std::string, std::string> canonical_headers(const Fields& headers) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : headers) {
    auto [place, is_new] = sorted.try_emplace(lower_case(name), trimmed(value));
    if (!is_new) place->second += "," + trimmed(value);
  }
  return sorted;
}

std::string canonical_query(const Fields& query) {
  Fields encoded;
  for (const auto& [name, value] : query) {
    encoded.emplace_back(percent_encode(name), percent_encode(value));
  }
  std::ranges::sort(encoded);
  std::string text;
  for (const auto& [name, value] : encoded) {
    text += (text.empty() ? "" : "&") + name + "=" + value;
  }
  return text;
}

std::string encode_parts(std::string_view path) {
  std::string encoded;
  for (size_t begin = 0; begin < path.size();) {
    size_t end = std::min(path.find('/', begin), path.size());
    encoded += percent_encode(path.substr(begin, end - begin));
    if (end < path.size()) encoded += '/';
    begin = end + 1;
  }
  return encoded;
}

std::string canonical_request(const SignedParts& parts) {
  std::string text(parts.method);
  text += "\n" + (parts.encode_path_again ? encode_parts(parts.path) : std::string(parts.path));
  if (parts.path.empty()) text += "/";
  text += "\n" + canonical_query(parts.query) + "\n";
  for (const auto& [name, value] : canonical_headers(parts.headers)) {
    text += name + ":" + value + "\n";
  }
  text += "\n" + signed_header_names(parts.headers) + "\n";
  text += parts.payload_sha256;
  return text;
}

std::string_view bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

std::string SigningScope::text() const {
  return date_time.substr(0, 8) + "/" + region + "/" + service + "/aws4_request";
}

std::string amz_date(UnixMillis time) {
  std::time_t seconds = to_int64(time) / 1000;
  std::tm utc = {};
  ::gmtime_r(&seconds, &utc);
  char text[] = "YYYYMMDDThhmmssZ";
  return {text, std::strftime(text, sizeof(text), "%Y%m%dT%H%M%SZ", &utc)};
}

std::string signed_header_names(const Fields& headers) {
  std::string names;
  for (const auto& [name, value] : canonical_headers(headers)) {
    names += (names.empty() ? "" : ";") + name;
  }
  return names;
}

std::string signature(const SignedParts& parts, const SigningScope& scope,
                      std::string_view secret_key) {
  std::string to_sign = std::string(kAlgorithm) + "\n" + scope.date_time + "\n" + scope.text() +
                        "\n" + to_hex(sha256(canonical_request(parts)));
  Sha256 key = hmac_sha256("AWS4" + std::string(secret_key), scope.date_time.substr(0, 8));
  key = hmac_sha256(bytes(key), scope.region);
  key = hmac_sha256(bytes(key), scope.service);
  key = hmac_sha256(bytes(key), "aws4_request");
  return to_hex(hmac_sha256(bytes(key), to_sign));
}

std::string authorization(const SignedParts& parts, const SigningScope& scope,
                          std::string_view access_key, std::string_view secret_key) {
  return std::string(kAlgorithm) + " Credential=" + std::string(access_key) + "/" + scope.text() +
         ", SignedHeaders=" + signed_header_names(parts.headers) +
         ", Signature=" + signature(parts, scope, secret_key);
}

}  // namespace pinflow::http
