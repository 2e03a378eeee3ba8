// PostgresqlTestServer: a real PostgreSQL for tests, of the package that `./dev setup --tests`
// installs, with one empty database, "rows".
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/child_process_for_test.h"
#include "source/database_address.h"
#include "source/postgresql/connection.h"

namespace pinflow::source {

class PostgresqlTestServer {
 public:
  // Null where the programs are not installed: the test is skipped then.
  static std::unique_ptr<PostgresqlTestServer> start(
      const std::filesystem::path& folder, const std::vector<std::string>& more_options = {}) {
    const std::filesystem::path programs = find_programs();
    if (programs.empty()) return nullptr;
    std::filesystem::create_directories(folder);
    give_to_nobody(folder);
    if (!make_data(programs, folder)) return nullptr;
    auto server = std::unique_ptr<PostgresqlTestServer>(
        new PostgresqlTestServer(programs, folder, more_options));
    return server->make_database() ? std::move(server) : nullptr;
  }
  const DatabaseAddress& address() const { return address_; }

  // Runs a statement as another client would.
  std::vector<TextRow> run(std::string_view sql) const {
    auto connection = connect_postgresql(address_, Lost::kFail);
    EXPECT_TRUE(connection.ok()) << connection.status().message();
    if (!connection.ok()) return {};
    auto rows = (*connection)->run(sql);
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    return rows.ok() ? *rows : std::vector<TextRow>();
  }

 private:
  PostgresqlTestServer(const std::filesystem::path& programs, const std::filesystem::path& folder,
                       const std::vector<std::string>& more_options)
      : process_(words(programs, folder, more_options), folder / "log") {
    address_.kind = DatabaseKind::kPostgresql;
    address_.host = "127.0.0.1";
    address_.port = port_;
    address_.user = "postgres";
    address_.database = "rows";
  }

  static std::filesystem::path find_programs() {
    std::error_code error;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
      if (std::filesystem::exists(version.path() / "bin/initdb")) return version.path() / "bin";
    }
    return {};
  }

  // The programs refuse to run as root.
  static std::vector<std::string> as_nobody(std::vector<std::string> words) {
    if (::geteuid() != 0) return words;
    std::vector<std::string> all = {"/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup",
                                    "--clear-groups"};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }
  static void give_to_nobody(const std::filesystem::path& folder) {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0) check(::chown(folder.c_str(), kNobody, kNobody) == 0);
  }

  static bool make_data(const std::filesystem::path& programs,
                        const std::filesystem::path& folder) {
    std::string command;
    for (const std::string& word :
         as_nobody({programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres",
                    "--no-locale", "-E", "UTF8", "--no-sync"})) {
      command += "'" + word + "' ";
    }
    return std::system((command + ">'" + (folder / "initdb.log").string() + "' 2>&1").c_str()) == 0;
  }

  std::vector<std::string> words(const std::filesystem::path& programs,
                                 const std::filesystem::path& folder,
                                 const std::vector<std::string>& more_options) const {
    std::vector<std::string> words = {programs / "postgres",      "-D", folder / "data",      "-p",
                                      std::to_string(port_),      "-h", "127.0.0.1",          "-c",
                                      "unix_socket_directories=", "-c", "shared_buffers=2MB", "-F"};
    words.insert(words.end(), more_options.begin(), more_options.end());
    return as_nobody(std::move(words));
  }

  // Waits until the server answers.
  bool make_database() const {
    DatabaseAddress address = address_;
    address.database = "postgres";
    for (int attempt = 0; attempt < 1500; ++attempt) {
      auto connection = connect_postgresql(address, Lost::kFail);
      if (connection.ok()) return (*connection)->run("CREATE DATABASE rows").ok();
      ::usleep(20'000);
    }
    return false;
  }

  const uint16_t port_ = free_port();
  DatabaseAddress address_;
  ChildProcess process_;  // After port_, which it is told.
};

}  // namespace pinflow::source
