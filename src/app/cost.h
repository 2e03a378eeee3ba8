// estimate_cost(): what the running configuration would cost a month at AWS.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/price_table.h"
#include "json/document.h"
#include "query/engine.h"

namespace pinflow::app {

// What was counted since `up` began, and what there is now; names as in cost_facts.h.
using CostFacts = std::map<std::string, double>;

struct CostLine {
  Price price;
  double quantity = 0;  // In a month.
  double usd = 0;
  std::string why;  // How the quantity comes about.
};

struct CostEstimate {
  std::string region;
  std::string date;
  double uptime_s = 0;
  std::vector<CostLine> lines;  // Those that cost something.
  double total_usd = 0;
};

// What is counted is taken to go on as it went since `up` began.
CostEstimate estimate_cost(const CostFacts& facts, const PriceTable& table);

// {"region", "date", "uptime_s", "lines": [{"name", "service", "item", "quantity", "usd_each",
// "per", "usd", "why", "source"}, …], "total_usd", "facts": {…}}
std::string cost_json(const CostEstimate& estimate, const CostFacts& facts);
// The facts of such a text. Errors: kCorruption.
Result<CostFacts> read_cost_facts(std::string_view json);

// One row for each line, and the sum.
query::Table cost_table(const CostEstimate& estimate);

}  // namespace pinflow::app
