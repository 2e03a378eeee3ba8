// Commands about pipelines: check, init.
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/pipeline_check.h"
#include "app/pipeline_sketch.h"
#include "app/workspace.h"
#include "base/file.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

ExitCode run_check(Invocation& invocation) {
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<query::Engine*> engine = (*workspace)->parts->engine();
  if (!engine.ok()) return report_error(invocation, engine.status());
  const model::Pipeline& pipeline = (*workspace)->pipeline;
  Result<std::vector<std::string>> mistakes = check_pipeline(pipeline, **engine);
  if (!mistakes.ok()) return report_error(invocation, mistakes.status());
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("pipeline", pipeline.name).key("mistakes").begin_array();
    for (const std::string& mistake : *mistakes) writer.value(mistake);
    writer.end_array().end_object();
    std::printf("%s\n", writer.text().c_str());
  } else if (mistakes->empty()) {
    size_t checks = 0;
    for (const model::Dataset& dataset : pipeline.datasets) checks += dataset.checks.size();
    std::printf("%s: %zu datasets, %zu queries, %zu metrics and %zu checks are right\n",
                pipeline.name.c_str(), pipeline.datasets.size(), pipeline.queries.size(),
                pipeline.metrics.size(), checks);
  } else {
    for (const std::string& mistake : *mistakes) std::fprintf(stderr, "%s\n", mistake.c_str());
  }
  return mistakes->empty() ? ExitCode::kOk : ExitCode::kConfiguration;
}

ExitCode run_init(Invocation& invocation) {
  std::filesystem::path folder = *invocation.arguments.text("DIR");
  std::filesystem::path sample = *invocation.arguments.text("SAMPLE");
  std::string dataset = invocation.arguments.text("dataset").value_or(sample.stem().string());
  std::string name = invocation.arguments.text("name").value_or(folder.filename().string());
  Result<std::string> rows = read_file(sample);
  if (!rows.ok()) return report_error(invocation, rows.status());
  Result<std::vector<SketchedFile>> files = sketch_pipeline(name, dataset, *rows);
  if (!files.ok()) return report_error(invocation, files.status());
  Status checked = check_sketch(*files);
  if (!checked.ok()) return report_error(invocation, checked);
  if (std::filesystem::exists(folder / "pipeline.toml")) {
    return report_error(invocation,
                        Status(Code::kAlreadyExists, (folder / "pipeline.toml").string() +
                                                         " is there already: choose another DIR"));
  }
  for (const SketchedFile& file : *files) {
    std::filesystem::path path = folder / file.path;
    Status status = create_directories_durably(path.parent_path());
    if (status.ok()) status = replace_file(path, file.text);
    if (!status.ok()) return report_error(invocation, status);
    if (!invocation.json) std::printf("made %s\n", path.string().c_str());
  }
  if (!invocation.json) {
    std::printf("Next: pinflow check --pipeline %s\n", folder.string().c_str());
  }
  return ExitCode::kOk;
}

}  // namespace

Command check_command() {
  return {"check",
          "Check a pipeline: every SQL file against its declared schemas",
          "  pinflow check\n  pinflow check --pipeline my-pipeline\n  pinflow check --json",
          {},
          {},
          run_check};
}

Command init_command() {
  return {"init",
          "Make a pipeline from a sample of JSON rows",
          "  pinflow init shop orders.jsonl\n"
          "  pinflow init shop sample.json --dataset orders --name shop",
          {{"dataset", "NAME", "the dataset's name (default: the sample file's)"},
           {"name", "NAME", "the pipeline's name (default: the folder's)"}},
          {{"DIR", "the pipeline's new folder", true},
           {"SAMPLE", "JSON lines, or a JSON array of objects", true}},
          run_init};
}

}  // namespace pinflow::app
