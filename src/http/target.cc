#include "http/target.h"

#include <algorithm>
#include <array>

namespace pinflow::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// One part of a query, where '+' is a space.
std::string decode_query_part(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

// "http://host:8082/topics" -> "/topics".
std::string_view without_authority(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    bool complete = text[i] == '%' && i + 2 < text.size();
    int high = complete ? hex_digit(text[i + 1]) : -1;
    int low = complete ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded += text[i];
    } else {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

Fields parse_query(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (part.empty()) continue;
    size_t equals = std::min(part.find('='), part.size());
    std::string_view value = part.substr(std::min(part.size(), equals + 1));
    fields.emplace_back(decode_query_part(part.substr(0, equals)), decode_query_part(value));
  }
  return fields;
}

Status parse_target(std::string_view target, Request* request) {
  bool has_control = std::any_of(target.begin(), target.end(),
                                 [](unsigned char c) { return c <= ' ' || c == 0x7f; });
  std::string_view local = without_authority(target.substr(0, target.find('#')));
  if (has_control || (!local.starts_with('/') && local != "*")) {
    return Status(Code::kInvalidArgument, "target: not a path");
  }
  std::string_view path = local.substr(0, local.find('?'));
  request->target = local;
  request->path = percent_decode(path);
  request->query = parse_query(local.substr(std::min(local.size(), path.size() + 1)));
  return Status();
}

}  // namespace pinflow::http
