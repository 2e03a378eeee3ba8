// The commands that prove something about the parts: verify parity.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/batch.h"
#include "app/commands.h"
#include "app/interrupt.h"
#include "app/node.h"
#include "app/parity.h"
#include "app/post_source.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

constexpr uint64_t kRepeatedRows = 200;  // Sent again, so that there are duplicates.

// Records that are no rows, and a list of two of which the first repeats a row.
Status append_bad_records(Parts& parts, const std::string& topic) {
  TRY_ASSIGN(eventlog::EventLog * log, parts.eventlog());
  const model::TopicPartition first{topic, model::Partition{0}};
  TRY_ASSIGN(auto found, log->read(first, model::Offset{0}, {}));
  std::vector<model::Record> records(5);  // The last one without a value.
  records[0].value = "7";
  records[1].value = "{}";
  records[2].value = "not JSON";
  std::string row = found.empty() ? "{}" : found[0].record.value.value_or("{}");
  records[3].value = "[" + row + ", null]";
  return log->append_and_wait(topic, first.partition, records).status();
}

// The rows go into topics, and the streams read those, so that both ways see the same records.
Result<std::vector<ParityLine>> run_both_ways(Workspace& workspace, const std::string& user) {
  Parts& parts = *workspace.parts;
  TRY_ASSIGN(std::unique_ptr<Node> node, start_node(parts, {"gateway", "sink", "stream"}));
  for (auto [order, count] :
       {std::pair(post::Order::kSequential, std::optional<uint64_t>()),
        std::pair(post::Order::kRandom, std::optional<uint64_t>(kRepeatedRows))}) {
    TRY(post_source(workspace, node->url(), user, order, count).status());
  }
  for (const model::Dataset& dataset : workspace.pipeline.datasets) {
    TRY(append_bad_records(parts, model::topic_name(user, dataset)));
  }
  TRY(node->drain());
  TRY(run_batch(parts, {}, {{"user_id", user}}, [](std::string_view) {}));
  return parity(parts, user);
}

query::Table as_table(const std::vector<ParityLine>& lines) {
  query::Table table;
  table.columns = {{"what", "VARCHAR"},          {"batch_rows", "BIGINT"},
                   {"stream_rows", "BIGINT"},    {"only_in_batch", "BIGINT"},
                   {"only_in_stream", "BIGINT"}, {"equal", "BOOLEAN"}};
  for (const ParityLine& line : lines) {
    table.rows.push_back({line.what, line.batch_rows, line.stream_rows, line.only_in_batch,
                          line.only_in_stream, line.is_equal()});
  }
  return table;
}

Status configure(Invocation& invocation, const std::filesystem::path& data) {
  Config& config = invocation.config;
  TRY(config.set("source.rows", invocation.arguments.text("rows").value_or("2000"), "--rows"));
  TRY(config.set("app.data", data.string(), "verify"));
  TRY(config.set("http.listen", "127.0.0.1:0", "verify"));
  TRY(config.set("gateway.kafka.listen", "", "verify"));
  return config.set("schedule.enabled", "false", "verify");
}

ExitCode run_verify_parity(Invocation& invocation) {
  interrupt_token();
  TemporaryFolder folder("pinflow-parity-");
  Status status = configure(invocation, folder.path());
  if (!status.ok()) return report_workspace_error(invocation, status);
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  for (model::Dataset& dataset : (*workspace)->pipeline.datasets) dataset.input = "topic";
  Result<std::vector<std::string>> users = (*workspace)->parts->user_ids();
  std::string user = users.ok() && !users->empty() ? users->front() : "demo";
  Result<std::vector<ParityLine>> lines = run_both_ways(**workspace, user);
  if (!lines.ok()) return report_error(invocation, lines.status());

  std::string text =
      format_table(as_table(*lines), invocation.json ? Format::kJson : Format::kTable);
  std::printf("%s", text.c_str());
  auto differs = [](const ParityLine& line) { return !line.is_equal(); };
  int64_t differences = std::ranges::count_if(*lines, differs);
  if (differences == 0) {
    if (!invocation.json) std::printf("batch and stream agree\n");
    return ExitCode::kOk;
  }
  std::fprintf(stderr, "pinflow: batch and stream differ in %lld of %zu\n",
               static_cast<long long>(differences), lines->size());
  return ExitCode::kFailure;
}

}  // namespace

Command verify_parity_command() {
  return {"verify parity",
          "Run batch and streams over the same generated posts and compare all they give",
          "  pinflow verify parity\n  pinflow verify parity --rows 20000 --json",
          {{"rows", "ROWS", "rows of each source table (default 2000)"}},
          {},
          run_verify_parity};
}

}  // namespace pinflow::app
