#include "app/doctor.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/pipeline_file.h"
#include "app/server_address.h"
#include "base/child_process_for_test.h"

namespace pinflow::app {
namespace {

using State = Finding::State;
using namespace std::chrono_literals;

class DoctorTest : public testing::Test {
 protected:
  DoctorTest() { std::filesystem::remove_all(folder_); }

  std::vector<Finding> examined(const std::map<std::string, std::string>& settings) {
    Config config = *Config::load({});
    EXPECT_TRUE(config.set("app.data", (folder_ / "data").string(), "test").ok());
    EXPECT_TRUE(config.set("http.listen", "127.0.0.1:0", "test").ok());
    for (const auto& [key, value] : settings) EXPECT_TRUE(config.set(key, value, "test").ok());
    model::Pipeline pipeline = *configured_pipeline(config);
    Parts parts(config, pipeline);
    return examine(parts);
  }

  static Finding find(const std::vector<Finding>& findings, std::string_view what) {
    for (const Finding& finding : findings) {
      if (finding.what == what) return finding;
    }
    ADD_FAILURE() << "nothing about " << what;
    return {};
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("doctor_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(DoctorTest, LooksAtThisMachineAndChangesNothing) {
  std::filesystem::create_directories(folder_);
  auto findings = examined({});
  for (const char* what : {"disk space", "disk sync", "open files", "clock", "port"}) {
    EXPECT_FALSE(find(findings, what).found.empty()) << what;
  }
  EXPECT_EQ(find(findings, "port").state, State::kGood);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(DoctorTest, NamesADataFolderThatIsAFile) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ / "data") << "x";
  EXPECT_EQ(find(examined({}), "data folder").state, State::kBad);
}

TEST_F(DoctorTest, TellsAPortThatIsTakenFromItsOwn) {
  std::filesystem::create_directories(folder_);
  int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(socket, 1), 0);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  std::string text = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  Finding taken = examine_port("http.listen", text, folder_);
  EXPECT_EQ(taken.state, State::kBad);
  EXPECT_NE(taken.mend.find("http.listen"), std::string::npos);
  ASSERT_TRUE(write_server_address(folder_, "http://" + text).ok());
  EXPECT_EQ(examine_port("http.listen", text, folder_).state, State::kGood);
  EXPECT_EQ(examine_port("http.listen", "no address", folder_).state, State::kBad);
  ::close(socket);
}

TEST_F(DoctorTest, AsksEachServiceThatIsConfigured) {
  const std::string nowhere = "127.0.0.1:" + std::to_string(free_port());
  Finding source = find(examined({{"source.type", "postgresql"},
                                  {"source.address", "postgresql://u:hidden@" + nowhere + "/d"}}),
                        "source");
  EXPECT_EQ(source.state, State::kBad);
  EXPECT_EQ(source.found.find("hidden"), std::string::npos);
  EXPECT_FALSE(source.mend.empty());
  Finding kafka =
      find(examined({{"eventlog.type", "kafka"}, {"eventlog.kafka.bootstrap_servers", nowhere}}),
           "kafka port");
  EXPECT_EQ(kafka.state, State::kBad);
  Finding certificate = find(examined({{"http.tls_certificate_file", "/nowhere/c.pem"},
                                       {"http.tls_key_file", "/nowhere/k.pem"}}),
                             "certificate");
  EXPECT_EQ(certificate.state, State::kBad);
}

TEST(DoctorJudgement, WarnsBeforeItIsTooLate) {
  EXPECT_EQ(judge_space("/d", 100'000'000'000, 200'000'000'000).state, State::kGood);
  EXPECT_EQ(judge_space("/d", 5'000'000'000, 200'000'000'000).state, State::kWarning);
  EXPECT_EQ(judge_space("/d", 5'000'000, 200'000'000'000).state, State::kBad);
  EXPECT_EQ(judge_sync("/d", 200us, 3ms).state, State::kGood);
  EXPECT_EQ(judge_sync("/d", 20ms, 30ms).state, State::kWarning);
  EXPECT_EQ(judge_sync("/d", 200ms, 300ms).state, State::kBad);
  EXPECT_EQ(judge_open_files(20'000, 12'000).state, State::kGood);
  EXPECT_EQ(judge_open_files(1'024, 12'000).state, State::kWarning);
  const UnixMillis now = std::chrono::sys_days(2026y / 11 / 21);
  EXPECT_EQ(judge_clock(now, true).state, State::kGood);
  EXPECT_EQ(judge_clock(now, false).state, State::kWarning);
  EXPECT_EQ(judge_clock(UnixMillis(), true).state, State::kBad);
  using std::chrono::days;
  EXPECT_EQ(judge_certificate("c", now - days(1), now + days(90), now).state, State::kGood);
  EXPECT_EQ(judge_certificate("c", now - days(1), now + days(9), now).state, State::kWarning);
  EXPECT_EQ(judge_certificate("c", now - days(9), now - days(1), now).state, State::kBad);
  EXPECT_EQ(judge_certificate("c", now + days(1), now + days(90), now).state, State::kBad);
}

}  // namespace
}  // namespace pinflow::app
