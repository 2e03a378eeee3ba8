// The command that runs everything: up.
#include <cstdio>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/node.h"
#include "app/open_files.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "json/writer.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

Result<std::set<std::string>> wanted_parts(const Arguments& arguments) {
  std::set<std::string> only;
  std::string list = arguments.text("only").value_or("");
  while (!list.empty()) {
    std::string part = list.substr(0, list.find(','));
    list.erase(0, part.size() + 1);
    if (!node_parts().contains(part)) {
      std::vector<std::string> names(node_parts().begin(), node_parts().end());
      return Status(Code::kInvalidArgument,
                    "--only: '" + part + "' is not one of gateway, sink, stream, schedule, serve" +
                        did_you_mean(part, names));
    }
    only.insert(part);
  }
  return only;
}

void greet(const Invocation& invocation, const Node& node, bool has_dashboard) {
  const std::string& url = node.url();
  const std::string& kafka = node.kafka_address();
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("url", url);
    if (has_dashboard) writer.member("dashboard", url + "/ui/");
    if (!kafka.empty()) writer.member("kafka", kafka);
    writer.end_object();
    std::printf("%s\n", writer.text().c_str());
  } else {
    std::printf("listening on %s\n", url.c_str());
    if (has_dashboard) std::printf("  the dashboard is %s/ui/\n", url.c_str());
    if (!kafka.empty()) std::printf("  Kafka's bootstrap server is %s\n", kafka.c_str());
    std::printf(
        "  post to %s/test/topics/<id>.<dataset>, or run `pinflow post`; stop with Ctrl-C\n",
        url.c_str());
  }
  std::fflush(stdout);
}

ExitCode run_up(Invocation& invocation) {
  std::stop_token stop = interrupt_token();
  raise_open_file_limit();
  Result<std::set<std::string>> only = wanted_parts(invocation.arguments);
  if (!only.ok()) {
    report_error(invocation, only.status());
    return ExitCode::kUsage;
  }
  if (auto listen = invocation.arguments.text("listen")) {
    Status status = invocation.config.set("http.listen", *listen, "--listen");
    if (!status.ok()) return report_workspace_error(invocation, status);
  }
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<std::unique_ptr<Node>> node = start_node(*(*workspace)->parts, *only);
  if (!node.ok()) return report_workspace_error(invocation, node.status());
  greet(invocation, **node, only->empty() || only->contains("serve"));
  wait_for_interrupt();
  telemetry::log(telemetry::Level::kInfo, "app", "stopping");
  (*node)->stop();
  return ExitCode::kOk;
}

}  // namespace

Command up_command() {
  return {"up",
          "Run everything: the doors, the connector, the streams, the schedule",
          "  pinflow up\n  pinflow up --listen 127.0.0.1:9000 --data /var/lib/pinflow\n"
          "  pinflow up --only gateway,sink --user-id '*'",
          {{"listen", "HOST:PORT", "where to listen (default 127.0.0.1:8082; port 0: any)"},
           {"only", "PARTS", "some of gateway, sink, stream, schedule, serve"}},
          {},
          run_up};
}

}  // namespace pinflow::app
