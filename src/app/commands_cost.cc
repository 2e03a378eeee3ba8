// The command that estimates a bill: cost.
#include <cstdio>

#include "app/commands.h"
#include "app/cost.h"
#include "app/print.h"
#include "app/rest_client.h"
#include "app/workspace.h"

namespace pinflow::app {
namespace {

constexpr double kShortUptime = 600;

// What the pinflow that runs on the data folder has counted.
Result<CostFacts> live_facts(const Invocation& invocation) {
  TRY_ASSIGN(auto client, open_live_client(invocation.config.text("app.data")));
  TRY_ASSIGN(http::Response response, client->send("GET", "/v1/cost", ""));
  TRY(answer_status(response));
  return read_cost_facts(response.body);
}

void print_notes(const CostEstimate& estimate) {
  std::printf(
      "\nList prices of %s, read on %s; without free tiers, discounts, taxes and transfer.\n",
      estimate.region.c_str(), estimate.date.c_str());
  std::printf("Requests go on as in the %ld s since `up` began%s.\n",
              static_cast<long>(estimate.uptime_s),
              estimate.uptime_s < kShortUptime ? ", which is little to go by" : "");
}

ExitCode run_cost(Invocation& invocation) {
  std::optional<std::string> name = invocation.arguments.text("format");
  Result<Format> format = parse_format(name.value_or(invocation.json ? "json" : "table"));
  if (!format.ok()) return report_usage_error(invocation, format.status());
  std::string file =
      invocation.arguments.text("prices").value_or(invocation.config.text("app.price_file"));
  Result<PriceTable> prices = read_prices(file);
  if (!prices.ok()) return report_workspace_error(invocation, prices.status());
  Result<CostFacts> facts = live_facts(invocation);
  if (!facts.ok()) return report_error(invocation, facts.status());

  CostEstimate estimate = estimate_cost(*facts, *prices);
  if (*format == Format::kJson) {
    std::printf("%s\n", cost_json(estimate, *facts).c_str());
    return ExitCode::kOk;
  }
  std::printf("%s", format_table(cost_table(estimate), *format).c_str());
  if (*format != Format::kCsv) print_notes(estimate);
  return ExitCode::kOk;
}

}  // namespace

Command cost_command() {
  return {"cost",
          "Estimate what the running pinflow would cost a month at AWS",
          "  pinflow cost\n  pinflow cost --format markdown\n"
          "  pinflow cost --prices my_prices.toml --json",
          {{"format", "FORMAT", "table, json, csv or markdown"},
           {"prices", "FILE", "prices in place of the built-in ones (app.price_file)"}},
          {},
          run_cost};
}

}  // namespace pinflow::app
