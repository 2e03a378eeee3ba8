#include "app/batch.h"

#include <algorithm>

#include "app/embedded.h"
#include "app/pipeline_dag.h"
#include "clean/cleaner.h"
#include "clean/gather.h"
#include "query/stoppable_engine.h"
#include "serve/report.h"
#include "telemetry/span.h"

namespace pinflow::app {
namespace {

// No rows of it are in this process' memory.
constexpr uint64_t kSparkCommitBytes = uint64_t{64} << 30;

Result<std::vector<std::string>> users_of(Parts& parts, const schedule::Parameters& parameters) {
  auto given = parameters.find("user_id");
  if (given == parameters.end()) return parts.user_ids();
  TRY(check_user_ids({given->second}));
  return std::vector<std::string>{given->second};
}

bool is_full(const schedule::Parameters& parameters) {
  auto given = parameters.find("full");
  return given != parameters.end() && given->second == "true";
}

clean::Site site_of(Parts& parts, const std::string& user_id, query::Engine& engine) {
  return clean::Site{.pipeline = parts.pipeline(),
                     .user_id = user_id,
                     .table = [&parts](const std::string& name) { return parts.table(name); },
                     .engine = engine,
                     .on_progress = {}};
}

// Does `step` for each user; says each outcome.
Status for_users(Parts& parts, const schedule::Parameters& parameters, const std::stop_token& stop,
                 const std::function<Status(const clean::Site& site)>& step) {
  TRY_ASSIGN(std::vector<std::string> users, users_of(parts, parameters));
  TRY_ASSIGN(query::Engine * engine, parts.batch_engine());
  query::StoppableEngine stoppable(*engine, stop);
  for (const std::string& user : users) {
    clean::Site site = site_of(parts, user, stoppable);
    Status status = step(site);
    if (!status.ok()) return std::move(status).with_context("user " + user);
  }
  return Status();
}

Status gather_job(Parts& parts, const schedule::Parameters& parameters,
                  const schedule::LogLine& log, const std::stop_token& stop) {
  return for_users(parts, parameters, stop, [&](const clean::Site& site) {
    clean::GatherOptions options;
    options.bucket_name = model::bucket_name(site.user_id);
    options.full = is_full(parameters);
    if (parts.config().text("query.type") == "spark") options.commit_bytes_max = kSparkCommitBytes;
    TRY_ASSIGN(objects::Store * bucket, parts.bucket(options.bucket_name));
    for (const model::Dataset& dataset : site.pipeline.datasets) {
      Result<clean::GatherReport> report = clean::gather(site, dataset, *bucket, options);
      if (!report.ok()) return report.status().with_context("gather " + dataset.name);
      log("gather " + model::table_name(site.user_id, dataset) + ": " +
          std::to_string(report->objects) + " objects, " + std::to_string(report->rows) +
          " rows, " + std::to_string(report->dead_letters) + " dead letters" +
          (report->unreadable > 0
               ? ", " + std::to_string(report->unreadable) + " objects NOT READ, named above"
               : ""));
    }
    return Status();
  });
}

Status clean_one(const clean::Site& site, const model::Dataset& dataset, bool full,
                 const schedule::LogLine& log) {
  Result<clean::CleanReport> report = clean::clean_dataset(site, dataset, full);
  if (!report.ok()) return report.status().with_context("clean " + dataset.name);
  log("clean " + model::table_name(site.user_id, dataset) + ": " + std::to_string(report->rows) +
      " rows, " + std::to_string(report->duplicates) + " duplicates, " +
      std::to_string(report->dead_letters) + " dead letters");
  for (const model::QualityResult& failed : report->failed_checks) {
    log(std::string(schedule::kWarning) + "check " + failed.check->name + " of " + dataset.name +
        " failed: " + std::to_string(failed.rows_failed) + " of " +
        std::to_string(failed.rows_checked) + " rows" +
        (failed.detail.empty() ? "" : ", " + failed.detail));
  }
  return Status();
}

// Of the datasets of which `only` is one; of all where it is "".
Status clean_job(Parts& parts, const std::string& only, const schedule::Parameters& parameters,
                 const schedule::LogLine& log, const std::stop_token& stop) {
  return for_users(parts, parameters, stop, [&](const clean::Site& site) {
    for (const model::Dataset& dataset : site.pipeline.datasets) {
      bool is_wanted = only.empty() || dataset.name == only;
      if (is_wanted) TRY(clean_one(site, dataset, is_full(parameters), log));
    }
    return Status();
  });
}

Status query_job(Parts& parts, const schedule::Parameters& parameters, const schedule::LogLine& log,
                 const std::stop_token& stop) {
  return for_users(parts, parameters, stop, [&](const clean::Site& site) {
    TRY_ASSIGN(auto reports, clean::answer(site, is_full(parameters)));
    int64_t changed = 0;
    for (const clean::AnswerReport& report : reports) changed += report.changed ? 1 : 0;
    log("query " + site.user_id + ": " + std::to_string(reports.size()) + " answers, " +
        std::to_string(changed) + " changed");
    return Status();
  });
}

}  // namespace

Result<clean::Site> batch_site(Parts& parts, const std::string& user_id) {
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  return site_of(parts, user_id, *engine);
}

std::vector<schedule::Job> batch_jobs(Parts& parts) {
  using Run = std::function<Status(const schedule::Parameters&, const schedule::LogLine&,
                                   const std::stop_token&)>;
  std::vector<schedule::Job> jobs;
  auto add = [&](const std::string& name, const Run& run) {
    jobs.push_back({name, [run, name](const schedule::Parameters& parameters,
                                      const schedule::LogLine& log, const std::stop_token& stop) {
                      telemetry::Span span(name);
                      Status status = run(parameters, log, stop);
                      span.settle(status);
                      return status;
                    }});
  };
  add("gather", [&parts](const auto&... with) { return gather_job(parts, with...); });
  add("clean", [&parts](const auto&... with) { return clean_job(parts, "", with...); });
  for (const model::Dataset& dataset : parts.pipeline().datasets) {
    add("clean_" + dataset.name, [&parts, name = dataset.name](const auto&... with) {
      return clean_job(parts, name, with...);
    });
  }
  add("query", [&parts](const auto&... with) { return query_job(parts, with...); });
  return jobs;
}

schedule::Dag batch_dag(const model::Pipeline& pipeline) {
  schedule::Dag dag{pipeline.name, pipeline.tasks};
  if (dag.tasks.empty()) dag.tasks = {{"gather", {}}, {"clean", {"gather"}}, {"query", {"clean"}}};
  return dag;
}

Status run_batch(Parts& parts, const std::vector<std::string>& tasks,
                 const schedule::Parameters& parameters, const schedule::LogLine& on_line) {
  schedule::Dag dag = batch_dag(parts.pipeline());
  if (!tasks.empty()) {
    std::erase_if(dag.tasks, [&](const model::Task& task) {
      return std::find(tasks.begin(), tasks.end(), task.name) == tasks.end();
    });
    for (model::Task& task : dag.tasks) {
      std::erase_if(task.after, [&](const std::string& before) {
        return std::find(tasks.begin(), tasks.end(), before) == tasks.end();
      });
    }
  }
  // Jobs tell their own errors, which the run's record keeps as text only.
  std::vector<schedule::Job> jobs = batch_jobs(parts);
  Status first_error;
  for (schedule::Job& job : jobs) {
    job.run = [run = job.run, &first_error, &on_line](const schedule::Parameters& given,
                                                      const schedule::LogLine& log,
                                                      const std::stop_token& stop) {
      auto telling = [&](std::string_view line) {
        log(line);
        on_line(line);
      };
      Status status = run(given, telling, stop);
      if (!status.ok() && first_error.ok()) first_error = status;
      return status;
    };
  }
  TRY_ASSIGN(runs::RunStore * runs, parts.runs());
  const schedule::RunLocks locks = run_locks(parts);
  schedule::DagRunner runner{
      .dag = dag, .jobs = jobs, .runs = *runs, .retries = {.count = 0}, .locks = &locks};
  TRY_ASSIGN(runs::RunId id, runner.create(runs::kTriggerCommand, parameters));
  TRY_ASSIGN(runs::State state, runner.run(id));
  if (!first_error.ok()) return first_error;
  if (state != runs::State::kSucceeded) {
    return Status(Code::kUnavailable, "run ended as " + std::string(runs::state_name(state)));
  }
  return Status();
}

Result<clean::Ledger> batch_ledger(Parts& parts, const std::vector<std::string>& user_ids) {
  clean::Ledger all;
  for (const std::string& user : user_ids) {
    TRY_ASSIGN(clean::Site site, batch_site(parts, user));
    for (const model::Dataset& dataset : site.pipeline.datasets) {
      TRY_ASSIGN(clean::Ledger one, clean::ledger(site, dataset));
      all += one;
    }
  }
  return all;
}

std::string ledger_line(const clean::Ledger& ledger) {
  std::string line = "accepted " + std::to_string(ledger.accepted) + " = tables " +
                     std::to_string(ledger.tables) + " + duplicates " +
                     std::to_string(ledger.duplicates) + " + dead letters " +
                     std::to_string(ledger.dead_letters);
  if (ledger.waiting() != 0) line += " + waiting " + std::to_string(ledger.waiting());
  return line;
}

Result<std::string> batch_report(Parts& parts, const std::string& user_id) {
  TRY_ASSIGN(clean::Site site, batch_site(parts, user_id));
  TRY_ASSIGN(clean::Ledger ledger, batch_ledger(parts, {user_id}));
  TRY_ASSIGN(std::unique_ptr<query::Session> session, site.engine.open_session());
  TRY(clean::bind_views(site, *session));
  serve::Report report{
      parts.pipeline().name, user_id, ledger_line(ledger), system_clock().now(), {}};
  for (const model::Query& query : parts.pipeline().queries) {
    Result<query::Table> table = session->query(query.sql);
    if (!table.ok()) return table.status().with_context("query " + query.name);
    report.answers.push_back({&query, std::move(*table)});
  }
  return serve::render_report(report, *embedded_file("assets/world_map.json"));
}

}  // namespace pinflow::app
