// Commands that look at Kinesis streams: streams ls, streams describe, streams rates.
#include <cstdio>

#include "app/audit.h"
#include "app/commands.h"
#include "app/interrupt.h"
#include "app/print.h"
#include "app/stream_view.h"
#include "app/workspace.h"
#include "json/writer.h"
#include "schedule/dag.h"

namespace pinflow::app {
namespace {

ExitCode with_streams(const Invocation& invocation,
                      const std::function<Status(Parts&, RestClient&, KinesisClient&)>& run) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  auto client = open_rest_client(parts);
  if (!client.ok()) return report_error(invocation, client.status());
  KinesisClient kinesis(**client, invocation.config);
  Status status = run(parts, **client, kinesis);
  return status.ok() ? ExitCode::kOk : report_error(invocation, status);
}

ExitCode run_streams_ls(Invocation& invocation) {
  return with_streams(invocation, [&](Parts&, RestClient&, KinesisClient& kinesis) -> Status {
    TRY_ASSIGN(query::Table table, list_streams(kinesis));
    if (table.rows.empty() && !invocation.json) {
      std::printf("No streams yet: clients make them, as `aws kinesis create-stream` does.\n");
      return Status();
    }
    std::printf("%s",
                format_table(table, invocation.json ? Format::kJson : Format::kTable).c_str());
    return Status();
  });
}

ExitCode run_describe(Invocation& invocation) {
  return with_streams(invocation, [&](Parts&, RestClient&, KinesisClient& kinesis) -> Status {
    TRY_ASSIGN(StreamView stream, describe_stream(kinesis, *invocation.arguments.text("STREAM")));
    if (invocation.json) {
      json::Writer writer;
      writer.begin_object().key("summary").raw(stream.summary);
      writer.key("shards").raw(stream.shards).end_object();
      std::printf("%s\n", writer.text().c_str());
      return Status();
    }
    TRY_ASSIGN(std::string text, stream_text(stream));
    std::printf("%s", text.c_str());
    return Status();
  });
}

Status show_rates(const Invocation& invocation, Parts& parts, bool is_live,
                  std::chrono::seconds time) {
  std::stop_token stop = interrupt_token();
  std::string name = *invocation.arguments.text("STREAM");
  auto ends = [&]() -> Result<ShardEnds> {
    TRY_ASSIGN(std::string topics, read_topics(parts));
    return shard_ends(topics, name);
  };
  auto begin = std::chrono::steady_clock::now();
  TRY_ASSIGN(ShardEnds before, ends());
  if (is_live) schedule::wait_or_stop(time, stop);  // Nobody adds to a folder that is not open.
  TRY_ASSIGN(ShardEnds after, ends());
  auto between = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  query::Table table = shard_rates(before, after, between);
  std::printf("%s", format_table(table, invocation.json ? Format::kJson : Format::kTable).c_str());
  return Status();
}

ExitCode run_rates(Invocation& invocation) {
  Result<int64_t> seconds = invocation.arguments.integer("seconds", 2);
  if (!seconds.ok()) return report_usage_error(invocation, seconds.status());
  if (*seconds < 0) {
    return report_usage_error(invocation,
                              Status(Code::kInvalidArgument, "--seconds: it is negative"));
  }
  return with_streams(invocation, [&](Parts& parts, RestClient& client, KinesisClient&) {
    return show_rates(invocation, parts, client.is_live(), std::chrono::seconds(*seconds));
  });
}

}  // namespace

Command streams_ls_command() {
  return {"streams ls",
          "List the Kinesis streams with their shards",
          "  pinflow streams ls\n  pinflow streams ls --json",
          {},
          {},
          run_streams_ls};
}

Command streams_command() {
  Command command = streams_ls_command();
  command.name = "streams";
  command.summary = "List the Kinesis streams; describe or follow one";
  command.examples =
      "  pinflow streams\n"
      "  pinflow streams describe streaming-demo-pin\n"
      "  pinflow streams tail streaming-demo-pin";
  return command;
}

Command streams_describe_command() {
  return {"streams describe",
          "Show a stream and its shards",
          "  pinflow streams describe streaming-demo-pin\n"
          "  pinflow streams describe streaming-demo-pin --json",
          {},
          {{"STREAM", "its name", true}},
          run_describe};
}

Command streams_rates_command() {
  return {"streams rates",
          "Show how many records a second come into each shard",
          "  pinflow streams rates streaming-demo-pin\n"
          "  pinflow streams rates streaming-demo-pin --seconds 10 --json",
          {{"seconds", "SECONDS", "watch for so long (default 2)"}},
          {{"STREAM", "its name", true}},
          run_rates};
}

}  // namespace pinflow::app
