// The command metrics: the live metrics of the pinflow that runs.
#include <cstdio>

#include "app/commands.h"
#include "app/metric_view.h"
#include "app/print.h"
#include "app/rest_client.h"
#include "http/target.h"

namespace pinflow::app {
namespace {

// All metrics, or one of the user's.
std::string target_of(const Invocation& invocation, int64_t row_count_max) {
  std::optional<std::string> name = invocation.arguments.text("NAME");
  if (!name) return "/v1/metrics";
  std::string target =
      "/v1/metrics/" + http::percent_encode(*name) + "?limit=" + std::to_string(row_count_max);
  std::vector<std::string> users = invocation.config.list("app.user_ids");
  if (!users.empty() && users.front() != "*") target += "&user_id=" + users.front();
  return target;
}

Result<query::Table> ask(const Invocation& invocation, int64_t row_count_max) {
  TRY_ASSIGN(auto client, open_live_client(invocation.config.text("app.data")));
  TRY_ASSIGN(http::Response response,
             client->send("GET", target_of(invocation, row_count_max), ""));
  TRY(answer_status(response));
  return invocation.arguments.text("NAME") ? metric_rows(response.body)
                                           : metric_list(response.body);
}

ExitCode run_metrics(Invocation& invocation) {
  Result<int64_t> row_count_max = invocation.arguments.count("limit", 20);
  if (!row_count_max.ok()) return report_usage_error(invocation, row_count_max.status());
  Result<query::Table> table = ask(invocation, *row_count_max);
  if (!table.ok()) return report_error(invocation, table.status());
  if (table->rows.empty() && !invocation.json) {
    std::printf("no rows yet: the streams of `pinflow up` make them\n");
    return ExitCode::kOk;
  }
  Format format = invocation.json ? Format::kJson : Format::kTable;
  std::printf("%s", format_table(*table, format).c_str());
  return ExitCode::kOk;
}

}  // namespace

Command metrics_command() {
  return {"metrics",
          "Show the live metrics of the running pinflow, or the rows of one",
          "  pinflow metrics\n  pinflow metrics trending_categories\n"
          "  pinflow metrics category_of_the_year --limit 1 --json",
          {{"limit", "ROWS", "so many at most (default 20)"}},
          {{"NAME", "one of them; all are listed when it is left out"}},
          run_metrics};
}

}  // namespace pinflow::app
