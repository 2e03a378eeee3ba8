#include "app/price_table.h"

#include "app/embedded.h"
#include "app/toml_fields.h"
#include "base/file.h"
#include "base/nearest_name.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kEmbedded = "config/prices.toml";

// What a table must assume: that of the embedded one.
const char* const kAssumptions[] = {"hours_per_month",
                                    "msk_brokers",
                                    "msk_storage_gb",
                                    "msk_connect_mcus",
                                    "rest_proxy_machines",
                                    "databricks_nodes",
                                    "databricks_minutes_per_run",
                                    "databricks_dbus_per_node_hour"};

Result<std::map<std::string, double>> read_assumptions(const TomlValue& table) {
  std::map<std::string, double> assume;
  TomlFields fields(table);
  for (const char* name : kAssumptions) {
    TRY_ASSIGN(std::optional<double> number, fields.number(name));
    if (!number) return complaint(table, std::string("'") + name + "' is missing");
    if (*number < 0) return complaint(fields.at(name), "must not be negative");
    assume[name] = *number;
  }
  TRY(fields.finish());
  return assume;
}

Result<Price> read_price(const TomlValue& table) {
  TomlFields fields(table);
  Price price;
  TRY_ASSIGN(price.name, fields.text("name"));
  TRY_ASSIGN(price.service, fields.text("service"));
  TRY_ASSIGN(price.item, fields.text("item"));
  TRY_ASSIGN(price.source, fields.text("source"));
  TRY_ASSIGN(std::optional<double> usd, fields.number("usd"));
  TRY_ASSIGN(std::optional<double> per, fields.number("per"));
  if (!usd || *usd < 0) return complaint(fields.at("usd"), "'usd' must be given, and at least 0");
  if (!per || *per <= 0) return complaint(fields.at("per"), "'per' must be given, and over 0");
  price.usd = *usd;
  price.per = *per;
  TRY(fields.finish());
  return price;
}

}  // namespace

Result<PriceTable> parse_prices(std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(TomlValue root, parse_toml(text, file_name));
  PriceTable table;
  TomlFields fields(root);
  TRY_ASSIGN(table.region, fields.text("region"));
  TRY_ASSIGN(table.date, fields.text("date"));
  const TomlValue* assume = root.find("assume");
  if (assume == nullptr || assume->table() == nullptr) {
    return complaint(root, "the table [assume] is missing");
  }
  TRY_ASSIGN(table.assume, read_assumptions(*assume));
  TRY_ASSIGN(std::vector<const TomlValue*> prices, fields.tables("price"));
  for (const TomlValue* price : prices) {
    TRY_ASSIGN(Price one, read_price(*price));
    table.prices.push_back(std::move(one));
  }
  return table;
}

Result<PriceTable> read_prices(const std::string& file) {
  if (file.empty()) return parse_prices(*embedded_file(kEmbedded), kEmbedded);
  TRY_ASSIGN(std::string text, read_file(file));
  return parse_prices(text, file);
}

}  // namespace pinflow::app
