// MariaDbTestServer: a real MariaDB for tests, of the package that `./dev setup --tests` installs.
// It has one empty database, "rows", and lets everybody in: an empty folder has no users yet.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/child_process_for_test.h"
#include "source/database_address.h"
#include "source/mysql/connection.h"

namespace pinflow::source {

class MariaDbTestServer {
 public:
  // Null where the program is not installed: the test is skipped then.
  static std::unique_ptr<MariaDbTestServer> start(
      const std::filesystem::path& folder, const std::vector<std::string>& more_options = {}) {
    static constexpr const char* kProgram = "/usr/sbin/mariadbd";
    if (!std::filesystem::exists(kProgram)) return nullptr;
    auto server =
        std::unique_ptr<MariaDbTestServer>(new MariaDbTestServer(kProgram, folder, more_options));
    return server->make_database() ? std::move(server) : nullptr;
  }
  const DatabaseAddress& address() const { return address_; }

  // Runs a statement as another client would.
  std::vector<TextRow> run(std::string_view sql) const {
    auto connection = connect_mysql(address_, Lost::kFail);
    EXPECT_TRUE(connection.ok()) << connection.status().message();
    if (!connection.ok()) return {};
    auto rows = (*connection)->run(sql);
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    return rows.ok() ? *rows : std::vector<TextRow>();
  }

 private:
  MariaDbTestServer(const char* program, const std::filesystem::path& folder,
                    const std::vector<std::string>& more_options)
      : process_(words(program, folder, more_options), folder / "log") {
    address_.host = "127.0.0.1";
    address_.port = port_;
    address_.user = "root";
    address_.database = "rows";
  }

  std::vector<std::string> words(const char* program, const std::filesystem::path& folder,
                                 const std::vector<std::string>& more_options) const {
    std::filesystem::create_directories(folder);
    const std::string port = std::to_string(port_);
    // A socket's name has few letters at most, and a test's folder may have many.
    const std::string socket = "/tmp/pinflow-mariadb-" + port + ".sock";
    // A server that starts removes temporary tables from its tmpdir: in a shared one those of
    // others, too, which then crash.
    std::vector<std::string> words = {program,
                                      "--no-defaults",
                                      "--skip-grant-tables",
                                      "--datadir=" + folder.string(),
                                      "--port=" + port,
                                      "--socket=" + socket,
                                      "--pid-file=" + (folder / "pid").string(),
                                      "--tmpdir=" + folder.string(),
                                      "--bind-address=127.0.0.1",
                                      "--skip-name-resolve",
                                      "--character-set-server=utf8mb4",
                                      "--innodb-buffer-pool-size=16M",
                                      "--innodb-log-file-size=4M"};
    if (::geteuid() == 0) words.push_back("--user=root");
    words.insert(words.end(), more_options.begin(), more_options.end());
    return words;
  }

  // Waits until the server answers.
  bool make_database() const {
    DatabaseAddress address = address_;
    address.database = "";
    for (int attempt = 0; attempt < 1500; ++attempt) {
      auto connection = connect_mysql(address, Lost::kFail);
      if (connection.ok()) return (*connection)->run("CREATE DATABASE `rows`").ok();
      ::usleep(20'000);
    }
    return false;
  }

  const uint16_t port_ = free_port();
  DatabaseAddress address_;
  ChildProcess process_;  // After port_, which it is told.
};

}  // namespace pinflow::source
