// The commands for dead letters: dlq ls, show, edit and replay.
#include <cstdio>
#include <functional>
#include <optional>

#include "app/commands.h"
#include "app/letter_boxes.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/file.h"
#include "json/writer.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

constexpr size_t kPreviewBytes = 60;

ExitCode run_dlq_ls(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Parts& parts = *(*workspace)->parts;
  auto tables = letter_tables(parts, invocation.arguments.text("TABLE").value_or(""));
  if (!tables.ok()) return report_error(invocation, tables.status());
  std::string reason = invocation.arguments.text("reason").value_or("");
  auto letters =
      select_letters(parts, *tables, "contains(reason, " + query::quote_text(reason) + ")", 1000);
  if (!letters.ok()) return report_error(invocation, letters.status());
  for (std::vector<query::Cell>& row : letters->rows) {
    if (invocation.json) break;
    auto* value = std::get_if<std::string>(&row.back());
    if (value != nullptr) *value = printable(value->substr(0, kPreviewBytes));
  }
  bool is_empty = letters->rows.empty() && !invocation.json;
  std::string text = is_empty
                         ? "no dead letters\n"
                         : format_table(*letters, invocation.json ? Format::kJson : Format::kTable);
  std::printf("%s", text.c_str());
  return ExitCode::kOk;
}

// Runs `work` on the data folder with the letter that was named.
ExitCode with_letter(const Invocation& invocation,
                     const std::function<ExitCode(Parts&, const stream::LetterId&)>& work) {
  auto id = stream::parse_letter_id(*invocation.arguments.text("LETTER"));
  if (!id.ok()) {
    report_error(invocation, id.status());
    return ExitCode::kUsage;
  }
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  return work(*(*workspace)->parts, *id);
}

Result<query::Table> find_everywhere(Parts& parts, const stream::LetterId& id) {
  TRY_ASSIGN(std::vector<std::string> tables, letter_tables(parts, ""));
  TRY_ASSIGN(query::Table letters,
             select_letters(parts, tables, "id = " + query::quote_text(to_text(id)), SIZE_MAX));
  if (!letters.rows.empty()) return letters;
  return Status(Code::kNotFound, "there is no dead letter " + to_text(id));
}

ExitCode run_dlq_show(Invocation& invocation) {
  return with_letter(invocation, [&](Parts& parts, const stream::LetterId& id) {
    Result<query::Table> letters = find_everywhere(parts, id);
    if (!letters.ok()) return report_error(invocation, letters.status());
    if (invocation.json) {
      std::printf("%s", format_table(*letters, Format::kJson).c_str());
      return ExitCode::kOk;
    }
    for (const std::vector<query::Cell>& row : letters->rows) {
      for (size_t column = 0; column < row.size(); ++column) {
        auto* text = std::get_if<std::string>(&row[column]);
        std::printf("%-12s %s\n", letters->columns[column].name.c_str(),
                    text == nullptr ? "" : printable(*text).c_str());
      }
    }
    return ExitCode::kOk;
  });
}

Result<std::string> new_value(const Invocation& invocation) {
  if (auto file = invocation.arguments.text("file")) return read_file(*file);
  if (auto value = invocation.arguments.text("value")) return *value;
  return Status(Code::kInvalidArgument, "give the row's new bytes by --value JSON or --file FILE");
}

Status edit(const Invocation& invocation, Parts& parts, const stream::LetterId& id) {
  TRY_ASSIGN(std::string value, new_value(invocation));
  value.erase(value.find_last_not_of(" \n\r\t") + 1);
  TRY_ASSIGN(auto boxes, open_boxes(parts));
  TRY_ASSIGN(Box * box, box_of(parts, boxes, id));
  return box->letters->edit(id, value);
}

ExitCode run_edit(Invocation& invocation) {
  return with_letter(invocation, [&](Parts& parts, const stream::LetterId& id) {
    Status edited = edit(invocation, parts, id);
    if (!edited.ok()) return report_error(invocation, edited);
    if (!invocation.json) std::printf("edited; next: pinflow dlq replay %s\n", to_text(id).c_str());
    return ExitCode::kOk;
  });
}

// The named letter, or all of the stream tables with that reason.
Result<stream::ReplayReport> replay(const Invocation& invocation, Parts& parts) {
  if (auto name = invocation.arguments.text("LETTER")) {
    TRY_ASSIGN(stream::LetterId id, stream::parse_letter_id(*name));
    return replay_letters(parts, {id});
  }
  std::optional<std::string> reason = invocation.arguments.text("reason");
  if (!reason && !invocation.arguments.flag("all")) {
    return Status(Code::kInvalidArgument, "name a letter, or give --reason TEXT or --all");
  }
  return replay_reason(parts, reason.value_or(""));
}

void print_replay(const stream::ReplayReport& report, bool as_json) {
  if (!as_json) {
    std::printf("%s rows put into tables, %s were there already, %zu refused again\n",
                with_thousands(report.rows + report.done_before).c_str(),
                with_thousands(report.duplicates).c_str(), report.refused.size());
    for (const auto& refused : report.refused) {
      std::printf("  %s: %s\n", to_text(refused.id).c_str(), printable(refused.reason).c_str());
    }
    return;
  }
  json::Writer writer;
  writer.begin_object().member("rows", report.rows + report.done_before);
  writer.member("duplicates", report.duplicates).key("refused").begin_array();
  for (const auto& refused : report.refused) {
    writer.begin_object().member("id", to_text(refused.id)).member("reason", refused.reason);
    writer.end_object();
  }
  writer.end_array().end_object();
  std::printf("%s\n", writer.text().c_str());
}

ExitCode run_replay(Invocation& invocation) {
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  auto report = replay(invocation, *(*workspace)->parts);
  if (!report.ok()) return report_error(invocation, report.status());
  print_replay(*report, invocation.json);
  return report->refused.empty() ? ExitCode::kOk : ExitCode::kPartlyFailed;
}

const Positional kLetter{"LETTER", "<topic>/<partition>/<offset>/<index>, as dlq ls shows it",
                         true};

}  // namespace

Command dlq_ls_command() {
  return {"dlq ls",
          "List dead letters: rows that are in no table, and why",
          "  pinflow dlq ls\n  pinflow dlq ls stream.demo_pin --reason missing",
          {{"reason", "TEXT", "only those whose reason says this"}},
          {{"TABLE", "a part of the table's name (default: all)", false}},
          run_dlq_ls};
}

Command dlq_show_command() {
  return {"dlq show",
          "Show one dead letter with its whole value",
          "  pinflow dlq show streaming-demo-pin/0/17/0",
          {},
          {kLetter},
          run_dlq_show};
}

Command dlq_edit_command() {
  return {
      "dlq edit",
      "Give a stream's dead letter another value",
      "  pinflow dlq edit streaming-demo-pin/0/17/0 --value '{\"index\":1,\"unique_id\":\"a\"}'\n"
      "  pinflow dlq edit streaming-demo-pin/0/17/0 --file mended.json",
      {{"value", "JSON", "the row"}, {"file", "FILE", "a file with the row"}},
      {kLetter},
      run_edit};
}

Command dlq_replay_command() {
  return {"dlq replay",
          "Put dead letters into their stream's table, if they can be cleaned now",
          "  pinflow dlq replay streaming-demo-pin/0/17/0\n  pinflow dlq replay --reason missing\n"
          "  pinflow dlq replay --all --json",
          {{"reason", "TEXT", "all whose reason says this"}, {"all", "", "every one"}},
          {{"LETTER", "<topic>/<partition>/<offset>/<index>, as dlq ls shows it", false}},
          run_replay};
}

}  // namespace pinflow::app
