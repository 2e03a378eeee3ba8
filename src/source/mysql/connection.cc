#include "source/mysql/connection.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

namespace pinflow::source {
namespace {

constexpr unsigned int kConnectSecondsMax = 10;
constexpr unsigned int kAnswerSecondsMax = 300;  // Counting a large table takes its time.

Code code_of(unsigned int error) {
  switch (error) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_HOST_NOT_PRIVILEGED:
    case CR_SSL_CONNECTION_ERROR:
      return Code::kDenied;
    case ER_BAD_DB_ERROR:
    case ER_NO_SUCH_TABLE:
      return Code::kNotFound;
    case ER_TABLE_EXISTS_ERROR:
      return Code::kAlreadyExists;
    case ER_DATA_TOO_LONG:
    case ER_WARN_DATA_OUT_OF_RANGE:
    case ER_TRUNCATED_WRONG_VALUE:
    case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    case ER_BAD_NULL_ERROR:
    case ER_BAD_FIELD_ERROR:
    case ER_WRONG_VALUE_COUNT_ON_ROW:
      return Code::kInvalidArgument;
    default:
      return Code::kUnavailable;
  }
}

std::string_view advice_for(unsigned int error) {
  switch (error) {
    case ER_ACCESS_DENIED_ERROR:
      return " (user and password are those of the URL or of the credentials file;"
             " a password may also come from PINFLOW_DB_PASSWORD)";
    case ER_BAD_DB_ERROR:
      return " (make it: CREATE DATABASE name CHARACTER SET utf8mb4)";
    case CR_SSL_CONNECTION_ERROR:
      return " (ssl-mode and ssl-ca say what is asked of the server)";
    default:
      return "";
  }
}

class MysqlConnection final : public SqlConnection {
 public:
  MysqlConnection() : mysql_(mysql_init(nullptr)) { check(mysql_ != nullptr); }
  ~MysqlConnection() override { mysql_close(mysql_); }
  MysqlConnection(const MysqlConnection&) = delete;
  MysqlConnection& operator=(const MysqlConnection&) = delete;

  Status open(const DatabaseAddress& address, Lost lost) {
    place_ = "mysql: " + address.host + ":" + std::to_string(address.port);
    set_tls(address);
    const my_bool reconnect = lost == Lost::kReconnect ? 1 : 0;
    const unsigned int no_files = 0;
    const unsigned int protocol = MYSQL_PROTOCOL_TCP;  // "localhost" is no socket file.
    mysql_options(mysql_, MYSQL_OPT_RECONNECT, &reconnect);
    mysql_options(mysql_, MYSQL_OPT_LOCAL_INFILE, &no_files);
    mysql_options(mysql_, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(mysql_, MYSQL_OPT_CONNECT_TIMEOUT, &kConnectSecondsMax);
    mysql_options(mysql_, MYSQL_OPT_READ_TIMEOUT, &kAnswerSecondsMax);
    mysql_options(mysql_, MYSQL_OPT_WRITE_TIMEOUT, &kAnswerSecondsMax);
    mysql_options(mysql_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // A text that is too long must be an error, never a shorter text.
    mysql_options(mysql_, MYSQL_INIT_COMMAND, "SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
    if (mysql_real_connect(mysql_, address.host.c_str(), address.user.c_str(),
                           address.password.c_str(), address.database.c_str(), address.port,
                           nullptr, 0) == nullptr) {
      return failure();
    }
    if (address.ssl_mode >= SslMode::kRequired && mysql_get_ssl_cipher(mysql_) == nullptr) {
      return Status(Code::kDenied, place_ + ": ssl-mode asks for TLS, the server has none");
    }
    return Status();
  }

  Result<std::vector<TextRow>> run(std::string_view sql) override {
    if (mysql_real_query(mysql_, sql.data(), sql.size()) != 0) return failure();
    MYSQL_RES* result = mysql_store_result(mysql_);
    std::vector<TextRow> rows;
    if (result == nullptr) {  // The statement gives no rows, or they could not be read.
      if (mysql_errno(mysql_) != 0) return failure();
      return rows;
    }
    rows.reserve(mysql_num_rows(result));
    const unsigned int column_count = mysql_num_fields(result);
    while (const MYSQL_ROW cells = mysql_fetch_row(result)) {
      const unsigned long* sizes = mysql_fetch_lengths(result);
      TextRow& row = rows.emplace_back(column_count);
      for (unsigned int column = 0; column < column_count; ++column) {
        if (cells[column] != nullptr) row[column].emplace(cells[column], sizes[column]);
      }
    }
    mysql_free_result(result);
    return rows;
  }

  void append_quoted(std::string_view text, std::string* sql) const override {
    const size_t begin = sql->size();
    sql->resize(begin + 2 * text.size() + 3);
    (*sql)[begin] = '\'';
    const unsigned long size =
        mysql_real_escape_string(mysql_, sql->data() + begin + 1, text.data(), text.size());
    sql->resize(begin + 1 + size);
    *sql += '\'';
  }

  std::string quote_name(std::string_view name) const override { return quote_between('`', name); }

 private:
  // The library takes TLS where the server has it; who asks for more must look afterwards.
  void set_tls(const DatabaseAddress& address) {
    const my_bool wanted = address.ssl_mode == SslMode::kDisabled ? 0 : 1;
    const my_bool verified = address.ssl_mode == SslMode::kVerifyIdentity ? 1 : 0;
    if (wanted != 0 && !address.ssl_ca_file.empty()) {
      mysql_ssl_set(mysql_, nullptr, nullptr, address.ssl_ca_file.c_str(), nullptr, nullptr);
    }
    mysql_options(mysql_, MYSQL_OPT_SSL_ENFORCE, &wanted);
    mysql_options(mysql_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verified);
  }

  Status failure() const {
    const unsigned int error = mysql_errno(mysql_);
    return Status(code_of(error),
                  place_ + ": " + mysql_error(mysql_) + std::string(advice_for(error)));
  }

  MYSQL* mysql_;
  std::string place_;  // For messages.
};

}  // namespace

Result<std::unique_ptr<SqlConnection>> connect_mysql(const DatabaseAddress& address, Lost lost) {
  auto connection = std::make_unique<MysqlConnection>();
  TRY(connection->open(address, lost));
  return std::unique_ptr<SqlConnection>(std::move(connection));
}

}  // namespace pinflow::source
