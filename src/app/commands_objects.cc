// The command that keeps buckets: objects compact.
#include <algorithm>
#include <cstdio>

#include "app/commands.h"
#include "app/object_keeper.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "clean/topic_folders.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

void print_report(const clean::CompactReport& report, bool dry_run) {
  auto number = [](auto count) { return with_thousands(static_cast<int64_t>(count)); };
  std::printf("%s objects %s %s, %s records, %s bytes\n", number(report.objects_before).c_str(),
              dry_run ? "would become" : "became", number(report.objects_after).c_str(),
              number(report.records).c_str(), number(report.bytes).c_str());
  if (report.left_over > 0) {
    std::printf("%s originals that an earlier compaction left %s\n",
                number(report.left_over).c_str(), dry_run ? "would be deleted" : "deleted");
  }
  if (report.unsettled > 0) {
    std::printf("%s left alone: a connector may not be done with them, or they are too few\n",
                number(report.unsettled).c_str());
  }
}

void print_json(const clean::CompactReport& report, bool dry_run) {
  json::Writer writer;
  writer.begin_object().member("objects_before", report.objects_before);
  writer.member("objects_after", report.objects_after).member("records", report.records);
  writer.member("bytes", report.bytes).member("left_over", report.left_over);
  writer.member("unsettled", report.unsettled).member("dry_run", dry_run).end_object();
  std::printf("%s\n", writer.text().c_str());
}

// Errors: kNotFound: the topic that is named has none.
Status expect_objects(Parts& parts, const clean::CompactOptions& options) {
  if (options.topic.empty()) return Status();
  std::vector<std::string> topics;
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    TRY_ASSIGN(objects::Store * bucket, parts.bucket(model::bucket_name(user)));
    TRY_ASSIGN(auto found, clean::list_topic_folders(*bucket, options.topics_dir));
    topics.insert(topics.end(), found.begin(), found.end());
  }
  if (std::ranges::find(topics, options.topic) != topics.end()) return Status();
  std::string where;
  for (const std::string& user : users) {
    where += (where.empty() ? "" : ", ") + model::bucket_name(user);
  }
  return Status(Code::kNotFound, "no objects of a topic '" + options.topic + "' in " + where +
                                     did_you_mean(options.topic, topics));
}

ExitCode run_compact(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  auto usage = [&](const char* what) {
    return report_usage_error(invocation, Status(Code::kInvalidArgument, what));
  };
  if (arguments.flag("keep") && arguments.flag("drop")) {
    return usage("--keep and --drop: give one of them");
  }
  for (const char* originals : {"keep", "drop"}) {
    if (!arguments.flag(originals)) continue;
    Status set =
        invocation.config.set("clean.compact_originals", originals, std::string("--") + originals);
    if (!set.ok()) return report_error(invocation, set);
  }
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<clean::CompactOptions> options = compact_options(invocation.config);
  if (!options.ok()) return report_workspace_error(invocation, options.status());
  options->topic = arguments.text("TOPIC").value_or("");
  options->dry_run = arguments.flag("dry-run");
  options->objects_least = 2;
  options->spares_large = false;
  if (!invocation.json) {
    options->on_object = [](const std::string& key, int64_t objects) {
      std::printf("%s: %s objects\n", key.c_str(), with_thousands(objects).c_str());
      std::fflush(stdout);
    };
  }
  Status named = expect_objects(*(*workspace)->parts, *options);
  if (!named.ok()) return report_error(invocation, named);
  bool dry_run = options->dry_run;
  auto report = compact_buckets(*(*workspace)->parts, std::move(*options));
  if (!report.ok()) return report_error(invocation, report.status());
  invocation.json ? print_json(*report, dry_run) : print_report(*report, dry_run);
  return ExitCode::kOk;
}

}  // namespace

Command objects_compact_command() {
  return {"objects compact",
          "Put the bucket's small objects together, one for many",
          "  pinflow objects compact --dry-run\n  pinflow objects compact --drop\n"
          "  pinflow objects compact demo.pin --keep --json",
          {{"keep", "", "keep the originals; copies go to compacted/<topic>/…"},
           {"drop", "", "in place of the originals, which are deleted"},
           {"dry-run", "", "only say what would be put together"}},
          {{"TOPIC", "only of this topic; of all if none is named", false}},
          run_compact};
}

}  // namespace pinflow::app
