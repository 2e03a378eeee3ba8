// The command that follows one record: trace.
#include <cstdio>

#include "app/commands.h"
#include "app/print.h"
#include "app/trace.h"
#include "app/workspace.h"

namespace pinflow::app {
namespace {

ExitCode run_trace(Invocation& invocation) {
  auto record = parse_record_address(*invocation.arguments.text("RECORD"));
  if (!record.ok()) {
    report_error(invocation, record.status());
    return ExitCode::kUsage;
  }
  auto workspace = open_existing_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  Result<query::Table> places = trace(*(*workspace)->parts, *record);
  if (!places.ok()) return report_error(invocation, places.status());
  std::printf("%s",
              format_table(*places, invocation.json ? Format::kJson : Format::kTable).c_str());
  return ExitCode::kOk;
}

}  // namespace

Command trace_command() {
  return {"trace",
          "Show where a record is now: log, object, table or dead letter",
          "  pinflow trace demo.pin/0/17\n  pinflow trace demo.pin/0/17 --json",
          {},
          {{"RECORD", "<topic>/<partition>/<offset>, as a produce answer tells them", true}},
          run_trace};
}

}  // namespace pinflow::app
