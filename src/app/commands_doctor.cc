// The command that looks for what hinders a pinflow: doctor.
#include <algorithm>
#include <cstdio>

#include "app/commands.h"
#include "app/doctor.h"
#include "app/workspace.h"

namespace pinflow::app {
namespace {

ExitCode run_doctor(Invocation& invocation) {
  // It only looks: no bucket is made.
  Status set = invocation.config.set("objects.s3.create_buckets", "false", "doctor");
  if (!set.ok()) return report_error(invocation, set);
  auto workspace = open_workspace(invocation);
  if (!workspace.ok()) return report_workspace_error(invocation, workspace.status());
  const std::vector<Finding> findings = examine(*(*workspace)->parts);
  if (invocation.json) std::printf("%s\n", findings_json(findings).c_str());
  for (const Finding& finding : findings) {
    if (invocation.json) break;
    std::printf("%-8s%-12s%s%s%s\n", state_name(finding.state).data(), finding.what.c_str(),
                finding.found.c_str(), finding.mend.empty() ? "" : "; ", finding.mend.c_str());
  }
  bool is_fit = std::ranges::none_of(
      findings, [](const Finding& finding) { return finding.state == Finding::State::kBad; });
  return is_fit ? ExitCode::kOk : ExitCode::kFailure;
}

}  // namespace

Command doctor_command() {
  return {"doctor",
          "Look for what hinders a pinflow here, and say how to mend it",
          "  pinflow doctor\n  pinflow doctor --config production.toml --json",
          {},
          {},
          run_doctor};
}

}  // namespace pinflow::app
