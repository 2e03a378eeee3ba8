#include "app/pipeline_dag.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "app/batch.h"
#include "base/file.h"
#include "schedule/mail.h"

namespace pinflow::app {
namespace {

Result<std::optional<schedule::Cron>> cron_of(const model::Pipeline& pipeline) {
  std::optional<schedule::Cron> cron;
  if (pipeline.schedule.empty()) return cron;
  TRY_ASSIGN(TimeZone zone, TimeZone::load(pipeline.dag.time_zone));
  Result<schedule::Cron> parsed = schedule::Cron::parse(pipeline.schedule, zone);
  if (!parsed.ok()) return parsed.status().with_context("pipeline.toml: schedule");
  cron = std::move(*parsed);
  return cron;
}

schedule::Job telling(const schedule::Job& job, const schedule::LogLine& on_line) {
  return {job.name,
          [run = job.run, on_line](const schedule::Parameters& given, const schedule::LogLine& log,
                                   const std::stop_token& stop) {
            auto say = [&](std::string_view line) {
              log(line);
              on_line(line);
            };
            return run(given, say, stop);
          }};
}

// Of the environment, else of the file that the setting names. "" : none.
Result<std::string> secret_of(const char* variable, const Config& config, const char* setting) {
  if (const char* secret = std::getenv(variable)) return std::string(secret);
  const std::string& file = config.text(setting);
  if (file.empty()) return std::string();
  Result<std::string> secret = read_file(file);
  if (!secret.ok()) return secret.status().with_context(setting);
  secret->erase(secret->find_last_not_of(" \t\r\n") + 1);
  return secret;
}

Result<schedule::MailOptions> mail_of(const Config& config) {
  TRY_ASSIGN(std::string password,
             secret_of("PINFLOW_ALERT_MAIL_PASSWORD", config, "schedule.alert.mail_password_file"));
  return schedule::MailOptions{
      config.text("schedule.alert.mail_server"), config.text("schedule.alert.mail_from"),
      config.list("schedule.alert.mail_to"), config.text("schedule.alert.mail_user"), password};
}

}  // namespace

UnixMillis PipelineDag::begin_of(std::chrono::local_days day) const {
  return (cron ? cron->zone() : TimeZone()).first_showing(day);
}

schedule::RunLocks run_locks(const Parts& parts) {
  return schedule::RunLocks(parts.data() / "runs.lock");
}

Result<std::unique_ptr<PipelineDag>> open_dag(Parts& parts, const schedule::LogLine& on_line) {
  const model::Pipeline& pipeline = parts.pipeline();
  const model::DagSettings& settings = pipeline.dag;
  TRY_ASSIGN(runs::RunStore * runs, parts.runs());
  TRY_ASSIGN(std::optional<schedule::Cron> cron, cron_of(pipeline));
  auto opened = std::make_unique<PipelineDag>(
      PipelineDag{.dag = batch_dag(pipeline),
                  .jobs = batch_jobs(parts),
                  .cron = std::move(cron),
                  .catch_up_from = {},
                  .ownership = schedule::Ownership(parts.data() / "dag.lock"),
                  .run_locks = run_locks(parts),
                  .runner = nullptr});
  if (on_line) {
    for (schedule::Job& job : opened->jobs) job = telling(job, on_line);
  }
  if (!settings.catch_up_from.empty()) {
    TRY_ASSIGN(std::chrono::local_days day, schedule::parse_day(settings.catch_up_from));
    opened->catch_up_from = opened->begin_of(day);
  }
  opened->runner = std::make_unique<schedule::DagRunner>(
      schedule::DagRunner{.dag = opened->dag,
                          .jobs = opened->jobs,
                          .runs = *runs,
                          .retries = {static_cast<int>(settings.retries), settings.retry_delay,
                                      settings.retry_delay_max},
                          .timeout = settings.timeout,
                          .defaults = settings.parameters,
                          .locks = &opened->run_locks,
                          .tasks_at_once = static_cast<size_t>(settings.max_active_tasks),
                          .runs_at_once = static_cast<size_t>(settings.max_active_runs)});
  return opened;
}

Result<schedule::BackfillReport> backfill_days(const PipelineDag& dag, const std::string& from,
                                               const std::string& to,
                                               const schedule::Parameters& parameters) {
  Result<std::chrono::local_days> first = schedule::parse_day(from);
  if (!first.ok()) return first.status().with_context("from");
  Result<std::chrono::local_days> last = schedule::parse_day(to);
  if (!last.ok()) return last.status().with_context("to");
  if (*last < *first) return Status(Code::kInvalidArgument, "to: a day before the first");
  const UnixMillis begin = dag.begin_of(*first);
  if (begin > dag.runner->clock.now()) {
    return Status(Code::kInvalidArgument, "from: the day is still to come");
  }
  TRY_ASSIGN(schedule::Cron daily, schedule::Cron::parse("@daily"));
  return schedule::backfill(*dag.runner, dag.cron.value_or(daily), begin,
                            dag.begin_of(*last + std::chrono::days(1)), parameters);
}

Result<std::vector<std::unique_ptr<schedule::AlertWatch>>> open_alerts(
    const Config& config, const schedule::DagRunner& runner) {
  std::vector<std::unique_ptr<schedule::AlertWatch>> watches;
  const std::chrono::seconds late_after(config.integer("schedule.alert.late_after_s"));
  if (late_after.count() < 0) {
    return Status(Code::kInvalidArgument, "schedule.alert.late_after_s: 0 or more is wanted");
  }
  auto add = [&](const char* way, schedule::Tell tell) {
    watches.push_back(
        std::make_unique<schedule::AlertWatch>(runner, way, std::move(tell), late_after));
  };
  TRY_ASSIGN(std::string webhook,
             secret_of("PINFLOW_ALERT_WEBHOOK", config, "schedule.alert.webhook_file"));
  if (!webhook.empty()) {
    Result<schedule::Tell> tell = schedule::tell_by_webhook(webhook);
    if (!tell.ok()) return tell.status().with_context("schedule.alert");
    add("webhook", std::move(*tell));
  }
  const std::string& command = config.text("schedule.alert.command");
  if (!command.empty()) add("command", schedule::tell_by_command(command));
  if (!config.text("schedule.alert.mail_server").empty()) {
    TRY_ASSIGN(schedule::MailOptions mail, mail_of(config));
    Result<schedule::Tell> tell = schedule::tell_by_mail(mail);
    if (!tell.ok()) return tell.status().with_context("schedule.alert");
    add("mail", std::move(*tell));
  }
  return watches;
}

Result<std::unique_ptr<LineageWatch>> open_lineage(Parts& parts,
                                                   const schedule::DagRunner& runner) {
  const std::string& target = parts.config().text("lineage.openlineage");
  if (target.empty()) return std::unique_ptr<LineageWatch>();
  const char* key = std::getenv("OPENLINEAGE_API_KEY");
  Result<TellLineage> tell = tell_lineage_to(target, key ? key : "");
  if (!tell.ok()) return tell.status().with_context("lineage.openlineage");
  auto steps_of = [&parts](const runs::Run& run) -> Result<std::vector<LineageStep>> {
    TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
    auto asked = run.parameters.find("user_id");
    if (asked != run.parameters.end()) users = {asked->second};
    TRY_ASSIGN(query::Engine * engine, parts.engine());
    std::vector<LineageStep> steps;
    for (const std::string& user : users) {
      TRY_ASSIGN(auto of_user, pipeline_lineage(parts.pipeline(), user, *engine));
      std::ranges::move(of_user, std::back_inserter(steps));
    }
    return steps;
  };
  LineageNames names{parts.config().text("lineage.namespace"), runner.dag.name,
                     std::string("urn:pinflow:") + PINFLOW_VERSION};
  return std::make_unique<LineageWatch>(runner, std::move(names), steps_of, std::move(*tell));
}

}  // namespace pinflow::app
