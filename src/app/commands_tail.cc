// The command that shows records as they come: tail.
#include <cstdio>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/print.h"
#include "app/rest_client.h"
#include "app/workspace.h"
#include "base/base64.h"
#include "base/uuid.h"
#include "http/target.h"
#include "json/compact.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

struct TailOptions {
  std::string topic;
  bool from_beginning = false;
  bool follows = true;
  std::string at;      // A time; "" for none.
  std::string filter;  // What key or value must contain.
  int64_t record_count_max = INT64_MAX;
  bool json = false;
};

struct ShownRecord {
  int64_t partition = 0;
  int64_t offset = 0;
  std::optional<std::string> key;
  std::optional<std::string> value;
};

// One consumer instance, which is deleted at the end.
class Tail {
 public:
  Tail(RestClient& client, const TailOptions& options)
      : client_(client), options_(options), group_("/consumers/pinflow-tail-" + uuid4()) {}
  ~Tail() { std::ignore = send("DELETE", group_ + "/instances/tail", ""); }

  Status open() {
    TRY_ASSIGN(std::string partitions, list_partitions());
    constexpr const char* kConsumer =
        R"({"name":"tail","format":"binary","auto.commit.enable":false})";
    TRY(send("POST", group_, kConsumer).status());
    const std::string instance = group_ + "/instances/tail";
    TRY(send("POST", instance + "/assignments", partitions).status());
    if (options_.from_beginning) {
      TRY(send("POST", instance + "/positions/beginning", partitions).status());
    }
    if (!options_.at.empty()) {
      TRY(send("POST", instance + "/positions", "{\"timestamps\":[" + places_ + "]}").status());
    }
    return Status();
  }

  // The next records; none when there were none for a second.
  Result<std::vector<ShownRecord>> next() {
    bool waits = options_.follows && client_.is_live();
    TRY_ASSIGN(
        std::string body,
        send("GET", group_ + "/instances/tail/records?timeout=" + (waits ? "1000" : "0"), ""));
    json::Parser parser;
    TRY_ASSIGN(json::Element records, parser.parse(body));
    std::vector<ShownRecord> shown;
    records.each_element([&](json::Element record) {
      shown.push_back({record["partition"]->as_integer().value_or(0),
                       record["offset"]->as_integer().value_or(0), bytes_of(record, "key"),
                       bytes_of(record, "value")});
      return true;
    });
    return shown;
  }

 private:
  static std::optional<std::string> bytes_of(json::Element record, std::string_view name) {
    auto text = record[name]->as_string();
    return text ? base64_decode(*text) : std::nullopt;
  }

  // The body of an answer. Errors: also those that it tells.
  Result<std::string> send(std::string method, const std::string& target, std::string body) {
    TRY_ASSIGN(http::Response response, client_.send(std::move(method), target, std::move(body)));
    TRY(answer_status(response));
    return response.body;
  }

  // {"partitions":[…]} of the topic, which also fills places_.
  Result<std::string> list_partitions() {
    auto listed =
        send("GET", "/topics/" + http::percent_encode(options_.topic) + "/partitions", "");
    if (!listed.ok()) return listed.status().with_context("topic " + options_.topic);
    json::Parser parser;
    TRY_ASSIGN(json::Element partitions, parser.parse(*listed));
    partitions.each_element([&](json::Element partition) {
      json::Writer place;
      place.begin_object().member("topic", options_.topic);
      place.member("partition", partition["partition"]->as_integer().value_or(0));
      if (!options_.at.empty()) place.member("timestamp", options_.at);
      place.end_object();
      places_ += (places_.empty() ? "" : ",") + place.text();
      return true;
    });
    return "{\"partitions\":[" + places_ + "]}";
  }

  RestClient& client_;
  const TailOptions& options_;
  const std::string group_;
  std::string places_;
};

// JSON as it is, other bytes as a string.
void write_value(const std::optional<std::string>& bytes, json::Writer* writer) {
  std::string compact;
  if (!bytes) {
    writer->null();
  } else if (json::compact(*bytes, &compact).ok()) {
    writer->raw(compact);
  } else {
    writer->value(*bytes);
  }
}

void print_record(const TailOptions& options, const ShownRecord& record) {
  if (options.json) {
    json::Writer line;
    line.begin_object().member("topic", options.topic).member("partition", record.partition);
    line.member("offset", record.offset).key("key");
    write_value(record.key, &line);
    line.key("value");
    write_value(record.value, &line);
    line.end_object();
    std::printf("%s\n", line.text().c_str());
    return;
  }
  std::string key = record.key ? printable(*record.key) + "  " : "";
  std::printf("%s/%ld/%ld  %s%s\n", options.topic.c_str(), record.partition, record.offset,
              key.c_str(), printable(record.value.value_or("null")).c_str());
}

bool matches(const TailOptions& options, const ShownRecord& record) {
  return record.value.value_or("").find(options.filter) != std::string::npos ||
         record.key.value_or("").find(options.filter) != std::string::npos;
}

Status show_records(RestClient& client, const TailOptions& options, const std::stop_token& stop) {
  Tail tail(client, options);
  TRY(tail.open());
  int64_t record_count = 0;
  while (!stop.stop_requested()) {
    TRY_ASSIGN(std::vector<ShownRecord> records, tail.next());
    for (const ShownRecord& record : records) {
      if (!matches(options, record)) continue;
      print_record(options, record);
      if (++record_count >= options.record_count_max) return Status();
    }
    std::fflush(stdout);
    bool may_come = options.follows && client.is_live();
    if (records.empty() && !may_come) return Status();
  }
  return Status();
}

ExitCode run_tail(Invocation& invocation) {
  std::stop_token stop = interrupt_token();
  const Arguments& arguments = invocation.arguments;
  Result<int64_t> limit = arguments.count("limit", INT64_MAX);
  if (!limit.ok()) return report_usage_error(invocation, limit.status());
  auto stream = arguments.text("STREAM");
  TailOptions options{stream ? *stream : *arguments.text("TOPIC"),
                      arguments.flag("from-beginning"),
                      !arguments.flag("no-follow"),
                      arguments.text("at").value_or(""),
                      arguments.text("filter").value_or(""),
                      *limit,
                      invocation.json};
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  auto client = open_rest_client(*(*workspace)->parts);
  if (!client.ok()) return report_error(invocation, client.status());
  Status status = show_records(**client, options, stop);
  return status.ok() ? ExitCode::kOk : report_error(invocation, status);
}

}  // namespace

Command tail_command() {
  return {"tail",
          "Show the records of a topic as they come",
          "  pinflow tail demo.pin\n"
          "  pinflow tail demo.pin --from-beginning --filter Albania --limit 5 --json\n"
          "  pinflow tail demo.pin --at 2026-01-31T12:00:00Z --no-follow",
          {{"from-beginning", "", "begin with the oldest record"},
           {"at", "TIME", "begin with the first record of this time (UTC)"},
           {"filter", "TEXT", "only records whose key or value contains it"},
           {"limit", "RECORDS", "stop after so many"},
           {"no-follow", "", "stop at the end; without a running pinflow it always does"}},
          {{"TOPIC", "its name", true}},
          run_tail};
}

// A stream is a topic, and its shards are partitions.
Command streams_tail_command() {
  Command command = tail_command();
  command.name = "streams tail";
  command.summary = "Show the records of a stream as they come";
  command.examples =
      "  pinflow streams tail streaming-demo-pin\n"
      "  pinflow streams tail streaming-demo-pin --from-beginning --limit 5 --json\n"
      "  pinflow streams tail streaming-demo-pin --at 2026-01-31T12:00:00Z --no-follow";
  command.positionals = {{"STREAM", "its name", true}};
  return command;
}

}  // namespace pinflow::app
