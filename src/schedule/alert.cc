#include "schedule/alert.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "http/client.h"
#include "http/url.h"
#include "json/writer.h"

namespace pinflow::schedule {
namespace {

constexpr std::chrono::seconds kTellMax{10};
constexpr std::chrono::milliseconds kPoll{10};

// The environment of this process with one variable more.
std::vector<char*> environment_with(std::string* variable) {
  std::vector<char*> all;
  for (char** at = environ; *at != nullptr; ++at) all.push_back(*at);
  all.push_back(variable->data());
  all.push_back(nullptr);
  return all;
}

// A process of its own group and with no files of ours.
Result<pid_t> start_shell(std::string command, std::string variable) {
  std::string shell = "/bin/sh", option = "-c";
  char* words[] = {shell.data(), option.data(), command.data(), nullptr};
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t process = 0;
  int error = ::posix_spawn(&process, words[0], &actions, &attributes, words,
                            environment_with(&variable).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) return Status(Code::kUnavailable, "alert: /bin/sh does not start");
  return process;
}

Status run_command(const std::string& command, const Alert& alert) {
  TRY_ASSIGN(pid_t process, start_shell(command, "PINFLOW_ALERT=" + alert_json(alert)));
  const auto deadline = std::chrono::steady_clock::now() + kTellMax;
  int ended = 0;
  while (::waitpid(process, &ended, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() >= deadline) ::kill(-process, SIGKILL);
    std::this_thread::sleep_for(kPoll);
  }
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0) return Status();
  if (WIFSIGNALED(ended)) return Status(Code::kUnavailable, "alert: the command was killed");
  return Status(Code::kUnavailable,
                "alert: the command ended with " + std::to_string(WEXITSTATUS(ended)));
}

}  // namespace

std::string alert_text(const Alert& alert) {
  return "pinflow: run " + std::to_string(static_cast<int64_t>(alert.run)) + " of " + alert.dag +
         " " + (alert.kind == "late" ? "is late" : alert.kind) + ": " + alert.message;
}

std::string alert_json(const Alert& alert) {
  const int64_t run = static_cast<int64_t>(alert.run);
  json::Writer writer;
  writer.begin_object().member("kind", alert.kind).member("dag", alert.dag).member("run", run);
  writer.member("message", alert.message).member("text", alert_text(alert));
  return writer.end_object().take();
}

Result<Tell> tell_by_webhook(std::string_view url) {
  const size_t mark = url.find('?');
  Result<http::Url> server = http::parse_url(url.substr(0, mark));
  if (!server.ok()) return Status(Code::kInvalidArgument, "the webhook is no URL");
  std::string target = server->path.empty() ? "/" : server->path;
  if (mark != std::string_view::npos) target += url.substr(mark);
  return Tell([server = *server, target](const Alert& alert) {
    const http::Fields headers = {{"Content-Type", "application/json"}};
    TRY_ASSIGN(http::Response answer, http::open_client(server, {kTellMax, kTellMax})
                                          ->send("POST", target, headers, alert_json(alert)));
    if (answer.status >= 200 && answer.status < 300) return Status();
    return Status(Code::kUnavailable,
                  "alert: " + server.host + " answered HTTP " + std::to_string(answer.status));
  });
}

Tell tell_by_command(const std::string& command) {
  return [command](const Alert& alert) { return run_command(command, alert); };
}

}  // namespace pinflow::schedule
