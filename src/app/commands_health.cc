// The command that asks whether the running pinflow can accept records: health.
#include <cstdio>

#include "app/commands.h"
#include "app/rest_client.h"
#include "json/document.h"

namespace pinflow::app {
namespace {

// A line for each check: "log: takes records". Errors: kCorruption: it is no answer of pinflow's.
Result<std::string> health_lines(const std::string& body) {
  json::Parser parser;
  TRY_ASSIGN(json::Element answer, parser.parse(body));
  auto checks = answer["checks"];
  if (!checks) return Status(Code::kCorruption, "no answer of a pinflow: " + body);
  std::string lines;
  checks->each_element([&](json::Element check) {
    auto ok = check["ok"];
    const bool is_well = ok && ok->as_bool().value_or(false);
    const std::string message = check.text_of("message");
    lines += check.text_of("name") + ": " + (is_well ? "" : "NOT READY: ") +
             (message.empty() ? "well" : message) + "\n";
    return true;
  });
  return lines;
}

ExitCode run_health(Invocation& invocation) {
  auto client = open_live_client(invocation.config.text("app.data"));
  if (!client.ok()) return report_error(invocation, client.status());
  Result<http::Response> answer = (*client)->send("GET", "/health/ready", "");
  if (!answer.ok()) return report_error(invocation, answer.status());
  Result<std::string> lines = health_lines(answer->body);
  if (!lines.ok()) return report_error(invocation, lines.status());
  std::printf("%s%s", invocation.json ? answer->body.c_str() : lines->c_str(),
              invocation.json ? "\n" : "");
  return answer->status == 200 ? ExitCode::kOk : ExitCode::kUnavailable;
}

}  // namespace

Command health_command() {
  return {"health",
          "Ask whether the running pinflow can accept records, and carries them on",
          "  pinflow health\n  pinflow health --data /var/lib/pinflow --json",
          {},
          {},
          run_health};
}

}  // namespace pinflow::app
