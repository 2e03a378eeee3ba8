#include "app/databricks_bundle.h"

#include "json/writer.h"
#include "schedule/quartz.h"

namespace pinflow::app {
namespace {

using json::in_quotes;  // A text of JSON is one of YAML.

constexpr const char* kAbout =
    R"(#   export DATABRICKS_HOST=https://…        # or a profile: `databricks auth login`
#   databricks bundle validate
#   databricks bundle deploy -t dev         # -t prod for the real tables
#   databricks bundle run -t dev )";

constexpr const char* kVariables = R"(  catalog:
    description: Where the schemas bronze, silver and gold are; empty for the workspace's own catalog
    default: ""
  prefix:
    description: Comes before the schemas' names
    default: ""
  secret_scope:
    description: Holds aws_access_key_id and aws_secret_access_key; only for mounting without a profile
    default: ""
  spark_version:
    description: A runtime with Spark 3.5
    default: 15.4.x-scala2.12
  node_type_id:
    description: The job's machines
    default: i3.xlarge
  num_workers:
    description: How many of them
    default: 2

targets:
  dev:
    mode: development
    default: true
    variables:
      prefix: dev_${workspace.current_user.short_name}_
  prod:
    mode: production
    workspace:
      root_path: /Workspace/Users/${workspace.current_user.userName}/.bundle/${bundle.name}/prod
)";

constexpr const char* kCluster = R"(      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: ${var.spark_version}
            node_type_id: ${var.node_type_id}
            num_workers: ${var.num_workers}
            data_security_mode: SINGLE_USER
            # Who may read the bucket, where the workspace does not say it:
            # aws_attributes:
            #   instance_profile_arn: arn:aws:iam::…:instance-profile/…
      tasks:
)";

std::string job_key(const model::Pipeline& pipeline, const std::string& user_id) {
  return pipeline.name + "_" + user_id;
}

std::string bundle_variable(const char* name, const char* description, const std::string& value) {
  return std::string("  ") + name + ":\n    description: " + description +
         "\n    default: " + in_quotes(value) + "\n";
}

std::string job_task(const model::Task& task, const model::DagSettings& settings) {
  std::string yaml =
      "        - task_key: " + in_quotes(task.name) + "\n          job_cluster_key: main\n";
  if (!task.after.empty()) yaml += "          depends_on:\n";
  for (const std::string& before : task.after) {
    yaml += "            - task_key: " + in_quotes(before) + "\n";
  }
  yaml += "          max_retries: " + std::to_string(settings.retries) +
          "\n          min_retry_interval_millis: " + std::to_string(settings.retry_delay.count()) +
          "\n          notebook_task:\n            notebook_path: " +
          in_quotes("../notebooks/" + task.name + ".py") + "\n";
  return yaml;
}

}  // namespace

std::string databricks_bundle(const model::Pipeline& pipeline, const DatabricksOptions& options) {
  return "# Written by `pinflow export databricks` from the pipeline " + pipeline.name + ".\n" +
         kAbout + job_key(pipeline, options.user_ids.front()) +
         "\nbundle:\n  name: " + in_quotes("pinflow_" + pipeline.name) +
         "\n\ninclude:\n  - resources/*.yml\n\nvariables:\n" +
         bundle_variable("bucket", "Where the objects are; the notebook fills in {user_id}",
                         options.bucket) +
         bundle_variable("mount", "Where the bucket is mounted; empty to read it directly",
                         options.mount) +
         kVariables;
}

Result<std::string> databricks_job(const model::Pipeline& pipeline,
                                   const std::vector<model::Task>& tasks,
                                   const std::string& user_id) {
  const model::DagSettings& settings = pipeline.dag;
  std::string yaml = "# The pipeline " + pipeline.name + " over the objects of " + user_id +
                     ": a task for each step.\nresources:\n  jobs:\n    " +
                     in_quotes(job_key(pipeline, user_id)) +
                     ":\n      name: " + in_quotes(pipeline.name + " of " + user_id) +
                     "\n      max_concurrent_runs: 1\n";
  auto timeout = std::chrono::ceil<std::chrono::seconds>(settings.timeout).count();
  if (timeout > 0) yaml += "      timeout_seconds: " + std::to_string(timeout) + "\n";
  if (!pipeline.schedule.empty()) {
    TRY_ASSIGN(std::string quartz, schedule::quartz_line(pipeline.schedule));
    yaml += "      schedule:  # " + pipeline.schedule +
            "\n        quartz_cron_expression: " + in_quotes(quartz) +
            "\n        timezone_id: " + in_quotes(settings.time_zone) +
            "\n        pause_status: PAUSED  # Until somebody says UNPAUSED.\n";
  }
  yaml +=
      "      parameters:\n        - name: user_id\n          default: " + in_quotes(user_id) + "\n";
  for (const char* name : {"bucket", "mount", "secret_scope", "catalog", "prefix"}) {
    yaml += std::string("        - name: ") + name + "\n          default: ${var." + name + "}\n";
  }
  yaml += kCluster;
  for (const model::Task& task : tasks) yaml += job_task(task, settings);
  return yaml;
}

}  // namespace pinflow::app
