// The commands that prove something about the parts: verify parity.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include "app/batch.h"
#include "app/commands.h"
#include "app/interrupt.h"
#include "app/node.h"
#include "app/parity.h"
#include "app/post_source.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/file.h"
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

// Every generated row, some of them twice, and what is no row.
Status post_everything(Workspace& workspace, const std::string& user,
                       const std::set<std::string>& roles) {
  Parts& parts = *workspace.parts;
  TRY_ASSIGN(std::unique_ptr<Node> node, start_node(parts, roles));
  for (auto [order, count] :
       {std::pair(post::Order::kSequential, std::optional<uint64_t>()),
        std::pair(post::Order::kRandom, std::optional<uint64_t>(kRepeatedRows))}) {
    TRY(post_source(workspace, node->url(), user, order, count).status());
  }
  for (const model::Dataset& dataset : workspace.pipeline.datasets) {
    TRY(append_bad_records(parts, model::topic_name(user, dataset)));
  }
  return node->drain();
}

// The rows go into topics, and the streams read those, so that both ways see the same records.
Result<std::vector<ParityLine>> run_both_ways(Workspace& workspace, const std::string& user) {
  TRY(post_everything(workspace, user, {"gateway", "sink", "stream"}));
  TRY(run_batch(*workspace.parts, {}, {{"user_id", user}}, [](std::string_view) {}));
  return parity(*workspace.parts, user);
}

// What is held against what: "batch" and "stream", or two engines.
struct Sides {
  std::string first = "batch";
  std::string second = "stream";
};

query::Table as_table(const std::vector<ParityLine>& lines, const Sides& sides) {
  query::Table table;
  table.columns = {{"what", "VARCHAR"},
                   {sides.first + "_rows", "BIGINT"},
                   {sides.second + "_rows", "BIGINT"},
                   {"only_in_" + sides.first, "BIGINT"},
                   {"only_in_" + sides.second, "BIGINT"},
                   {"equal", "BOOLEAN"}};
  for (const ParityLine& line : lines) {
    table.rows.push_back({line.what, line.first_rows, line.second_rows, line.only_in_first,
                          line.only_in_second, line.is_equal()});
  }
  return table;
}

Status configure(Config& config, const Arguments& arguments, const std::filesystem::path& data) {
  TRY(config.set("source.rows", arguments.text("rows").value_or("2000"), "--rows"));
  TRY(config.set("app.data", data.string(), "verify"));
  TRY(config.set("http.listen", "127.0.0.1:0", "verify"));
  TRY(config.set("gateway.kafka.listen", "", "verify"));
  return config.set("schedule.enabled", "false", "verify");
}

// The user whom the configuration names first.
std::string first_user(Parts& parts) {
  Result<std::vector<std::string>> users = parts.user_ids();
  return users.ok() && !users->empty() ? users->front() : "demo";
}

// `bucket` where it is given, else objects of generated posts, made in the folder of the first.
Status make_objects(Workspace& workspace, const std::string& user,
                    const std::optional<std::string>& bucket) {
  std::filesystem::path objects = workspace.parts->data() / "objects";
  if (!bucket) return post_everything(workspace, user, {"gateway", "sink"});
  TRY(create_directories_durably(objects));
  std::error_code error;
  std::filesystem::create_directory_symlink(std::filesystem::absolute(*bucket),
                                            objects / model::bucket_name(user), error);
  if (!error) return Status();
  return Status(Code::kUnavailable, "--objects: " + *bucket + ": " + error.message());
}

Result<Sides> parse_engines(const std::string& text) {
  size_t comma = text.find(',');
  Sides sides{text.substr(0, comma), comma == std::string::npos ? "" : text.substr(comma + 1)};
  auto is_known = [](const std::string& name) { return name == "duckdb" || name == "spark"; };
  if (is_known(sides.first) && is_known(sides.second) && sides.first != sides.second) return sides;
  return Status(Code::kInvalidArgument, "--engines: '" + text + "' is not duckdb,spark");
}

// Each engine has a data folder of its own; the second's objects are the first's.
Result<std::vector<ParityLine>> run_both_engines(Invocation& invocation, const Sides& sides,
                                                 const std::filesystem::path& folder) {
  Invocation other = invocation;
  std::unique_ptr<Workspace> workspaces[2];
  Invocation* invocations[2] = {&invocation, &other};
  const std::string* names[2] = {&sides.first, &sides.second};
  for (int i = 0; i < 2; ++i) {
    TRY(configure(invocations[i]->config, invocation.arguments, folder / *names[i]));
    TRY(invocations[i]->config.set("query.type", *names[i], "--engines"));
    TRY_ASSIGN(workspaces[i], open_workspace(*invocations[i]));
  }
  std::string user = first_user(*workspaces[0]->parts);
  TRY(make_objects(*workspaces[0], user, invocation.arguments.text("objects")));
  TRY(create_directories_durably(workspaces[1]->parts->data()));
  std::error_code error;
  std::filesystem::create_directory_symlink(workspaces[0]->parts->data() / "objects",
                                            workspaces[1]->parts->data() / "objects", error);
  if (error) return Status(Code::kUnavailable, "objects: " + error.message());
  for (int i = 0; i < 2; ++i) {
    Parts& parts = *workspaces[i]->parts;
    Status status = run_batch(parts, {}, {{"user_id", user}}, [](std::string_view) {});
    if (!status.ok()) return std::move(status).with_context(*names[i]);
  }
  return engine_parity(*workspaces[0]->parts, *workspaces[1]->parts, user);
}

Result<std::vector<ParityLine>> run_batch_and_stream(Invocation& invocation,
                                                     const std::filesystem::path& folder) {
  TRY(configure(invocation.config, invocation.arguments, folder));
  TRY_ASSIGN(auto workspace, open_workspace(invocation));
  for (model::Dataset& dataset : workspace->pipeline.datasets) dataset.input = "topic";
  std::string user = first_user(*workspace->parts);
  return run_both_ways(*workspace, user);
}

ExitCode run_verify_parity(Invocation& invocation) {
  interrupt_token();
  TemporaryFolder folder("pinflow-parity-");
  std::optional<std::string> engines = invocation.arguments.text("engines");
  Result<Sides> sides = engines ? parse_engines(*engines) : Result<Sides>(Sides());
  if (!sides.ok()) return report_usage_error(invocation, sides.status());
  Result<std::vector<ParityLine>> lines = engines
                                              ? run_both_engines(invocation, *sides, folder.path())
                                              : run_batch_and_stream(invocation, folder.path());
  if (!lines.ok()) return report_workspace_error(invocation, lines.status());

  std::string text =
      format_table(as_table(*lines, *sides), invocation.json ? Format::kJson : Format::kTable);
  std::printf("%s", text.c_str());
  auto differs = [](const ParityLine& line) { return !line.is_equal(); };
  int64_t differences = std::ranges::count_if(*lines, differs);
  if (differences == 0) {
    if (!invocation.json) {
      std::printf("%s and %s agree\n", sides->first.c_str(), sides->second.c_str());
    }
    return ExitCode::kOk;
  }
  std::fprintf(stderr, "pinflow: %s and %s differ in %lld of %zu\n", sides->first.c_str(),
               sides->second.c_str(), static_cast<long long>(differences), lines->size());
  return ExitCode::kFailure;
}

}  // namespace

Command verify_parity_command() {
  return {"verify parity",
          "Run batch and streams, or two engines, over the same posts and compare all they give",
          "  pinflow verify parity\n  pinflow verify parity --rows 20000 --json\n"
          "  pinflow verify parity --engines duckdb,spark",
          {{"rows", "ROWS", "rows of each source table (default 2000)"},
           {"engines", "A,B", "compare the batches of two engines: duckdb,spark"},
           {"objects", "FOLDER", "with --engines: a bucket's objects in place of generated posts"}},
          {},
          run_verify_parity};
}

}  // namespace pinflow::app
