#include "app/post_follow.h"

#include <cstdio>

#include "app/print.h"
#include "app/source_database.h"
#include "json/writer.h"
#include "source/database.h"

namespace pinflow::app {
namespace {

// Whose positions they are, without a user and a password.
Result<std::string> source_name(const Config& config) {
  const std::string& type = config.text("source.type");
  if (type == "generator") return type;
  if (type == "sqlite") {
    std::error_code ignored;  // The file is looked for when it is opened.
    return "sqlite:" + std::filesystem::absolute(config.text("source.file"), ignored).string();
  }
  TRY_ASSIGN(const auto address, source_database(config.text("source.address"), type));
  return type + "://" + address.host + ":" + std::to_string(address.port) + "/" + address.database;
}

void write_place(const source::ChangePlace& place, json::Writer* writer) {
  writer->key("place").begin_object();
  if (!place.timestamp.empty()) writer->member("timestamp", place.timestamp);
  writer->member("key", place.key).end_object();
}

std::string follow_report_json(const post::FollowReport& report) {
  json::Writer writer;
  writer.begin_object().key("datasets").begin_object();
  for (const auto& [name, dataset] : report.datasets) {
    writer.key(name).begin_object().member("accepted", dataset.accepted);
    writer.member("retried", dataset.retried).member("without_place", dataset.without_place);
    if (dataset.place) write_place(*dataset.place, &writer);
    if (!dataset.ended.ok()) writer.member("error", dataset.ended.message());
    writer.end_object();
  }
  writer.end_object().member("seconds", report.seconds).end_object();
  return writer.take();
}

ExitCode conclude_follow(const Invocation& invocation, const post::FollowReport& report,
                         bool to_console) {
  uint64_t accepted = 0;
  for (const auto& [name, dataset] : report.datasets) accepted += dataset.accepted;
  if (invocation.json && !to_console) {
    std::printf("%s\n", follow_report_json(report).c_str());
  } else if (!to_console) {
    std::printf("posted %s new or changed rows in %.1f s\n",
                with_thousands(static_cast<int64_t>(accepted)).c_str(), report.seconds);
  }
  ExitCode code = ExitCode::kOk;
  for (const auto& [name, dataset] : report.datasets) {
    if (dataset.ended.ok()) continue;
    code = report_error(invocation, Status(dataset.ended).with_context(name));
  }
  return code != ExitCode::kOk && accepted > 0 ? ExitCode::kPartlyFailed : code;
}

}  // namespace

Status check_follow_arguments(const Arguments& arguments) {
  const bool follows = arguments.flag("follow");
  if (!follows && arguments.flag("once")) {
    return Status(Code::kInvalidArgument, "--once: only with --follow");
  }
  for (const char* option : {"order", "count", "loop", "rate", "interval", "connections", "seed"}) {
    if (!follows || !arguments.flag(option)) continue;
    return Status(Code::kInvalidArgument, std::string("--") + option +
                                              ": not with --follow, which posts rows as they come");
  }
  return Status();
}

std::filesystem::path follow_folder(const Config& config) {
  return std::filesystem::path(config.text("app.data")) / "follow";
}

Result<post::FollowOptions> follow_options(const Config& config) {
  post::FollowOptions options;
  TRY_ASSIGN(options.source_name, source_name(config));
  options.folder = follow_folder(config);
  for (const std::string& table : config.names("source.follow")) {
    const std::string prefix = "source.follow." + table + ".";
    options.tables[table] = {table, config.text(prefix + "key"), config.text(prefix + "timestamp")};
  }
  options.interval = std::chrono::milliseconds(config.integer("source.follow_interval_ms"));
  options.delay = std::chrono::milliseconds(config.integer("source.follow_delay_ms"));
  const int64_t rows_max = config.integer("source.follow_rows_max");
  if (rows_max < 1) return Status(Code::kInvalidArgument, "source.follow_rows_max: at least 1");
  options.rows_max = static_cast<size_t>(rows_max);
  return options;
}

ExitCode post_follow(const Invocation& invocation, Workspace& workspace,
                     const post::PostOptions& options) {
  Result<post::FollowOptions> follow = follow_options(invocation.config);
  if (!follow.ok()) return report_error(invocation, follow.status());
  follow->once = invocation.arguments.flag("once");
  follow->on_notice = [](const std::string& dataset, const std::string& what) {
    std::fprintf(stderr, "pinflow: %s: %s\n", dataset.c_str(), what.c_str());
  };
  const auto open_source = [&] { return workspace.parts->source(); };
  Result<post::FollowReport> report =
      post::follow(workspace.pipeline.datasets, open_source, options, *follow);
  if (options.on_progress) std::fprintf(stderr, "\n");
  if (!report.ok()) return report_error(invocation, report.status());
  return conclude_follow(invocation, *report, options.target == post::TargetKind::kConsole);
}

}  // namespace pinflow::app
