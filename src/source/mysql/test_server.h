// TestServer: a real MariaDB for tests, of the package that `./dev setup --tests` installs. It has
// one empty database, "rows", and lets everybody in: an empty folder has no users yet.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "source/database_address.h"
#include "source/mysql/connection.h"

namespace pinflow::source {

class TestServer {
 public:
  // Null where the program is not installed: the test is skipped then.
  static std::unique_ptr<TestServer> start(const std::filesystem::path& folder,
                                           const std::vector<std::string>& more_options = {}) {
    static constexpr const char* kProgram = "/usr/sbin/mariadbd";
    if (!std::filesystem::exists(kProgram)) return nullptr;
    auto server = std::unique_ptr<TestServer>(new TestServer(kProgram, folder, more_options));
    return server->make_database() ? std::move(server) : nullptr;
  }
  ~TestServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  const DatabaseAddress& address() const { return address_; }

  // Runs a statement as another client would.
  std::vector<TextRow> run(std::string_view sql) const {
    auto connection = connect(address_, Lost::kFail);
    EXPECT_TRUE(connection.ok()) << connection.status().message();
    if (!connection.ok()) return {};
    auto rows = (*connection)->run(sql);
    EXPECT_TRUE(rows.ok()) << rows.status().message();
    return rows.ok() ? *rows : std::vector<TextRow>();
  }

 private:
  TestServer(const char* program, const std::filesystem::path& folder,
             const std::vector<std::string>& more_options) {
    std::filesystem::create_directories(folder);
    address_.host = "127.0.0.1";
    address_.port = free_port();
    address_.user = "root";
    address_.database = "rows";
    // A socket's name has few letters at most, and a test's folder may have many.
    socket_ = "/tmp/pinflow-mariadb-" + std::to_string(address_.port) + ".sock";
    std::vector<std::string> words = {program, "--no-defaults", "--skip-grant-tables"};
    if (::geteuid() == 0) words.push_back("--user=root");
    for (const std::string& option :
         {"--datadir=" + folder.string(), "--port=" + std::to_string(address_.port),
          "--socket=" + socket_, "--pid-file=" + (folder / "pid").string(),
          std::string("--bind-address=127.0.0.1"), std::string("--skip-name-resolve"),
          std::string("--character-set-server=utf8mb4"),
          std::string("--innodb-buffer-pool-size=16M"), std::string("--innodb-log-file-size=4M")}) {
      words.push_back(option);
    }
    words.insert(words.end(), more_options.begin(), more_options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder / "log").c_str(),
                                     O_WRONLY | O_CREAT, 0644);
    check(::posix_spawn(&process_, program, &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
  }

  static uint16_t free_port() {
    int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    check(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    check(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ::close(socket);
    return ntohs(address.sin_port);
  }

  // Waits until the server answers.
  bool make_database() const {
    DatabaseAddress address = address_;
    address.database = "";
    for (int attempt = 0; attempt < 1500; ++attempt) {
      auto connection = connect(address, Lost::kFail);
      if (connection.ok()) return (*connection)->run("CREATE DATABASE `rows`").ok();
      ::usleep(20'000);
    }
    return false;
  }

  DatabaseAddress address_;
  std::string socket_;
  pid_t process_ = -1;
};

}  // namespace pinflow::source
