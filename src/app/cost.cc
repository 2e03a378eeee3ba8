#include "app/cost.h"

#include <cmath>
#include <cstdio>
#include <functional>

#include "app/print.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

struct Quantity {
  double count = 0;
  std::string why;
};

std::string text(double number) {
  if (number >= 1000) return with_thousands(std::llround(number));
  std::string digits(32, '\0');
  int size = std::snprintf(digits.data(), digits.size(),
                           number == std::round(number) ? "%.0f" : "%.4g", number);
  digits.resize(static_cast<size_t>(size));
  return digits;
}

// Quantities of a month, each from facts and assumptions.
class Month {
 public:
  Month(const CostFacts& facts, const PriceTable& table) : facts_(facts), assume_(table.assume) {}

  // By the price's name; nothing where it is not known what to count.
  std::optional<Quantity> of(const std::string& name) const {
    if (name == "api_gateway_requests") return counted("stage_requests", "requests through stages");
    if (name == "s3_put_requests") return counted("put_requests", "requests");
    if (name == "s3_get_requests") return counted("get_requests", "requests");
    if (name == "s3_storage_gb") return storage();
    if (name == "kinesis_put_units") return counted("kinesis_records", "records, one unit each");
    if (name == "kinesis_shard_hours") return always(fact("kinesis_shards"), "open shards");
    if (name == "msk_broker_hours") return of_topics("msk_brokers", "brokers assumed");
    if (name == "msk_storage_gb") return msk_storage();
    if (name == "ec2_rest_proxy_hours") return of_topics("rest_proxy_machines", "machines assumed");
    if (name == "msk_connect_mcu_hours") return connect();
    if (name == "databricks_job_dbus") return jobs(assume("databricks_dbus_per_node_hour"));
    if (name == "databricks_node_hours") return nodes();
    if (name == "databricks_stream_dbus") return streams();
    if (name == "mwaa_hours") return always(fact("schedules"), "pipelines with a schedule");
    return std::nullopt;
  }

 private:
  double fact(const char* name) const {
    auto found = facts_.find(name);
    return found == facts_.end() ? 0 : found->second;
  }
  double assume(const char* name) const { return assume_.at(name); }
  double hours() const { return assume("hours_per_month"); }
  // How many times as long as `up` has run a month is.
  double months() const { return hours() * 3600 / std::max(1.0, fact("uptime_s")); }

  Quantity counted(const char* name, const char* what) const {
    double count = fact(name);
    return {count * months(),
            text(count) + " " + what + " in " + text(fact("uptime_s")) + " s of uptime"};
  }
  Quantity always(double count, const std::string& what) const {
    return {count * hours(), text(count) + " " + what + " x " + text(hours()) + " h"};
  }
  Quantity of_topics(const char* name, const char* what) const {
    return fact("topics") > 0 ? always(assume(name), what) : Quantity{};
  }
  Quantity msk_storage() const {
    if (fact("topics") == 0) return {};
    double brokers = assume("msk_brokers");
    return {brokers * assume("msk_storage_gb"),
            text(brokers) + " brokers x " + text(assume("msk_storage_gb")) + " GB assumed"};
  }
  Quantity connect() const {
    double mcus = fact("connectors") * assume("msk_connect_mcus");
    return always(mcus, "MCUs of " + text(fact("connectors")) + " running connectors");
  }
  // What is put in a month is there for half of it on average.
  Quantity storage() const {
    double now = fact("bytes_stored") / 1e9;
    double more = fact("bytes_put") * months() / 1e9;
    return {now + more / 2, text(now) + " GB now, " + text(more) + " GB more by the month's end"};
  }
  Quantity jobs(double each) const {
    double runs = fact("runs_per_month");
    double node_hours =
        runs * assume("databricks_minutes_per_run") / 60 * assume("databricks_nodes");
    return {node_hours * each, text(runs) + " runs x " +
                                   text(assume("databricks_minutes_per_run")) + " min x " +
                                   text(assume("databricks_nodes")) + " nodes assumed"};
  }
  Quantity streams() const {
    if (fact("kinesis_streams") == 0) return {};
    Quantity nodes = always(assume("databricks_nodes"), "nodes for streams, assumed");
    return {nodes.count * assume("databricks_dbus_per_node_hour"), nodes.why};
  }
  Quantity nodes() const {
    Quantity of_jobs = jobs(1);
    if (fact("kinesis_streams") == 0) return of_jobs;
    return {of_jobs.count + hours() * assume("databricks_nodes"),
            of_jobs.why + "; and those for streams, always"};
  }

  const CostFacts& facts_;
  const std::map<std::string, double>& assume_;
};

// Dollars, to the cent or, of little, to the first digit that tells something.
std::string dollars(double usd) {
  std::string digits(32, '\0');
  int size =
      std::snprintf(digits.data(), digits.size(), usd >= 0.01 || usd == 0 ? "%.2f" : "%.1g", usd);
  digits.resize(static_cast<size_t>(size));
  return digits;
}

}  // namespace

CostEstimate estimate_cost(const CostFacts& facts, const PriceTable& table) {
  CostEstimate estimate{table.region, table.date, 0, {}, 0};
  auto uptime = facts.find("uptime_s");
  if (uptime != facts.end()) estimate.uptime_s = uptime->second;
  Month month(facts, table);
  for (const Price& price : table.prices) {
    std::optional<Quantity> quantity = month.of(price.name);
    if (!quantity || quantity->count == 0) continue;
    double usd = quantity->count / price.per * price.usd;
    estimate.lines.push_back({price, quantity->count, usd, std::move(quantity->why)});
    estimate.total_usd += usd;
  }
  return estimate;
}

std::string cost_json(const CostEstimate& estimate, const CostFacts& facts) {
  json::Writer writer;
  writer.begin_object().member("region", estimate.region).member("date", estimate.date);
  writer.member("uptime_s", estimate.uptime_s).key("lines").begin_array();
  for (const CostLine& line : estimate.lines) {
    writer.begin_object().member("name", line.price.name).member("service", line.price.service);
    writer.member("item", line.price.item).member("quantity", line.quantity);
    writer.member("usd_each", line.price.usd).member("per", line.price.per);
    writer.member("usd", line.usd).member("why", line.why);
    writer.member("source", line.price.source).end_object();
  }
  writer.end_array().member("total_usd", estimate.total_usd).key("facts").begin_object();
  for (const auto& [name, number] : facts) writer.member(name, number);
  return writer.end_object().end_object().take();
}

Result<CostFacts> read_cost_facts(std::string_view json) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(json));
  auto listed = root["facts"];
  if (!listed) return Status(Code::kCorruption, "the answer has no facts");
  CostFacts facts;
  listed->each_member([&](std::string_view name, json::Element value) {
    facts[std::string(name)] = value.as_double().value_or(0);
    return true;
  });
  return facts;
}

query::Table cost_table(const CostEstimate& estimate) {
  query::Table table{{{"service", "VARCHAR"},
                      {"item", "VARCHAR"},
                      {"a_month", "VARCHAR"},
                      {"price_usd", "VARCHAR"},
                      {"usd", "VARCHAR"},
                      {"why", "VARCHAR"}},
                     {},
                     false};
  for (const CostLine& line : estimate.lines) {
    std::string price = text(line.price.usd);
    if (line.price.per != 1) price += " per " + text(line.price.per);
    table.rows.push_back({line.price.service, line.price.item, text(line.quantity), price,
                          dollars(line.usd), line.why});
  }
  const std::string none;
  table.rows.push_back({std::string("all"), none, none, none, dollars(estimate.total_usd), none});
  return table;
}

}  // namespace pinflow::app
