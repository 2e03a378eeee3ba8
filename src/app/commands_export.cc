// The command that writes a pipeline for other systems: export databricks.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/commands.h"
#include "app/databricks_export.h"
#include "app/workspace.h"
#include "base/file.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

bool is_place_of_objects(const std::string& text) {
  return text.find("://") != std::string::npos || text.starts_with("/Volumes/");
}

// Those that are named; else those that the data folder knows.
Result<std::vector<std::string>> users_to_export(const Invocation& invocation) {
  const std::vector<std::string> named = invocation.config.list("app.user_ids");
  TRY(check_user_ids(named));
  if (std::ranges::find(named, "*") == named.end()) return named;
  Result<std::unique_ptr<Workspace>> workspace = open_existing_workspace(invocation);
  if (workspace.status().code() == Code::kNotFound) return std::vector<std::string>();
  if (!workspace.ok()) return workspace.status();
  return (*workspace)->parts->user_ids();
}

Result<DatabricksOptions> databricks_options(const Invocation& invocation) {
  DatabricksOptions options;
  TRY_ASSIGN(options.user_ids, users_to_export(invocation));
  options.bucket = invocation.arguments.text("bucket").value_or(options.bucket);
  options.mount = invocation.arguments.text("mount").value_or("");
  if (!is_place_of_objects(options.bucket)) {
    return Status(Code::kInvalidArgument, "--bucket: '" + options.bucket +
                                              "' is no URL; did you mean 's3://" + options.bucket +
                                              "'?");
  }
  if (!options.mount.empty() && !options.mount.starts_with('/')) {
    return Status(
        Code::kInvalidArgument,
        "--mount: '" + options.mount + "' is no path; did you mean '/mnt/" + options.mount + "'?");
  }
  if (options.user_ids.size() > 1 && options.bucket.find("{user_id}") == std::string::npos) {
    return Status(Code::kInvalidArgument,
                  "--bucket: several users have one bucket each: write "
                  "{user_id} where they differ");
  }
  if (options.user_ids.size() > 1 && !options.mount.empty() &&
      options.mount.find("{user_id}") == std::string::npos) {
    return Status(Code::kInvalidArgument,
                  "--mount: several users have one bucket each: write "
                  "{user_id} where they differ");
  }
  return options;
}

Status write_exported(const std::filesystem::path& folder, const std::vector<ExportedFile>& files,
                      bool force) {
  for (const ExportedFile& file : files) {
    if (force || !std::filesystem::exists(folder / file.path)) continue;
    return Status(Code::kAlreadyExists, (folder / file.path).string() +
                                            " is there already: choose another folder, or write "
                                            "over it with --force");
  }
  for (const ExportedFile& file : files) {
    const std::filesystem::path path = folder / file.path;
    TRY(create_directories_durably(path.parent_path()));
    TRY(replace_file(path, file.text));
  }
  return Status();
}

void print_exported(const Invocation& invocation, const std::string& folder,
                    const std::vector<ExportedFile>& files,
                    const std::vector<std::string>& left_out) {
  if (!invocation.json) {
    for (const ExportedFile& file : files) {
      std::printf("wrote %s\n", (std::filesystem::path(folder) / file.path).c_str());
    }
    for (const std::string& check : left_out) {
      std::fprintf(stderr, "warning: the notebooks do not look at check %s: it is of a table\n",
                   check.c_str());
    }
    std::printf("Next: cd %s && databricks bundle validate\n", folder.c_str());
    return;
  }
  json::Writer writer;
  writer.begin_object().member("folder", folder).key("files").begin_array();
  for (const ExportedFile& file : files) writer.value(file.path);
  writer.end_array().key("checks_left_out").begin_array();
  for (const std::string& check : left_out) writer.value(check);
  std::printf("%s\n", writer.end_array().end_object().text().c_str());
}

ExitCode run_export_databricks(Invocation& invocation) {
  std::optional<std::string> folder = invocation.arguments.text("to");
  if (!folder) {
    return report_usage_error(invocation,
                              Status(Code::kInvalidArgument, "say where to: --to FOLDER"));
  }
  auto options = databricks_options(invocation);
  if (!options.ok()) return report_usage_error(invocation, options.status());
  auto pipeline = configured_pipeline(invocation.config);
  if (!pipeline.ok()) return report_workspace_error(invocation, pipeline.status());
  auto files = databricks_export(*pipeline, *options);
  if (!files.ok()) return report_usage_error(invocation, files.status());
  Status written = write_exported(*folder, *files, invocation.arguments.flag("force"));
  if (!written.ok()) return report_error(invocation, written);
  print_exported(invocation, *folder, *files, checks_left_out(*pipeline));
  return ExitCode::kOk;
}

}  // namespace

Command export_databricks_command() {
  return {"export databricks",
          "Write notebooks and an asset bundle with which Databricks runs the pipeline itself",
          "  pinflow export databricks --to databricks --user-id demo\n"
          "  pinflow export databricks --to databricks --user-id demo --bucket s3://my-bucket\n"
          "  pinflow export databricks --to databricks --user-id demo --mount /mnt/pinterest",
          {{"to", "FOLDER", "where the bundle goes"},
           {"bucket", "URL", "the objects' bucket (default: s3://user-{user_id}-bucket)"},
           {"mount", "PATH", "read it where it is mounted; the notebook mounts it"},
           {"force", "", "write over files that are there"}},
          {},
          run_export_databricks};
}

}  // namespace pinflow::app
