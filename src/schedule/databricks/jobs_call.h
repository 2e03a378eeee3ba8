// JobsCall: what a route of Databricks' Jobs API gets: its arguments, and what it works on.
//
//   Source:  docs.databricks.com/api/workspace/jobs, versions 2.1 and 2.2.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"
#include "json/document.h"
#include "schedule/scheduler.h"

namespace pinflow::schedule::databricks {

struct JobsOptions {
  // A notebook's path -> a task of the DAG; any other notebook stands for the whole DAG.
  std::map<std::string, std::string> notebooks{};
  // SHA-256 in hex of the bearer tokens that are let in; where there are none, whoever `guard`
  // has nothing against.
  std::vector<std::string> token_sha256{};
  http::Guard guard{};
};

// What all routes work on.
struct Jobs {
  Jobs(const DagRunner& of_runner, Scheduler& of_scheduler, JobsOptions with)
      : runner(of_runner), scheduler(of_scheduler), options(std::move(with)) {}

  const DagRunner& runner;
  Scheduler& scheduler;
  JobsOptions options;
  std::mutex submitting;  // Of one idempotency token, one makes the run.
};

// The arguments of a call: the members of its body, else those of its query.
class Arguments {
 public:
  // `request` outlives it. Errors: kInvalidArgument: the body is no JSON object.
  static Result<Arguments> read(const http::Request& request);

  // Nothing where it is not given. Numbers may be texts. Errors: kInvalidArgument (another type).
  Result<std::optional<int64_t>> number(std::string_view name) const;
  Result<std::optional<std::string>> text(std::string_view name) const;
  bool flag(std::string_view name) const;  // False where it is not given.
  // The same, which must be there.
  Result<int64_t> needed_number(std::string_view name) const;
  std::optional<json::Element> member(std::string_view name) const;  // Of the body only.
  json::Element body() const { return *body_; }                      // An object.

 private:
  explicit Arguments(const http::Request& request) : request_(request) {}

  const http::Request& request_;
  json::Parser parser_;
  std::optional<json::Element> body_;
};

struct JobsCall {
  Jobs& jobs;
  const http::Request& request;
  const Arguments& arguments;

  runs::RunStore& runs() const { return jobs.runner.runs; }
};

// {"error_code":"INVALID_PARAMETER_VALUE","message":…}; `error` is not OK.
http::Response jobs_error(const Status& error);
// The JSON with 200, or its error.
http::Response jobs_answer(const Result<std::string>& json);

}  // namespace pinflow::schedule::databricks
