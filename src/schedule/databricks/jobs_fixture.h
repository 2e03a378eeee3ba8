// The Jobs API over a DAG of three tasks and a history in memory, for the tests of each route.
#pragma once

#include <gtest/gtest.h>

#include "http/target.h"
#include "http/wait.h"
#include "runs/memory_run_store.h"
#include "schedule/databricks/routes.h"

namespace pinflow::schedule::databricks {

class JobsApiTest : public testing::Test {
 protected:
  JobsApiTest() { add_routes(router_, jobs_api_, background_); }

  http::Response send(const std::string& method, const std::string& target,
                      std::string_view body = "") {
    http::Request request;
    EXPECT_TRUE(http::parse_target("/api/2.1/" + target, &request).ok());
    request.method = method;
    request.body = body;
    request.headers = {{"Host", "pinflow:8082"}};
    if (!authorization_.empty()) request.headers.emplace_back("Authorization", authorization_);
    return http::wait(router_.handle(request));
  }
  std::string get(const std::string& target) { return send("GET", target).body; }
  std::string post(const std::string& target, std::string_view body) {
    return send("POST", target, body).body;
  }
  static bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  }
  // The state of the newest run's tasks, in order: "gather:succeeded clean:failed ".
  std::string task_states() {
    std::string all;
    const runs::Run newest = runs_->runs("daily", 1)->at(0);
    for (const runs::TaskRun& task : newest.tasks) {
      all += task.task + ":" + std::string(runs::state_name(task.state)) + " ";
    }
    return all;
  }

  Job job(const char* name) {
    return {name, [this, name](const Parameters& parameters, const LogLine& log, const auto&) {
              auto user = parameters.find("user_id");
              ran_ += name + (user == parameters.end() ? "" : "(" + user->second + ")") + " ";
              log(std::string("did ") + name);
              return name == failing_ ? Status(Code::kInvalidArgument, "no luck") : Status();
            }};
  }

  ManualClock clock_{UnixMillis(std::chrono::milliseconds(5000))};
  std::unique_ptr<runs::RunStore> runs_ = runs::open_memory_run_store(clock_);
  std::string ran_, failing_, authorization_;
  Dag dag_{"daily", {{"gather", {}}, {"clean", {"gather"}}, {"query", {"clean"}}}};
  std::vector<schedule::Job> jobs_{job("gather"), job("clean"), job("query")};
  DagRunner runner_{dag_, jobs_, *runs_, {.count = 0}, clock_};
  Scheduler scheduler_{runner_, std::nullopt};
  Jobs jobs_api_{runner_, scheduler_, {.notebooks = {{"/me/clean_pin", "clean"}}}};
  http::Router router_;
  http::Background background_;  // Last: it uses all of the above.
};

}  // namespace pinflow::schedule::databricks
