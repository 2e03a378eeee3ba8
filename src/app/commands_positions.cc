// The commands about how far source tables were followed: source positions, source reset.
#include <cstdio>

#include "app/commands.h"
#include "app/post_follow.h"
#include "app/print.h"
#include "app/workspace.h"
#include "base/nearest_name.h"
#include "json/writer.h"
#include "post/follow_position.h"

namespace pinflow::app {
namespace {

using Positions = std::map<std::string, post::FollowPosition>;

void print_positions_json(const Positions& positions) {
  json::Writer writer;
  writer.begin_array();
  for (const auto& [name, position] : positions) {
    writer.begin_object().member("name", name).member("source", position.source_name);
    writer.member("table", position.follow.table).member("key_column", position.follow.key);
    writer.member("timestamp_column", position.follow.timestamp);
    writer.member("timestamp", position.place.timestamp).member("key", position.place.key);
    writer.member("rows", position.row_count).end_object();
  }
  writer.end_array();
  std::printf("%s\n", writer.text().c_str());
}

ExitCode run_source_positions(Invocation& invocation) {
  const Result<Positions> positions = post::list_positions(follow_folder(invocation.config));
  if (!positions.ok()) return report_error(invocation, positions.status());
  if (invocation.json) {
    print_positions_json(*positions);
    return ExitCode::kOk;
  }
  if (positions->empty()) std::printf("no table was followed yet; `pinflow post --follow` does\n");
  for (const auto& [name, position] : *positions) {
    const std::string& time = position.place.timestamp;
    std::printf("%s: %s of %s: behind %s%skey %s, %s rows posted\n", name.c_str(),
                position.follow.table.c_str(), position.source_name.c_str(), time.c_str(),
                time.empty() ? "" : ", ", position.place.key.c_str(),
                with_thousands(static_cast<int64_t>(position.row_count)).c_str());
  }
  return ExitCode::kOk;
}

Status reset_position(const std::filesystem::path& folder, const std::string& name) {
  TRY_ASSIGN(const auto lock, post::lock_position(folder, name));
  return post::remove_position(folder, name);
}

ExitCode run_source_reset(Invocation& invocation) {
  const std::string name = *invocation.arguments.text("NAME");
  const std::filesystem::path folder = follow_folder(invocation.config);
  const Result<Positions> positions = post::list_positions(folder);
  if (!positions.ok()) return report_error(invocation, positions.status());
  if (!positions->contains(name)) {
    std::vector<std::string> names;
    for (const auto& [known, position] : *positions) names.push_back(known);
    return report_error(invocation, Status(Code::kNotFound, "no position '" + name + "'" +
                                                                did_you_mean(name, names)));
  }
  if (Status done = reset_position(folder, name); !done.ok()) return report_error(invocation, done);
  if (!invocation.json) std::printf("%s begins anew, at the first row\n", name.c_str());
  return ExitCode::kOk;
}

}  // namespace

Command source_positions_command() {
  return {"source positions",
          "Show how far `post --follow` has come in each table",
          "  pinflow source positions\n"
          "  pinflow source positions --json",
          {},
          {},
          run_source_positions};
}

Command source_reset_command() {
  return {"source reset",
          "Forget such a position: the table is posted from its first row again",
          "  pinflow source reset demo.pin.kafka",
          {},
          {{"NAME", "as `source positions` shows it", true}},
          run_source_reset};
}

}  // namespace pinflow::app
