#include "serve/report.h"

#include <ctime>

#include "serve/chart.h"
#include "serve/html.h"

namespace pinflow::serve {
namespace {

constexpr size_t kTableRowsMax = 1000;

constexpr std::string_view kStyle = R"(
:root{--paper:#fff;--ink:#1b1f24;--faint:#667;--line:#dde;--land:#e4e7ec;--card:#f7f8fa}
@media(prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e7eaf0;--faint:#9aa3b2;
--line:#2c323c;--land:#2a303a;--card:#1b1f26}}
body{margin:0 auto;max-width:960px;padding:24px 16px;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:0 0 8px}
header p{color:var(--faint);margin:4px 0}.ledger{font-family:ui-monospace,monospace}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;
margin:16px 0;overflow-x:auto}
svg{width:100%;height:auto;display:block}svg text{font-size:13px;fill:var(--ink)}
.end{text-anchor:end}.middle{text-anchor:middle}.land{fill:var(--land)}
path,circle{stroke:var(--card);stroke-width:.5}
.legend{font-size:.85rem;color:var(--faint);margin:8px 0 0}.legend span{margin-right:12px;
white-space:nowrap}.legend i{display:inline-block;width:10px;height:10px;margin-right:4px}
details{margin-top:8px}summary{cursor:pointer;color:var(--faint)}
table{border-collapse:collapse;font-size:.9rem}td,th{padding:3px 12px 3px 0;text-align:left;
border-bottom:1px solid var(--line)}td.n,th.n{text-align:right}
pre{font-size:.8rem;white-space:pre-wrap}
)";

// Told apart by people who see few colours, too: light and dark alternate.
constexpr const char* kColours[kColourCount] = {
    "#3567a8", "#e8853d", "#4a9a6f", "#c9463d", "#8a6bb5", "#8c5a45", "#d579b4",
    "#7a7a7a", "#b5a52c", "#2fa9bd", "#1f3f77", "#f2b880", "#9fd3b3"};

std::string style() {
  std::string css(kStyle);
  for (size_t index = 0; index < kColourCount; ++index) {
    std::string name = ".c" + std::to_string(index);
    css += name + "{fill:" + kColours[index] + ";background:" + kColours[index] + "}";
  }
  return css;
}

std::string time_text(UnixMillis time) {
  std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &utc);
  return text;
}

bool is_amount(const query::Table::Column& column) {
  return column.type == "BIGINT" || column.type == "INTEGER" || column.type == "DOUBLE" ||
         column.type == "HUGEINT" || column.type.starts_with("DECIMAL");
}

std::string table_html(const query::Table& table) {
  std::string html = "<table><tr>";
  for (const auto& column : table.columns) {
    html += is_amount(column) ? "<th class=\"n\">" : "<th>";
    html += escape_html(column.name) + "</th>";
  }
  html += "</tr>";
  for (size_t line = 0; line < table.rows.size() && line < kTableRowsMax; ++line) {
    html += "<tr>";
    for (size_t column = 0; column < table.columns.size(); ++column) {
      const query::Cell& cell = table.rows[line][column];
      const int64_t* integer = std::get_if<int64_t>(&cell);
      bool is_year = integer != nullptr && table.columns[column].name.ends_with("year");
      html += is_amount(table.columns[column]) ? "<td class=\"n\">" : "<td>";
      html += escape_html(is_year ? std::to_string(*integer) : readable(cell)) + "</td>";
    }
    html += "</tr>";
  }
  html += "</table>";
  if (table.rows.size() > kTableRowsMax) {
    html += "<p>" + std::to_string(table.rows.size() - kTableRowsMax) + " more rows.</p>";
  }
  return html;
}

std::string section_html(const Answer& answer, std::string_view world_map) {
  const model::Query& query = *answer.query;
  std::string html =
      "<section id=\"" + escape_html(query.name) + "\"><h2>" + escape_html(query.title) + "</h2>";
  if (answer.table.rows.empty()) return html + "<p>No rows.</p></section>";
  std::string chart = draw_chart(query.chart, answer.table, world_map);
  html += chart;
  html += chart.empty() ? "<details open>" : "<details>";
  html += "<summary>" + std::to_string(answer.table.rows.size()) + " rows</summary>" +
          table_html(answer.table) + "</details>";
  html += "<details><summary>SQL</summary><pre>" + escape_html(query.sql) + "</pre></details>";
  return html + "</section>";
}

}  // namespace

std::string render_report(const Report& report, std::string_view world_map) {
  std::string html =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
      escape_html(report.pipeline + " · " + report.user_id) + "</title><style>" + style() +
      "</style></head><body><header><h1>" + escape_html(report.pipeline) + "</h1><p>User " +
      escape_html(report.user_id) + ", " + time_text(report.made_at) + "</p>";
  if (!report.ledger.empty()) {
    html += "<p class=\"ledger\">" + escape_html(report.ledger) + "</p>";
  }
  html += "</header>";
  for (const Answer& answer : report.answers) html += section_html(answer, world_map);
  return html + "</body></html>\n";
}

}  // namespace pinflow::serve
