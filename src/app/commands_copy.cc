// The command that moves what is kept from one place to another: copy.
#include <cstdio>

#include "app/commands.h"
#include "app/copy_objects.h"
#include "app/copy_place.h"
#include "app/copy_topics.h"
#include "app/interrupt.h"
#include "app/print.h"
#include "app/workspace.h"
#include "http/sha256.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

std::string shown_count(int64_t count) { return with_thousands(count); }

void print_topics(const TopicsCopyReport& report) {
  int64_t records = 0, there = 0;
  for (const TopicCopyReport& topic : report.topics) {
    std::printf("%s: %d partitions, %s records; %s copied now, %s there before\n",
                printable(topic.topic).c_str(), topic.partitions,
                shown_count(topic.at_destination).c_str(), shown_count(topic.copied).c_str(),
                shown_count(topic.already_there).c_str());
    if (topic.lost > 0) {
      std::printf("  LOST: retention took %s records from the source between two runs\n",
                  shown_count(topic.lost).c_str());
    }
    if (!topic.keeps_shards) std::printf("  its shards are not kept there\n");
    records += topic.records;
    there += topic.at_destination;
  }
  std::printf("%zu topics, %s records at the source, %s at the destination\n", report.topics.size(),
              shown_count(records).c_str(), shown_count(there).c_str());
}

void print_topics_json(const TopicsCopyReport& report) {
  json::Writer writer;
  writer.begin_object().member("kind", "topics").key("topics").begin_array();
  for (const TopicCopyReport& topic : report.topics) {
    writer.begin_object().member("topic", topic.topic).member("partitions", topic.partitions);
    writer.member("records", topic.records).member("copied", topic.copied);
    writer.member("already_there", topic.already_there);
    writer.member("at_destination", topic.at_destination).member("lost", topic.lost);
    writer.member("keeps_shards", topic.keeps_shards).end_object();
  }
  writer.end_array().member("complete", report.is_complete()).end_object();
  std::printf("%s\n", writer.text().c_str());
}

void print_objects(const ObjectCopyReport& report) {
  std::printf("%s objects, %s bytes at the source; %s copied now, %s there before, %s there now\n",
              shown_count(report.objects).c_str(),
              shown_count(static_cast<int64_t>(report.bytes)).c_str(),
              shown_count(report.copied).c_str(), shown_count(report.already_there).c_str(),
              shown_count(report.at_destination).c_str());
  for (const std::string& key : report.differ) {
    std::printf("differs at the destination, and is left as it is: %s\n", printable(key).c_str());
  }
}

void print_objects_json(const ObjectCopyReport& report) {
  json::Writer writer;
  writer.begin_object().member("kind", "objects").member("objects", report.objects);
  writer.member("bytes", report.bytes).member("copied", report.copied);
  writer.member("already_there", report.already_there);
  writer.member("at_destination", report.at_destination).key("differ").begin_array();
  for (const std::string& key : report.differ) writer.value(key);
  writer.end_array().member("complete", report.is_complete()).end_object();
  std::printf("%s\n", writer.text().c_str());
}

ExitCode judge_copy(bool is_complete, bool was_stopped) {
  if (was_stopped) std::fprintf(stderr, "pinflow: stopped; the same command goes on from here\n");
  if (was_stopped) return ExitCode::kFailure;
  return is_complete ? ExitCode::kOk : ExitCode::kPartlyFailed;
}

ExitCode copy_objects_of(Invocation& invocation, const CopyPlace& from, const CopyPlace& to,
                         const std::stop_token& stop) {
  ObjectCopyOptions options;
  options.prefix = invocation.arguments.text("only").value_or("");
  options.compares_bytes = invocation.arguments.flag("compare");
  auto report = copy_store(*from.objects(), *to.objects(), options, stop);
  if (!report.ok()) return report_error(invocation, report.status());
  invocation.json ? print_objects_json(*report) : print_objects(*report);
  return judge_copy(report->is_complete(), report->was_stopped);
}

ExitCode copy_topics_of(Invocation& invocation, const CopyPlace& from, const CopyPlace& to,
                        const std::filesystem::path& folder, const std::stop_token& stop) {
  TopicCopyOptions options;
  options.folder = folder / "topics";
  if (auto only = invocation.arguments.list("only"); !only.empty()) options.only = only;
  auto report = copy_topics(*from.log(), *to.log(), options, stop);
  if (!report.ok()) return report_error(invocation, report.status());
  invocation.json ? print_topics_json(*report) : print_topics(*report);
  return judge_copy(report->is_complete(), report->was_stopped);
}

ExitCode run_copy(Invocation& invocation) {
  const std::stop_token stop = interrupt_token();
  const auto from_uri = invocation.arguments.text("from"), to_uri = invocation.arguments.text("to");
  if (!from_uri || !to_uri || *from_uri == *to_uri) {
    return report_usage_error(invocation, Status(Code::kInvalidArgument,
                                                 "--from URI and --to URI: two places are needed"));
  }
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  // What this pair of places has come to, for the run that goes on.
  const std::string pair = http::to_hex(http::sha256(*from_uri + "\n" + *to_uri)).substr(0, 16);
  const std::filesystem::path folder = parts.data() / "copy" / pair;
  auto from = open_copy_place(*from_uri, invocation.config, parts, folder / "from");
  if (!from.ok()) return report_error(invocation, from.status());
  auto to = open_copy_place(*to_uri, invocation.config, parts, folder / "to");
  if (!to.ok()) return report_error(invocation, to.status());
  if ((from->log() == nullptr) != (to->log() == nullptr)) {
    return report_usage_error(invocation, Status(Code::kInvalidArgument,
                                                 "one of the two holds topics, the other objects"));
  }
  if (from->log() == nullptr) return copy_objects_of(invocation, *from, *to, stop);
  return copy_topics_of(invocation, *from, *to, folder, stop);
}

}  // namespace

Command copy_command() {
  return {
      "copy",
      "Move topics, streams, objects or tables to another place; again, to go on",
      "  pinflow copy --from eventlog --to kafka://b-1.example:9092\n"
      "  pinflow copy --from kinesis://eu-west-1 --to eventlog:./pinflow-data --only 'demo.*'\n"
      "  pinflow copy --from lake --to s3://my-lake/tables --compare\n"
      "  pinflow copy --from ./pinflow-data/objects/user-demo-bucket --to s3://user-demo-bucket",
      {{"from", "URI", "eventlog, lake, eventlog:DATA-FOLDER, kafka:, kinesis:, s3:, file:"},
       {"to", "URI", "the same"},
       {"only", "NAME",
        "topics of this name, or beginning before *; may repeat. Of objects: "
        "the beginning of their keys",
        true},
       {"compare", "", "read objects that are there too, not only their sizes"}},
      {},
      run_copy};
}

}  // namespace pinflow::app
