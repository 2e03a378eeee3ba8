#include "source/postgresql/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace pinflow::source {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kConnectTimeMax{10};
constexpr unsigned kByteaType = 17;  // Its number in every server.
constexpr const char* kSystemAuthorities = "/etc/ssl/certs/ca-certificates.crt";
// A scan of a table begins at its first row for everyone, and gives the rows in their order.
constexpr const char* kSettings =
    "SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET standard_conforming_strings = on;"
    " SET synchronize_seqscans = off;"
    " SET max_parallel_workers_per_gather = 0; SET statement_timeout = '300s'";

Code code_of(std::string_view state) {
  if (state.starts_with("28") || state == "42501") return Code::kDenied;
  if (state == "3D000" || state == "42P01") return Code::kNotFound;
  if (state == "42P07") return Code::kAlreadyExists;
  bool does_not_fit = state.starts_with("22") || state.starts_with("23") || state == "42703" ||
                      state == "42804" || state == "42601";
  return does_not_fit ? Code::kInvalidArgument : Code::kUnavailable;
}

std::string_view advice_for(std::string_view state) {
  if (state.starts_with("28")) {
    return " (user and password are those of the URL or of the credentials file;"
           " a password may also come from PINFLOW_DB_PASSWORD)";
  }
  if (state == "3D000") return " (make it: CREATE DATABASE name ENCODING 'UTF8')";
  return "";
}

// Of "FATAL:  28P01: password …", in whatever language: the state; "" where there is none.
std::string_view state_in(std::string_view message) {
  constexpr size_t kStateSize = 5;
  for (size_t at = message.find(":  "); at != message.npos; at = message.find(":  ", at + 1)) {
    std::string_view state = message.substr(at + 3, kStateSize);
    bool is_state = state.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == state.npos &&
                    message.substr(at + 3 + kStateSize).starts_with(": ");
    if (is_state) return state;
  }
  return "";
}

std::string first_line(std::string_view message) {
  return std::string(message.substr(0, message.find('\n')));
}

const char* ssl_mode_name(SslMode mode) {
  constexpr std::array<const char*, 4> kNames = {"disable", "prefer", "require", "verify-full"};
  return kNames[static_cast<size_t>(mode)];
}

// One word of what libpq is told: " host='…'".
std::string word(std::string_view name, std::string_view value) {
  std::string text(name);
  text += '\'';
  for (char letter : value) {
    if (letter == '\'' || letter == '\\') text += '\\';
    text += letter;
  }
  return text + '\'';
}

std::string connection_words(const DatabaseAddress& address) {
  std::string words = word(" host=", address.host) + word(" port=", std::to_string(address.port)) +
                      word(" user=", address.user) + word(" password=", address.password) +
                      word(" dbname=", address.database) +
                      word(" sslmode=", ssl_mode_name(address.ssl_mode)) +
                      " client_encoding=UTF8 gssencmode=disable application_name=pinflow";
  if (address.ssl_mode != SslMode::kVerifyIdentity) return words;
  bool is_named = !address.ssl_ca_file.empty();
  return words + word(" sslrootcert=", is_named ? address.ssl_ca_file : kSystemAuthorities);
}

class LibpqConnection final : public PostgresqlConnection {
 public:
  LibpqConnection(DatabaseAddress address, Lost lost)
      : address_(std::move(address)),
        place_("postgresql: " + address_.host + ":" + std::to_string(address_.port)),
        lost_(lost) {}
  ~LibpqConnection() override { PQfinish(connection_); }
  LibpqConnection(const LibpqConnection&) = delete;
  LibpqConnection& operator=(const LibpqConnection&) = delete;

  Status open() {
    PQfinish(connection_);
    connection_ = PQconnectStart(connection_words(address_).c_str());
    check(connection_ != nullptr);
    // So that a refusal tells its state, whatever language the server speaks.
    PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);
    TRY(wait_until_open());
    PQsetErrorVerbosity(connection_, PQERRORS_DEFAULT);
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
    return run_once(kSettings).status();
  }

  Result<std::vector<TextRow>> run(std::string_view sql) override {
    auto rows = run_once(sql);
    bool is_lost = !rows.ok() && PQstatus(connection_) == CONNECTION_BAD;
    if (!is_lost || lost_ == Lost::kFail) return rows;
    TRY(open());
    return run_once(sql);
  }

  Status copy(std::string_view sql, std::string_view lines) override {
    PGresult* began = PQexec(connection_, std::string(sql).c_str());
    if (PQresultStatus(began) != PGRES_COPY_IN) return failure(began);
    PQclear(began);
    constexpr size_t kPieceBytes = 1 << 20;
    for (; !lines.empty(); lines.remove_prefix(std::min(lines.size(), kPieceBytes))) {
      std::string_view piece = lines.substr(0, kPieceBytes);
      if (PQputCopyData(connection_, piece.data(), static_cast<int>(piece.size())) != 1) break;
    }
    PQputCopyEnd(connection_, nullptr);
    PGresult* ended = PQgetResult(connection_);
    if (PQresultStatus(ended) != PGRES_COMMAND_OK) return failure(ended);
    PQclear(ended);
    PQclear(PQgetResult(connection_));  // Nothing: the statement has ended.
    return Status();
  }

  void append_quoted(std::string_view text, std::string* sql) const override {
    const size_t begin = sql->size();
    sql->resize(begin + 2 * text.size() + 3);
    (*sql)[begin] = '\'';
    const size_t size =
        PQescapeStringConn(connection_, sql->data() + begin + 1, text.data(), text.size(), nullptr);
    sql->resize(begin + 1 + size);
    *sql += '\'';
  }

  std::string quote_name(std::string_view name) const override { return quote_between('"', name); }

 private:
  Status wait_until_open() {
    const auto end = SteadyClock::now() + kConnectTimeMax;
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
      if (step == PGRES_POLLING_FAILED) return connect_failure();
      auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock::now());
      pollfd wanted{PQsocket(connection_),
                    static_cast<int16_t>(step == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
      int ready = left.count() > 0 ? ::poll(&wanted, 1, static_cast<int>(left.count())) : 0;
      if (ready == 0) return Status(Code::kUnavailable, place_ + ": no answer in 10 s");
      step = PQconnectPoll(connection_);
    }
    return Status();
  }

  Status connect_failure() const {
    const std::string message = PQerrorMessage(connection_);
    const std::string_view state = state_in(message);
    if (!state.empty()) {
      size_t at = message.find(std::string(state) + ": ") + state.size() + 2;
      return Status(code_of(state), place_ + ": " + first_line(message.substr(at)) +
                                        std::string(advice_for(state)));
    }
    if (PQconnectionNeedsPassword(connection_) == 1) {
      return Status(Code::kDenied,
                    place_ + ": a password is wanted" + std::string(advice_for("28")));
    }
    // What this side says of the certificate, or that there is no TLS, has no state.
    bool is_tls =
        message.find("SSL") != message.npos || message.find("certificate") != message.npos;
    return Status(is_tls ? Code::kDenied : Code::kUnavailable,
                  place_ + ": " + first_line(message) +
                      (is_tls ? " (sslmode and sslrootcert say what is asked of the server)" : ""));
  }

  // Takes the result.
  Status failure(PGresult* result) const {
    const char* given = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = given == nullptr ? "" : given;
    const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string message =
        primary == nullptr ? first_line(PQerrorMessage(connection_)) : primary;
    PQclear(result);
    return Status(code_of(state), place_ + ": " + message + std::string(advice_for(state)));
  }

  Result<std::vector<TextRow>> run_once(std::string_view sql) {
    PGresult* result = PQexec(connection_, std::string(sql).c_str());
    const ExecStatusType outcome = PQresultStatus(result);
    if (outcome != PGRES_TUPLES_OK && outcome != PGRES_COMMAND_OK) return failure(result);
    std::vector<TextRow> rows(static_cast<size_t>(PQntuples(result)));
    for (size_t row = 0; row < rows.size(); ++row) {
      for (int column = 0; column < PQnfields(result); ++column) {
        rows[row].push_back(cell(result, static_cast<int>(row), column));
      }
    }
    PQclear(result);
    return rows;
  }

  static std::optional<std::string> cell(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) == 1) return std::nullopt;
    const char* text = PQgetvalue(result, row, column);
    if (PQftype(result, column) != kByteaType) {
      return std::string(text, static_cast<size_t>(PQgetlength(result, row, column)));
    }
    size_t size = 0;
    unsigned char* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size);
    std::string plain(reinterpret_cast<const char*>(bytes), size);
    PQfreemem(bytes);
    return plain;
  }

  const DatabaseAddress address_;
  const std::string place_;  // For messages.
  const Lost lost_;
  PGconn* connection_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<PostgresqlConnection>> connect_postgresql(const DatabaseAddress& address,
                                                                 Lost lost) {
  auto connection = std::make_unique<LibpqConnection>(address, lost);
  TRY(connection->open());
  return std::unique_ptr<PostgresqlConnection>(std::move(connection));
}

}  // namespace pinflow::source
