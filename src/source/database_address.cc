#include "source/database_address.h"

#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace pinflow::source {
namespace {

using Settings = std::map<std::string, std::string>;

Status wrong(std::string_view what) {
  return Status(Code::kInvalidArgument, "database address: " + std::string(what));
}

std::string upper(std::string_view text) {
  std::string raised(text);
  for (char& letter : raised) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return raised;
}

Result<uint16_t> parse_port(std::string_view text) {
  uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (read.ec != std::errc() || read.ptr != end || port == 0) {
    return wrong("'PORT' is not a port number");
  }
  return port;
}

// By the name that MySQL's clients have for it, or PostgreSQL's.
Result<SslMode> parse_ssl_mode(std::string_view text) {
  static constexpr std::array<std::array<std::string_view, 2>, 4> kNames = {
      {{"DISABLED", "DISABLE"},
       {"PREFERRED", "PREFER"},
       {"REQUIRED", "REQUIRE"},
       {"VERIFY_IDENTITY", "VERIFY-FULL"}}};
  for (size_t index = 0; index < kNames.size(); ++index) {
    const std::string raised = upper(text);
    if (raised == kNames[index][0] || raised == kNames[index][1]) {
      return static_cast<SslMode>(index);
    }
  }
  return wrong(
      "'ssl-mode' is none of DISABLED, PREFERRED, REQUIRED, VERIFY_IDENTITY (disable, prefer,"
      " require, verify-full)");
}

Result<DatabaseKind> parse_kind(std::string_view text) {
  const std::string raised = upper(text);
  if (raised == "MYSQL" || raised == "MARIADB") return DatabaseKind::kMysql;
  if (raised == "POSTGRESQL" || raised == "POSTGRES") return DatabaseKind::kPostgresql;
  return wrong("neither mysql nor postgresql");
}

uint16_t default_port(DatabaseKind kind) { return kind == DatabaseKind::kPostgresql ? 5432 : 3306; }

Result<std::string> decode(std::string_view text) {
  std::string plain;
  for (size_t index = 0; index < text.size(); ++index) {
    if (text[index] != '%') {
      plain += text[index];
      continue;
    }
    uint8_t byte = 0;
    const char* digits = text.data() + index + 1;
    if (index + 2 >= text.size() ||
        std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
      return wrong("'%' without two hexadecimal digits behind it (write a percent sign as %25)");
    }
    plain += static_cast<char>(byte);
    index += 2;
  }
  return plain;
}

// Cuts the text at the first such letter: what was before it; all of it when there is none.
std::string_view cut(std::string_view* text, char letter) {
  const size_t end = std::min(text->find(letter), text->size());
  const std::string_view before = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return before;
}

Status read_options(std::string_view options, DatabaseAddress* address) {
  while (!options.empty()) {
    std::string_view value = cut(&options, '&');
    const std::string_view name = cut(&value, '=');
    TRY_ASSIGN(const std::string plain, decode(value));
    if (name == "ssl-mode" || name == "sslmode") {
      TRY_ASSIGN(address->ssl_mode, parse_ssl_mode(plain));
    } else if (name == "ssl-ca" || name == "sslrootcert") {
      address->ssl_ca_file = plain;
    } else if (name != "charset" && name != "client_encoding") {  // It is UTF-8 always.
      return wrong("unknown option '" + std::string(name) + "' (there are ssl-mode and ssl-ca)");
    }
  }
  return Status();
}

// The value of the key in any case, with one of the prefixes or none.
std::optional<std::string> find(const Settings& settings, const std::string& name) {
  for (const std::string& wanted : {name, "RDS_" + name, "DB_" + name}) {
    for (const auto& [key, value] : settings) {
      if (upper(key) == wanted) return value;
    }
  }
  return std::nullopt;
}

Result<std::string> require(const Settings& settings, const std::string& name) {
  auto value = find(settings, name);
  if (value && !value->empty()) return *value;
  return wrong("'" + name + "' is missing");
}

}  // namespace

Result<DatabaseAddress> parse_database_url(std::string_view url) {
  static constexpr std::string_view kForm =
      "it must look like mysql://USER@HOST:3306/DATABASE, or postgresql://USER@HOST:5432/DATABASE";
  const size_t scheme_end = url.find("://");
  if (scheme_end == url.npos) return wrong(kForm);
  const std::string_view scheme = url.substr(0, std::min(url.find('+'), scheme_end));
  const Result<DatabaseKind> kind = parse_kind(scheme);
  if (!kind.ok()) return wrong(kForm);
  url.remove_prefix(scheme_end + 3);
  std::string_view place = cut(&url, '?');
  DatabaseAddress address;
  address.kind = *kind;
  address.port = default_port(*kind);
  TRY(read_options(url, &address));
  const size_t at = place.rfind('@');  // Passwords may hold one that is not encoded.
  if (at == place.npos) return wrong(kForm);
  std::string_view password = place.substr(0, at);
  const std::string_view user = cut(&password, ':');
  place.remove_prefix(at + 1);
  std::string_view port = cut(&place, '/');
  const std::string_view host = cut(&port, ':');
  TRY_ASSIGN(address.user, decode(user));
  TRY_ASSIGN(address.password, decode(password));
  TRY_ASSIGN(address.host, decode(host));
  TRY_ASSIGN(address.database, decode(place));
  if (!port.empty()) {
    TRY_ASSIGN(address.port, parse_port(port));
  }
  if (address.user.empty() || address.host.empty() || address.database.empty()) return wrong(kForm);
  return address;
}

Result<DatabaseAddress> read_database_address(const Settings& settings) {
  DatabaseAddress address;
  TRY_ASSIGN(address.host, require(settings, "HOST"));
  TRY_ASSIGN(address.user, require(settings, "USER"));
  TRY_ASSIGN(address.password, require(settings, "PASSWORD"));
  TRY_ASSIGN(address.database, require(settings, "DATABASE"));
  const auto kind = find(settings, "TYPE");
  if (kind) {
    TRY_ASSIGN(address.kind, parse_kind(*kind));
    address.port = default_port(address.kind);
  }
  if (const auto port = find(settings, "PORT")) {
    TRY_ASSIGN(address.port, parse_port(*port));
    bool is_postgresql = !kind && address.port == default_port(DatabaseKind::kPostgresql);
    if (is_postgresql) address.kind = DatabaseKind::kPostgresql;
  }
  if (const auto mode = find(settings, "SSL_MODE")) {
    TRY_ASSIGN(address.ssl_mode, parse_ssl_mode(*mode));
  }
  address.ssl_ca_file = find(settings, "SSL_CA").value_or("");
  return address;
}

}  // namespace pinflow::source
