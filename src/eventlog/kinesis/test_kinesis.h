// TestKinesis: a Kinesis for tests: the door of a pinflow that was built beside the test, on a data
// folder of its own. It keeps the service's rules and answers at once.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "base/child_process_for_test.h"
#include "eventlog/kinesis/kinesis_event_log.h"

namespace pinflow::eventlog {

class TestKinesis {
 public:
  // One for all tests of the process. Null where the program is not built.
  static TestKinesis* shared() {
    static const std::unique_ptr<TestKinesis> kinesis = start_if_built();
    return kinesis.get();
  }

  KinesisServiceOptions service_options() const {
    KinesisServiceOptions options;
    options.region = "us-east-1";
    options.endpoint = "http://127.0.0.1:" + std::to_string(port_);
    options.key = [] { return Result<AccessKey>(AccessKey{"any", "any", ""}); };
    return options;
  }

  // Quick: this service has no five reads a second to keep.
  KinesisEventLogOptions options(const std::filesystem::path& folder) const {
    KinesisEventLogOptions options;
    options.service = service_options();
    options.folder = folder;
    options.read_interval = std::chrono::milliseconds(2);
    options.idle_interval = std::chrono::milliseconds(10);
    options.refresh_period = std::chrono::milliseconds(100);
    return options;
  }

  std::unique_ptr<KinesisService> service() const {
    auto service = open_kinesis_service(service_options());
    EXPECT_TRUE(service.ok());
    return std::move(*service);
  }

  void clear() const {
    auto own = service();
    auto names = own->list_streams();
    ASSERT_TRUE(names.ok()) << names.status().message();
    for (const std::string& name : *names) ASSERT_TRUE(own->delete_stream(name).ok());
  }

  // kill -9; it comes back with all it acknowledged.
  void kill() { process_.reset(); }
  void start() {
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{program().string(), "up", "--only", "gateway", "--listen",
                                 "127.0.0.1:" + std::to_string(port_), "--data",
                                 (folder_ / "data").string()},
        folder_ / "log");
    auto own = service();
    for (int attempt = 0; attempt < 500 && !own->list_streams().ok(); ++attempt) ::usleep(20'000);
  }

 private:
  static std::filesystem::path program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "pinflow";
  }

  static std::unique_ptr<TestKinesis> start_if_built() {
    if (!std::filesystem::exists(program())) return nullptr;
    return std::unique_ptr<TestKinesis>(new TestKinesis());
  }

  TestKinesis() {
    std::filesystem::create_directories(folder_);
    ::setenv("PINFLOW__GATEWAY__KINESIS__STATE_DELAY_MS", "0", 1);
    ::setenv("PINFLOW__GATEWAY__KAFKA__LISTEN", "", 1);
    start();
  }
  ~TestKinesis() {
    process_.reset();
    std::filesystem::remove_all(folder_);
  }
  friend std::default_delete<TestKinesis>;

  const uint16_t port_ = free_port();
  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("pinflow-kinesis-" + std::to_string(port_));
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace pinflow::eventlog
