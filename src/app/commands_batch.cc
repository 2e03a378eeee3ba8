// Commands of the batch way: clean, query, report, audit.
#include <cstdio>

#include "app/audit.h"
#include "app/batch.h"
#include "app/commands.h"
#include "app/object_keeper.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/file.h"
#include "base/nearest_name.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

// That another process does it meanwhile is no trouble.
Status compact_if_wanted(Parts& parts, const schedule::LogLine& say) {
  if (!parts.config().flag("clean.compact_objects")) return Status();
  TRY_ASSIGN(clean::CompactOptions options, compact_options(parts.config()));
  Result<clean::CompactReport> report = compact_buckets(parts, std::move(options));
  if (report.status().code() == Code::kAlreadyExists) {
    say("objects not put together: " + report.status().message());
    return Status();
  }
  if (!report.ok()) return report.status();
  say("objects: " + std::to_string(report->objects_before) + " small ones became " +
      std::to_string(report->objects_after));
  return Status();
}

ExitCode run_clean(Invocation& invocation) {
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  schedule::Parameters parameters;
  if (invocation.arguments.flag("full")) parameters["full"] = "true";
  auto say = [&](std::string_view line) {
    if (!invocation.json) std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
  };
  Status status = run_batch(parts, {"gather", "clean", "query"}, parameters, say);
  if (!status.ok()) return report_error(invocation, status);
  Status compacted = compact_if_wanted(parts, say);
  if (!compacted.ok()) return report_error(invocation, compacted);
  Result<std::vector<std::string>> users = parts.user_ids();
  if (!users.ok()) return report_error(invocation, users.status());
  Result<clean::Ledger> ledger = batch_ledger(parts, *users);
  if (!ledger.ok()) return report_error(invocation, ledger.status());
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("accepted", ledger->accepted).member("tables", ledger->tables);
    writer.member("duplicates", ledger->duplicates);
    writer.member("dead_letters", ledger->dead_letters);
    writer.member("waiting", ledger->waiting()).end_object();
    std::printf("%s\n", writer.text().c_str());
  } else {
    std::printf("%s\n", ledger_line(*ledger).c_str());
  }
  return ExitCode::kOk;
}

// One user for commands that answer about one.
Result<std::string> one_user(Parts& parts) {
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  if (users.size() == 1) return users.front();
  return Status(Code::kInvalidArgument,
                users.empty() ? "no user id is known yet" : "--user-id: choose one of several");
}

Result<query::Table> ask(Parts& parts, const std::string& user, const model::Query& query) {
  TRY_ASSIGN(clean::Site site, batch_site(parts, user));
  TRY_ASSIGN(std::unique_ptr<query::Session> session, site.engine.open_session());
  TRY(clean::bind_views(site, *session));
  Result<query::Table> answer = session->query(query.sql);
  if (!answer.ok()) return answer.status().with_context("query " + query.name);
  return answer;
}

ExitCode run_query(Invocation& invocation) {
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  const model::Pipeline& pipeline = (*workspace)->pipeline;
  std::optional<std::string> wanted = invocation.arguments.text("NAME");
  std::string format_name =
      invocation.arguments.text("format").value_or(invocation.json ? "json" : "table");
  Result<Format> format = parse_format(format_name);
  Status error = format.status();
  if (error.ok() && wanted && pipeline.query(*wanted) == nullptr) {
    std::vector<std::string> names;
    for (const model::Query& query : pipeline.queries) names.push_back(query.name);
    std::string hint = did_you_mean(*wanted, names);
    error = Status(Code::kNotFound, "no query '" + *wanted + "'" + hint +
                                        (hint.empty() ? "; " : " ") + "`pinflow query` asks all");
  }
  if (error.ok()) error = expect_data(invocation.config);
  if (!error.ok()) return report_error(invocation, error);
  Result<std::string> user = one_user(parts);
  if (!user.ok()) return report_error(invocation, user.status());

  bool all_in_json = !wanted && *format == Format::kJson;
  std::string all = "{";
  for (const model::Query& query : pipeline.queries) {
    if (wanted && query.name != *wanted) continue;
    Result<query::Table> answer = ask(parts, *user, query);
    if (!answer.ok()) return report_error(invocation, answer.status());
    std::string text = format_table(*answer, *format);
    if (all_in_json) {
      text.pop_back();  // The line's end.
      all += (all.size() > 1 ? ",\"" : "\"") + query.name + "\":" + text;
      continue;
    }
    if (!wanted)
      std::printf("%s# %s\n", *format == Format::kMarkdown ? "#" : "", query.title.c_str());
    std::printf("%s%s", text.c_str(), wanted ? "" : "\n");
  }
  if (all_in_json) std::printf("%s}\n", all.c_str());
  return ExitCode::kOk;
}

ExitCode run_report(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  Result<std::string> user = one_user(parts);
  Result<std::string> page = user.ok() ? batch_report(parts, *user) : user;
  if (!page.ok()) return report_error(invocation, page.status());
  std::filesystem::path file =
      invocation.arguments.text("out").value_or((parts.data() / "report.html").string());
  Status status = replace_file(file, *page);
  if (!status.ok()) return report_error(invocation, status);
  if (invocation.json) {
    json::Writer writer;
    writer.begin_object().member("report", file.string()).end_object();
    std::printf("%s\n", writer.text().c_str());
  } else {
    std::printf("%s\n", file.c_str());
  }
  return ExitCode::kOk;
}

std::string audit_text(const AuditCounts& counts) {
  return ledger_line({counts.accepted, counts.tables, counts.duplicates, counts.dead_letters});
}

void print_audit(const Audit& audit) {
  for (const AuditLine& line : audit.lines) {
    std::printf("%s -> %s: %s\n", line.topic.c_str(), line.table.c_str(),
                audit_text(line.counts).c_str());
    if (line.counts.lost_to_retention != 0) {
      std::printf("LOST: retention took %ld records before they were read\n",
                  line.counts.lost_to_retention);
    }
  }
  for (const std::string& topic : audit.unmatched_topics) {
    std::printf("topic %s belongs to no dataset: name it <id>.<dataset>, or add a [[dataset]]\n",
                topic.c_str());
  }
  std::printf("%s\n", audit_text(audit.total()).c_str());
}

ExitCode run_audit(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  Result<std::vector<std::string>> users = parts.user_ids();
  if (!users.ok()) return report_error(invocation, users.status());
  Result<Audit> found = audit(parts, *users);
  if (!found.ok()) return report_error(invocation, found.status().with_context("audit"));
  if (invocation.json) {
    std::printf("%s\n", audit_json(*found).c_str());
  } else {
    print_audit(*found);
  }
  return found->balances() ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace

Command clean_command() {
  return {"clean",
          "Gather new objects, clean them, answer the queries",
          "  pinflow clean\n  pinflow clean --full\n  pinflow clean --user-id '*' --json",
          {{"full", "", "rebuild all tables from the objects"}},
          {},
          run_clean};
}

Command query_command() {
  return {"query",
          "Answer one of the pipeline's queries, or all",
          "  pinflow query\n  pinflow query category_by_country\n"
          "  pinflow query top_country --format json",
          {{"format", "FORMAT", "table, json, csv or markdown"}},
          {{"NAME", "the query (default: all)", false}},
          run_query};
}

Command report_command() {
  return {"report",
          "Write the answers as one HTML page with charts",
          "  pinflow report\n  pinflow report --out answers.html\n  pinflow report --user-id ada",
          {{"out", "FILE", "where to (default <data>/report.html)"}},
          {},
          run_report};
}

Command audit_command() {
  return {"audit",
          "Prove from log and tables that no record has vanished",
          "  pinflow audit\n  pinflow audit --json\n  pinflow audit --user-id '*'",
          {},
          {},
          run_audit};
}

}  // namespace pinflow::app
