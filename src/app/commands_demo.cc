// The command that shows everything: demo.
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "app/batch.h"
#include "app/commands.h"
#include "app/interrupt.h"
#include "app/node.h"
#include "app/post_source.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/file.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

constexpr uint64_t kEmulatorRows = 500;  // Sent again in the original's order, so duplicates occur.
constexpr size_t kShownRows = 8;

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

void say(const Invocation& invocation, const std::string& line) {
  if (invocation.json) return;
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", seconds);
  return text;
}

Status show_answers(const Invocation& invocation, Parts& parts, const std::string& user) {
  TRY_ASSIGN(clean::Site site, batch_site(parts, user));
  TRY_ASSIGN(std::unique_ptr<query::Session> session, site.engine.open_session());
  TRY(clean::bind_views(site, *session));
  for (const model::Query& query : parts.pipeline().queries) {
    TRY_ASSIGN(query::Table answer, session->query(query.sql));
    size_t row_count = answer.rows.size();
    answer.rows.resize(std::min(row_count, kShownRows));
    say(invocation, "\n" + query.title);
    std::string text = format_table(answer, Format::kTable);
    if (row_count > kShownRows) {
      text += "… " + std::to_string(row_count - kShownRows) + " more: pinflow query " + query.name +
              "\n";
    }
    text.pop_back();
    say(invocation, text);
  }
  return Status();
}

// Posts, carries, cleans and answers on a running node.
Result<clean::Ledger> run_through(const Invocation& invocation, Workspace& workspace, Node& node,
                                  const std::string& user) {
  Stopwatch posting;
  TRY_ASSIGN(uint64_t all,
             post_source(workspace, node.url(), user, post::Order::kSequential, std::nullopt));
  TRY_ASSIGN(uint64_t again,
             post_source(workspace, node.url(), user, post::Order::kRandom, kEmulatorRows));
  double seconds = posting.seconds();
  say(invocation,
      "posted    " + with_thousands(static_cast<int64_t>(all + again)) +
          " rows, one a request, each durable before its answer: " + seconds_text(seconds) + ", " +
          with_thousands(static_cast<int64_t>(static_cast<double>(all + again) / seconds)) +
          " rows/s");
  Stopwatch sinking;
  TRY(node.drain());
  say(invocation,
      "sink      all of them are objects: " + seconds_text(sinking.seconds()) + " more");
  Stopwatch cleaning;
  TRY(run_batch(*workspace.parts, {}, {{"user_id", user}},
                [&](std::string_view line) { say(invocation, "          " + std::string(line)); }));
  say(invocation, "batch     " + seconds_text(cleaning.seconds()));
  return batch_ledger(*workspace.parts, {user});
}

ExitCode run_demo(Invocation& invocation) {
  interrupt_token();
  Config& config = invocation.config;
  std::string listen = invocation.arguments.text("listen").value_or("127.0.0.1:0");
  Status status = config.set("http.listen", listen, "--listen");
  if (auto rows = invocation.arguments.text("rows"); rows && status.ok()) {
    status = config.set("source.rows", *rows, "--rows");
  }
  if (status.ok()) status = config.set("gateway.kafka.listen", "", "demo");
  if (status.ok()) status = config.set("schedule.enabled", "false", "demo");
  if (!status.ok()) return report_workspace_error(invocation, status);
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  if (auto source = parts.source(); !source.ok()) {
    return report_workspace_error(invocation, source.status());
  }
  Result<std::vector<std::string>> users = parts.user_ids();
  std::string user = users.ok() && !users->empty() ? users->front() : "demo";

  Stopwatch whole;
  Result<std::unique_ptr<Node>> node = start_node(parts);
  if (!node.ok()) return report_workspace_error(invocation, node.status());
  say(invocation, "listening on " + (*node)->url() + ", data in " + parts.data().string());
  Result<clean::Ledger> ledger = run_through(invocation, **workspace, **node, user);
  if (!ledger.ok()) return report_error(invocation, ledger.status());
  status = show_answers(invocation, parts, user);
  if (!status.ok()) return report_error(invocation, status);
  Result<std::string> page = batch_report(parts, user);
  if (!page.ok()) return report_error(invocation, page.status());
  std::filesystem::path file = parts.data() / "report.html";
  status = replace_file(file, *page);
  if (!status.ok()) return report_error(invocation, status);
  (*node)->stop();

  say(invocation, "\ndone in " + seconds_text(whole.seconds()));
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("accepted", ledger->accepted).member("tables", ledger->tables);
    writer.member("duplicates", ledger->duplicates).member("dead_letters", ledger->dead_letters);
    writer.member("waiting", ledger->waiting()).member("report", file.string()).end_object();
    std::printf("%s\n", writer.text().c_str());
  } else {
    std::printf("%s\n%s\n", ledger_line(*ledger).c_str(), file.c_str());
  }
  return ledger->waiting() == 0 ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace

Command demo_command() {
  return {"demo",
          "Run the whole batch way once, from posts to nine answers, and end",
          "  pinflow demo\n  pinflow demo --rows 1000\n  pinflow demo --data /tmp/try --json",
          {{"rows", "ROWS", "rows of each source table (default 11154)"},
           {"listen", "HOST:PORT", "where to listen meanwhile (default: any free port)"}},
          {},
          run_demo};
}

}  // namespace pinflow::app
