// TestServer: a real S3 server for tests, the Versity S3 Gateway, that `./dev setup --tests`
// puts into build/tools. It checks signatures and conditions as AWS does.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "objects/s3/s3_store.h"
#include "objects/s3/transfer.h"

namespace pinflow::objects {

class TestServer {
 public:
  // Null where the program is not installed: the test is skipped then.
  static std::unique_ptr<TestServer> start(const std::filesystem::path& folder) {
    const char* program = std::getenv("PINFLOW_S3_SERVER");
    std::string path = program != nullptr ? program : "build/tools/versitygw";
    if (!std::filesystem::exists(path)) return nullptr;
    auto server = std::unique_ptr<TestServer>(new TestServer(path, folder));
    return server->wait_until_ready() ? std::move(server) : nullptr;
  }
  ~TestServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // As the server's owner, of one bucket that is made when it is missing.
  S3Options options() const {
    S3Options options;
    options.endpoint = url_;
    options.credentials = {"test-key", "test-secret", ""};
    options.create_buckets = true;
    options.scratch = folder_.string() + "-scratch";
    return options;
  }
  const std::string& url() const { return url_; }
  int port() const { return port_; }

 private:
  TestServer(const std::string& program, std::filesystem::path folder)
      : folder_(std::move(folder)), port_(free_port()) {
    std::filesystem::create_directories(folder_);
    // Every name below localhost is this machine, to libcurl.
    url_ = "http://localhost:" + std::to_string(port_);
    std::vector<std::string> words = {program,
                                      "--quiet",
                                      "--keep-alive",
                                      "--access",
                                      "test-key",
                                      "--secret",
                                      "test-secret",
                                      "--virtual-domain",
                                      "localhost:" + std::to_string(port_),
                                      "--port",
                                      "127.0.0.1:" + std::to_string(port_),
                                      "posix",
                                      folder_.string()};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    check(::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ) ==
          0);
    posix_spawn_file_actions_destroy(&actions);
  }

  static int free_port() {
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

  bool wait_until_ready() const {
    Transfers transfers;
    for (int attempt = 0; attempt < 300; ++attempt) {
      if (transfers.run({"GET", url_ + "/", {}, {}}).ok()) return true;
      ::usleep(20'000);
    }
    return false;
  }

  const std::filesystem::path folder_;
  const int port_;
  std::string url_;
  pid_t process_ = -1;
};

}  // namespace pinflow::objects
