// Commands that look at what is there: sql, topics.
#include <algorithm>
#include <cstdio>

#include "app/audit.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "json/document.h"

namespace pinflow::app {
namespace {

Result<Format> wanted_format(const Invocation& invocation) {
  std::optional<std::string> name = invocation.arguments.text("format");
  if (name) return parse_format(*name);
  return invocation.json ? Format::kJson : Format::kTable;
}

ExitCode run_sql(Invocation& invocation) {
  Result<Format> format = wanted_format(invocation);
  if (!format.ok()) return report_usage_error(invocation, format.status());
  Result<int64_t> row_count_max = invocation.arguments.count("limit", 10'000);
  Result<int64_t> timeout_s = invocation.arguments.count("timeout", 300);
  if (!row_count_max.ok()) return report_usage_error(invocation, row_count_max.status());
  if (!timeout_s.ok()) return report_usage_error(invocation, timeout_s.status());
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<std::vector<std::string>> ids = (*workspace)->parts->user_ids();
  if (!ids.ok()) return report_error(invocation, ids.status());

  std::string text = *invocation.arguments.text("SQL");
  std::string user_id = ids->empty() ? "demo" : ids->front();
  auto session = open_sql_session(*(*workspace)->parts, {user_id, text});
  if (!session.ok()) return report_error(invocation, session.status());
  query::QueryLimits limits{static_cast<size_t>(*row_count_max), std::chrono::seconds(*timeout_s)};
  Result<query::Table> answer = (*session)->query(text, limits);
  if (!answer.ok()) return report_error(invocation, answer.status());
  std::printf("%s", format_table(*answer, *format).c_str());
  if (answer->truncated) {
    std::fprintf(stderr, "pinflow: more than %ld rows; --limit shows more\n", *row_count_max);
  }
  return ExitCode::kOk;
}

query::Table topic_rows(json::Element topics) {
  query::Table answer{{{"topic", "VARCHAR"},
                       {"partition", "BIGINT"},
                       {"begin_offset", "BIGINT"},
                       {"end_offset", "BIGINT"}},
                      {},
                      false};
  auto integer = [](json::Element object, std::string_view name) {
    auto member = object[name];
    return member ? member->as_integer().value_or(0) : 0;
  };
  topics.each_element([&](json::Element topic) {
    auto name = topic["name"];
    auto partitions = topic["partitions"];
    if (!name || !partitions) return true;
    partitions->each_element([&](json::Element partition) {
      answer.rows.push_back({std::string(name->as_string().value_or("")),
                             integer(partition, "partition"), integer(partition, "begin_offset"),
                             integer(partition, "end_offset")});
      return true;
    });
    return true;
  });
  return answer;
}

ExitCode run_topics(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<std::string> text = read_topics(*(*workspace)->parts);
  if (!text.ok()) return report_error(invocation, text.status());
  if (invocation.json) {
    std::printf("%s\n", text->c_str());
    return ExitCode::kOk;
  }
  json::Parser parser;
  Result<json::Element> topics = parser.parse(*text);
  if (!topics.ok()) return report_error(invocation, topics.status().with_context("topics"));
  query::Table answer = topic_rows(*topics);
  if (answer.rows.empty()) {
    std::printf("No topics yet: clients make them by posting. Try `pinflow post`.\n");
    return ExitCode::kOk;
  }
  std::printf("%s", format_table(answer, Format::kTable).c_str());
  return ExitCode::kOk;
}

}  // namespace

Command sql_command() {
  return {"sql",
          "Ask the tables in SQL, read only",
          "  pinflow sql \"SELECT category, count(*) FROM pin GROUP BY ALL\"\n"
          "  pinflow sql \"SELECT * FROM bronze.demo_pin\" --limit 5 --format json\n"
          "  pinflow sql \"SELECT reason, count(*) FROM silver.demo_pin_dead_letters GROUP BY 1\"",
          {{"format", "FORMAT", "table, json, csv or markdown"},
           {"limit", "ROWS", "stop after so many rows (default 10000)"},
           {"timeout", "SECONDS", "give up after so long (default 300)"}},
          {{"SQL", "one statement", true}},
          run_sql};
}

Command topics_command() {
  return {"topics",
          "List the topics with their offsets",
          "  pinflow topics\n  pinflow topics --json",
          {},
          {},
          run_topics};
}

}  // namespace pinflow::app
