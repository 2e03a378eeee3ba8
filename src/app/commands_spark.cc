// The command that streams by Spark: spark stream.
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/kafka_options.h"
#include "app/server_address.h"
#include "app/spark_options.h"
#include "app/spark_stream.h"
#include "app/workspace.h"
#include "base/file.h"
#include "base/temporary_folder.h"
#include "eventlog/kafka/java_properties.h"
#include "json/document.h"
#include "query/spark/spark_submit.h"

namespace pinflow::app {
namespace {

constexpr std::chrono::milliseconds kLook{100};

// Tables of Delta's, and whatever the user says.
constexpr std::pair<const char*, const char*> kDelta[] = {
    {"spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension"},
    {"spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"},
    {"spark.databricks.delta.snapshotPartitions", "2"}};

// The Kafka that is given or configured, else the door of the pinflow that holds this data folder.
Result<std::string> kafka_servers(const Invocation& invocation,
                                  const eventlog::ClientProperties& configured,
                                  const std::filesystem::path& data) {
  if (auto given = invocation.arguments.text("bootstrap-servers")) return *given;
  auto servers = configured.properties.find("bootstrap.servers");
  if (servers != configured.properties.end()) return servers->second;
  Result<std::string> address = read_file(data / "server.json");
  json::Parser parser;
  if (address.ok()) {
    TRY_ASSIGN(json::Element root, parser.parse(*address));
    if (std::string door = root.text_of("kafka"); !door.empty()) return door;
  }
  return Status(Code::kInvalidArgument,
                "no Kafka: give --bootstrap-servers, set eventlog.kafka.bootstrap_servers, or run "
                "`pinflow up` on this data folder, which opens Kafka's door");
}

// Prints what the job says to people, from `position` on; the position behind it.
size_t print_news(const std::filesystem::path& log, size_t position) {
  constexpr std::string_view kMark = "pinflow: ";
  Result<std::string> text = read_file(log);
  if (!text.ok()) return position;
  for (size_t end; (end = text->find('\n', position)) != std::string::npos; position = end + 1) {
    std::string_view line = std::string_view(*text).substr(position, end - position);
    if (!line.starts_with(kMark)) continue;
    line.remove_prefix(kMark.size());
    std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
  }
  std::fflush(stdout);
  return position;
}

// Until it ends, or after an interrupt has ended.
Status wait_for_job(pid_t process, const std::filesystem::path& log, const std::string& master) {
  std::stop_token stop = interrupt_token();
  size_t printed = 0;
  bool is_told = false;
  int state = 0;
  while (::waitpid(process, &state, WNOHANG) == 0) {
    if (stop.stop_requested() && !is_told) ::kill(-process, SIGTERM);
    is_told = stop.stop_requested();
    std::this_thread::sleep_for(kLook);
    printed = print_news(log, printed);
  }
  print_news(log, printed);
  bool is_well = (WIFEXITED(state) && WEXITSTATUS(state) == 0) || is_told;
  if (is_well) return Status();
  Result<std::string> text = read_file(log);
  return Status(Code::kUnavailable,
                "spark: " + query::explain_spark_log(text.ok() ? *text : "", master) +
                    " (all of it: " + log.string() + ")");
}

Status stream(Invocation& invocation) {
  TRY_ASSIGN(auto workspace, open_workspace(invocation));
  Parts& parts = *workspace->parts;
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  if (users.size() != 1) {
    return Status(Code::kInvalidArgument, "--user-id: choose one; each has streams of its own");
  }
  if (invocation.arguments.flag("topics")) {
    for (model::Dataset& dataset : workspace->pipeline.datasets) dataset.input = "topic";
  }
  SparkStreamSettings settings;
  settings.user_id = users.front();
  TRY_ASSIGN(eventlog::ClientProperties kafka, kafka_properties(invocation.config));
  TRY_ASSIGN(settings.servers, kafka_servers(invocation, kafka, parts.data()));
  TRY_ASSIGN(settings.kafka, eventlog::java_properties(kafka));
  settings.once = invocation.arguments.flag("once");
  settings.rows_max = invocation.config.integer("stream.batch_rows_max");
  settings.start = invocation.config.text("stream.start");
  if (settings.start != "earliest" && settings.start != "latest") {
    return Status(Code::kInvalidArgument,
                  invocation.config.settings().at("stream.start").origin +
                      ": stream.start: Spark's streams begin at 'earliest' or 'latest'");
  }
  TRY_ASSIGN(query::SparkOptions options,
             spark_options(invocation.config, parts.data(), "pinflow_stream.py"));
  for (const auto& [name, value] : kDelta) options.conf.emplace(name, value);
  TRY_ASSIGN(std::string job, spark_stream_job(parts, settings));
  options.program.emplace_back("stream.json", std::move(job));
  TemporaryFolder folder("spark-stream-", options.folder);
  TRY(create_directories_durably(folder.path()));
  // The job holds what Kafka's servers want to see of us.
  std::error_code ignored;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all, ignored);
  const std::filesystem::path log = options.folder / "spark-stream.log";
  TRY_ASSIGN(pid_t process, query::submit_to_spark(options, folder.path(), log));
  return wait_for_job(process, log, options.master);
}

ExitCode run_spark_stream(Invocation& invocation) {
  interrupt_token();
  Status status = stream(invocation);
  return status.ok() ? ExitCode::kOk : report_workspace_error(invocation, status);
}

}  // namespace

Command spark_stream_command() {
  return {"spark stream",
          "Stream from Kafka into Delta tables by Spark, with the pipeline's clean SQL",
          "  pinflow spark stream\n  pinflow spark stream --topics --once\n"
          "  pinflow spark stream --bootstrap-servers b-1:9092",
          {{"once", "", "end when all that is there has been read"},
           {"topics", "", "read <id>.<dataset> in place of the streams"},
           {"bootstrap-servers", "LIST", "Kafka's (default: as configured, else pinflow's own)"}},
          {},
          run_spark_stream};
}

}  // namespace pinflow::app
