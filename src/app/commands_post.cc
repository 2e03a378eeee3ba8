// The command that sends rows: post.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/post_follow.h"
#include "app/print.h"
#include "app/server_address.h"
#include "app/settings_file.h"
#include "app/source_database.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "json/writer.h"
#include "post/invoke_url.h"
#include "post/post.h"
#include "source/database.h"

namespace pinflow::app {
namespace {

template <class Value>
Result<Value> one_of(const std::string& option, const std::string& given,
                     const std::vector<std::pair<std::string, Value>>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (given == name) return value;
    names.push_back(name);
  }
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return Status(Code::kInvalidArgument, "--" + option + ": '" + given + "' is not one of " + all +
                                            did_you_mean(given, names));
}

Status read_pace(const Arguments& arguments, post::PostOptions* options) {
  using Kind = post::Pace::Kind;
  bool original = options->order == post::Order::kOriginal;
  options->pace.kind = original ? Kind::kOriginal : Kind::kFlatOut;
  if (arguments.text("rate")) {
    options->pace.kind = Kind::kRate;
    TRY_ASSIGN(options->pace.rows_per_second, arguments.number("rate", 1));
  } else if (arguments.text("interval")) {
    options->pace.kind = Kind::kInterval;
    TRY_ASSIGN(double seconds, arguments.number("interval", 2));
    if (seconds < 0) return Status(Code::kInvalidArgument, "--interval: it is negative");
    options->pace.pause_most = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
  } else if (arguments.flag("flat-out")) {
    options->pace.kind = Kind::kFlatOut;
  }
  return Status();
}

Result<std::string> invoke_url(const Invocation& invocation) {
  if (auto url = invocation.arguments.text("url")) return *url;
  if (auto file = invocation.arguments.text("api-conf")) {
    TRY_ASSIGN(auto settings, read_settings(*file));
    return post::read_invoke_url(settings);
  }
  auto running = find_server(invocation.config.text("app.data"));
  return running.ok() ? *running + "/test"
                      : "http://" + invocation.config.text("http.listen") + "/test";
}

// Says once that it goes on trying, and what may be the matter.
std::function<void(const std::string&)> retry_notice(const post::PostOptions& options) {
  auto is_said = std::make_shared<std::atomic_flag>();
  return [is_said, url = options.invoke_url,
          most = options.retry.give_up_after](const std::string& reason) {
    if (is_said->test_and_set()) return;
    std::fprintf(stderr,
                 "pinflow: %s; trying again for %ld s. Does `pinflow up` run there? It was to post "
                 "to %s; --url names another.\n",
                 reason.c_str(), std::chrono::duration_cast<std::chrono::seconds>(most).count(),
                 url.c_str());
  };
}

Result<post::PostOptions> read_post_options(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  TRY(check_follow_arguments(arguments));
  post::PostOptions options;
  TRY_ASSIGN(options.target,
             one_of<post::TargetKind>("target", arguments.text("target").value_or("kafka"),
                                      {{"console", post::TargetKind::kConsole},
                                       {"kafka", post::TargetKind::kKafka},
                                       {"kinesis", post::TargetKind::kKinesis}}));
  TRY_ASSIGN(options.order,
             one_of<post::Order>("order", arguments.text("order").value_or("sequential"),
                                 {{"original", post::Order::kOriginal},
                                  {"sequential", post::Order::kSequential},
                                  {"random", post::Order::kRandom}}));
  TRY(read_pace(arguments, &options));
  TRY_ASSIGN(options.invoke_url, invoke_url(invocation));
  if (arguments.text("count")) {
    TRY_ASSIGN(int64_t count, arguments.integer("count", 0));
    if (count < 0) return Status(Code::kInvalidArgument, "--count: it is negative");
    options.count = static_cast<uint64_t>(count);
  }
  TRY_ASSIGN(int64_t batch, arguments.count("batch", 1));
  TRY_ASSIGN(int64_t connections, arguments.count("connections", 1));
  TRY_ASSIGN(int64_t seed, arguments.integer("seed", 100));
  options.batch_rows = static_cast<size_t>(batch);
  options.connection_count = static_cast<int>(connections);
  options.seed = static_cast<uint32_t>(seed);
  options.loop = arguments.flag("loop");
  TRY_ASSIGN(int64_t shards, arguments.count("shards", 1));
  bool creates = arguments.flag("create-streams");
  if (creates) options.create_shard_count = static_cast<int>(shards);
  if ((creates && options.target != post::TargetKind::kKinesis) ||
      (!creates && arguments.text("shards"))) {
    return Status(
        Code::kInvalidArgument,
        "--create-streams: only with --target kinesis; --shards: only with --create-streams");
  }
  if (const char* key = std::getenv("PINFLOW_API_KEY"))
    options.headers.emplace_back("x-api-key", key);
  return options;
}

std::string report_json(const post::PostReport& report) {
  json::Writer writer;
  writer.begin_object().key("datasets").begin_object();
  for (const auto& [name, dataset] : report.datasets) {
    writer.key(name).begin_object().member("accepted", dataset.accepted);
    writer.member("failed", dataset.failed).member("retried", dataset.retried);
    if (!dataset.ended.ok()) writer.member("error", dataset.ended.message());
    writer.end_object();
  }
  writer.end_object().member("seconds", report.seconds).end_object();
  return writer.take();
}

// Says how it went; kPartlyFailed when rows were lost on the way.
ExitCode conclude(const Invocation& invocation, const post::PostReport& report, bool to_console) {
  uint64_t accepted = 0;
  uint64_t failed = 0;
  Status ended;
  for (const auto& [name, dataset] : report.datasets) {
    accepted += dataset.accepted;
    failed += dataset.failed;
    if (!dataset.ended.ok()) ended = Status(dataset.ended).with_context(name);
    for (const post::FailedRow& row : dataset.failed_rows) {
      std::fprintf(stderr, "pinflow: %s row %lu failed: %s\n", name.c_str(),
                   static_cast<unsigned long>(row.row), row.reason.c_str());
    }
  }
  if (invocation.json && !to_console) {
    std::printf("%s\n", report_json(report).c_str());
  } else if (!to_console) {
    std::printf("posted %s rows in %.1f s, %s failed\n",
                with_thousands(static_cast<int64_t>(accepted)).c_str(), report.seconds,
                with_thousands(static_cast<int64_t>(failed)).c_str());
  }
  if (!ended.ok()) {
    ExitCode code = report_error(invocation, ended);
    return accepted > 0 ? ExitCode::kPartlyFailed : code;
  }
  return failed > 0 ? ExitCode::kPartlyFailed : ExitCode::kOk;
}

// --db-creds stands for two settings.
Status choose_database(Invocation& invocation) {
  const auto database = invocation.arguments.text("db-creds");
  if (!database) return Status();
  TRY_ASSIGN(const auto address, source_database(*database));
  TRY(invocation.config.set("source.type", std::string(source::name_of(address.kind)),
                            "--db-creds"));
  return invocation.config.set("source.address", *database, "--db-creds");
}

ExitCode run_post(Invocation& invocation) {
  if (Status set = choose_database(invocation); !set.ok())
    return report_usage_error(invocation, set);
  Result<post::PostOptions> options = read_post_options(invocation);
  if (!options.ok()) return report_usage_error(invocation, options.status());
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<std::vector<std::string>> ids = (*workspace)->parts->user_ids();
  if (!ids.ok()) return report_error(invocation, ids.status());
  if (ids->size() != 1) {
    return report_usage_error(invocation,
                              Status(Code::kInvalidArgument, "--user-id: post for one id"));
  }
  options->user_id = ids->front();
  options->stop = interrupt_token();
  options->retry.on_retry = retry_notice(*options);
  bool to_console = options->target == post::TargetKind::kConsole;
  if (to_console) options->console = &std::cout;
  if (!to_console && ::isatty(STDERR_FILENO) == 1) {
    options->on_progress = [](const post::PostProgress& progress) {
      std::fprintf(stderr, "\r%s accepted, %s failed, %.0f rows/s ",
                   with_thousands(static_cast<int64_t>(progress.accepted)).c_str(),
                   with_thousands(static_cast<int64_t>(progress.failed)).c_str(),
                   progress.rows_per_second);
    };
  }
  if (invocation.arguments.flag("follow")) return post_follow(invocation, **workspace, *options);
  auto open_source = [&] { return (*workspace)->parts->source(); };
  Result<post::PostReport> report =
      post::post((*workspace)->pipeline.datasets, open_source, *options);
  if (options->on_progress) std::fprintf(stderr, "\n");
  if (!report.ok()) return report_error(invocation, report.status());
  return conclude(invocation, *report, to_console);
}

}  // namespace

Command post_command() {
  return {"post",
          "Post rows of the source tables, as the exercise's emulator does",
          "  pinflow post --count 500\n"
          "  pinflow post --order original --target console --count 14\n"
          "  pinflow post --target kinesis --create-streams --shards 4 --count 500\n"
          "  pinflow post --follow --db-creds db_creds.yaml\n"
          "  pinflow post --url https://ID.execute-api.REGION.amazonaws.com/prod --rate 10",
          {{"target", "TARGET", "kafka (REST Proxy), kinesis (API Gateway) or console"},
           {"url", "URL", "invoke URL (default: that of the `up` on this data, or http.listen)"},
           {"api-conf", "FILE", "api_conf.yaml, stream_api_conf.yaml or .env with the invoke URL"},
           {"db-creds", "FILE",
            "db_creds.yaml, .env, mysql:// or postgresql:// URL of the source"
            " database"},
           {"order", "ORDER", "sequential, original (Python's random.seed(100)) or random"},
           {"follow", "",
            "rows of a database as they come and change, by [source.follow.TABLE], until Ctrl-C"},
           {"once", "", "with --follow: to the end of what is there"},
           {"count", "ROWS", "rows of each dataset (default: all, or without end)"},
           {"loop", "", "begin again at the end"},
           {"rate", "ROWS", "rows a second of each dataset"},
           {"interval", "SECONDS", "a random pause between 0 and this before each row"},
           {"flat-out", "", "no pauses, also in the original order"},
           {"batch", "ROWS", "rows in one request (default 1)"},
           {"connections", "N", "connections for each dataset (default 1)"},
           {"create-streams", "", "with --target kinesis: make the streams that are not there"},
           {"shards", "N", "of each stream that is made (default 1)"},
           {"seed", "N", "of the orders original and random (default 100)"}},
          {},
          run_post};
}

}  // namespace pinflow::app
