// TestServer: a real S3 server for tests, the Versity S3 Gateway, that `./dev setup --tests`
// puts into build/tools. It checks signatures and conditions as AWS does.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/child_process_for_test.h"
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
      : folder_(std::move(folder)), process_(words(program), "/dev/null") {}

  std::vector<std::string> words(const std::string& program) const {
    std::filesystem::create_directories(folder_);
    const std::string port = std::to_string(port_);
    return {program,         "--quiet",           "--keep-alive",
            "--access",      "test-key",          "--secret",
            "test-secret",   "--virtual-domain",  "localhost:" + port,
            "--port",        "127.0.0.1:" + port, "posix",
            folder_.string()};
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
  const int port_ = free_port();
  // Every name below localhost is this machine, to libcurl.
  const std::string url_ = "http://localhost:" + std::to_string(port_);
  ChildProcess process_;  // Last: it is told all of the above.
};

}  // namespace pinflow::objects
