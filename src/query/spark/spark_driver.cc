// A Unix socket in a folder that only this user can open.
#include "query/spark/spark_driver.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/file.h"
#include "query/spark/spark_submit.h"
#include "telemetry/log.h"

namespace pinflow::query {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPoll{200};
constexpr milliseconds kEndMax{15'000};
constexpr size_t kLogTailBytes = 1 << 16;

std::string last_bytes(const std::filesystem::path& file) {
  Result<std::string> text = read_file(file);
  if (!text.ok()) return "";
  return text->size() > kLogTailBytes ? text->substr(text->size() - kLogTailBytes) : *text;
}

Code code_of(std::string_view name) {
  if (name == "invalid") return Code::kInvalidArgument;
  return name == "exhausted" ? Code::kExhausted : Code::kUnavailable;
}

}  // namespace

SparkDriver::SparkDriver(const SparkOptions& options)
    : folder_("spark-", options.folder),
      log_(options.folder / "spark.log"),
      master_(options.master) {}

Result<std::unique_ptr<SparkDriver>> SparkDriver::start(const SparkOptions& options) {
  std::unique_ptr<SparkDriver> driver(new SparkDriver(options));
  TRY(driver->listen());
  TRY_ASSIGN(driver->process_, submit_to_spark(options, driver->folder_.path(), driver->log_));
  TRY(driver->accept());
  TRY_ASSIGN(SparkAnswer hello, driver->ask(""));
  telemetry::log(
      telemetry::Level::kInfo, "query", "spark is there",
      {{"version", hello.root.text_of("version")}, {"master", hello.root.text_of("master")}});
  return driver;
}

SparkDriver::~SparkDriver() {
  if (connection_ >= 0) ::close(connection_);
  if (listener_ >= 0) ::close(listener_);
  if (process_ == 0) return;
  const auto deadline = std::chrono::steady_clock::now() + kEndMax;
  while (!has_ended()) {
    if (connection_ < 0 || std::chrono::steady_clock::now() >= deadline) {
      ::kill(-process_, SIGKILL);
    }
    std::this_thread::sleep_for(kPoll / 10);
  }
}

Status SparkDriver::listen() {
  TRY(create_directories_durably(folder_.path()));
  std::error_code ignored;
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all, ignored);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // The folder's own name may be too long for a socket; the kernel's name of it is not.
  int folder = ::open(folder_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  std::string name = "/proc/self/fd/" + std::to_string(folder) + "/socket";
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool is_bound = folder >= 0 && listener_ >= 0 &&
                  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                  ::listen(listener_, 1) == 0;
  Status failed(Code::kUnavailable, "spark: no socket: " + std::string(std::strerror(errno)));
  if (folder >= 0) ::close(folder);
  return is_bound ? Status() : failed;
}

Status SparkDriver::accept() {
  while (true) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(kPoll.count())) > 0) break;
    if (has_ended()) return ended();
  }
  connection_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  return connection_ >= 0 ? Status() : Status(Code::kUnavailable, "spark: no connection");
}

Result<SparkAnswer> SparkDriver::ask(const std::string& request) {
  std::lock_guard lock(asking_);
  if (!request.empty()) TRY(send(request));
  TRY_ASSIGN(std::string line, read_line());
  SparkAnswer answer;
  TRY_ASSIGN(answer.root, answer.parser.parse(line));
  std::optional<json::Element> is_ok = answer.root["ok"];
  if (is_ok && is_ok->as_bool().value_or(false)) return answer;
  std::string code = answer.root.text_of("code");
  return Status(code_of(code), "spark: " + answer.root.text_of("message"))
      .named(code == "flooded" ? "flooded" : "");
}

bool SparkDriver::is_there() {
  std::lock_guard lock(asking_);
  return !is_lost_ && !has_ended();
}

void SparkDriver::interrupt() { (void)send(R"({"session":"","do":"interrupt"})"); }

Status SparkDriver::send(const std::string& line) {
  std::lock_guard lock(sending_);
  std::string text = line + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    ssize_t size = ::send(connection_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ended();
    rest.remove_prefix(static_cast<size_t>(size));
  }
  return Status();
}

Result<std::string> SparkDriver::read_line() {
  while (true) {
    size_t end = received_.find('\n');
    if (end != std::string::npos) {
      std::string line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    char bytes[1 << 16];
    ssize_t size = ::recv(connection_, bytes, sizeof bytes, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return ended();
    received_.append(bytes, static_cast<size_t>(size));
  }
}

bool SparkDriver::has_ended() {
  int state = 0;
  if (process_ != 0 && ::waitpid(process_, &state, WNOHANG) != 0) process_ = 0;
  return process_ == 0;
}

Status SparkDriver::ended() {
  is_lost_ = true;
  std::string log = last_bytes(log_);
  bool is_wrong = log.find("Could not parse Master URL") != std::string::npos ||
                  log.find("JAVA_HOME is not set") != std::string::npos;
  return Status(
      is_wrong ? Code::kInvalidArgument : Code::kUnavailable,
      "spark: " + explain_spark_log(log, master_) + " (all of it: " + log_.string() + ")");
}

}  // namespace pinflow::query
