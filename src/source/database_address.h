// DatabaseAddress: where a database is and as whom to open it, from a URL or from the exercise's
// credentials file. Whoever reads the YAML or .env file passes what it holds as keys and values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::source {

enum class DatabaseKind { kMysql, kPostgresql };  // MariaDB is a kMysql.

enum class SslMode {  // As MySQL's clients call them.
  kDisabled,
  kPreferred,       // Encrypted where the server can, without proof of whose server it is.
  kRequired,        // Encrypted, without that proof.
  kVerifyIdentity,  // The certificate is of a known authority and of this host.
};

struct DatabaseAddress {
  DatabaseKind kind = DatabaseKind::kMysql;
  std::string host;
  uint16_t port = 3306;  // Of PostgreSQL 5432.
  std::string user;
  std::string password;
  std::string database;
  SslMode ssl_mode = SslMode::kPreferred;
  std::string ssl_ca_file;  // PEM; "" means the system's authorities.
};

// "mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?ssl-mode=VERIFY_IDENTITY&ssl-ca=FILE]", as
// SQLAlchemy writes it too ("mysql+pymysql://", a charset among the options); %XX stands for a
// byte. Likewise "postgresql://", "postgres://" and "mariadb://"; sslmode and sslrootcert with the
// values of PostgreSQL's clients ("verify-full") say the same as ssl-mode and ssl-ca.
// Errors: kInvalidArgument saying what is wrong; never a value.
Result<DatabaseAddress> parse_database_url(std::string_view url);

// From HOST, USER, PASSWORD, DATABASE and PORT, SSL_MODE, SSL_CA (which may be missing), in any
// case, with the prefix RDS_ or DB_ or none. TYPE (mysql, mariadb, postgresql, postgres) says what
// is there; without it the port 5432 is PostgreSQL's, any other one MySQL's. Errors:
// kInvalidArgument naming the key that is missing or wrong; never a value.
Result<DatabaseAddress> read_database_address(const std::map<std::string, std::string>& settings);

}  // namespace pinflow::source
