#include "lake/log_reader.h"

#include <utility>

#include "json/document.h"
#include "telemetry/log.h"

namespace pinflow::lake {
namespace {

std::string sidecar_key(const std::string& log_prefix, const std::string& path) {
  bool is_name = path.find('/') == std::string::npos;
  return log_prefix + (is_name ? std::string(kSidecarFolder) : "") + path;
}

}  // namespace

bool LogReader::exists() const {
  Result<std::vector<objects::ObjectInfo>> found = store_.list(log_prefix_ + "0", "", 1);
  return found.ok() && !found->empty();
}

// Versions start with a zero: checksums and hidden files of others are not listed.
Result<LogFiles> LogReader::list(const std::string& after) const {
  TRY_ASSIGN(auto objects, store_.list(log_prefix_ + "0", log_prefix_ + after));
  return sort_log_files(objects);
}

std::optional<int64_t> LogReader::last_checkpoint() const {
  Result<std::string> text = store_.get(log_prefix_ + std::string(kLastCheckpointName));
  if (!text.ok()) return std::nullopt;
  json::Parser parser;
  Result<json::Element> parsed = parser.parse(*text);
  if (!parsed.ok()) return std::nullopt;
  std::optional<json::Element> version = (*parsed)["version"];
  return version ? version->as_integer() : std::nullopt;
}

Result<LoadedState> LogReader::load(std::optional<int64_t> until) const {
  // The hint saves listing the whole log. On any doubt about it everything is listed.
  std::optional<int64_t> hint = last_checkpoint();
  if (hint && (!until || *hint <= *until)) {
    TRY_ASSIGN(LogFiles recent, list(version_text(*hint)));
    Result<LoadedState> loaded = load_from(recent, hint, until);
    if (loaded.ok()) return loaded;
  }
  TRY_ASSIGN(LogFiles files, list(""));
  if (files.commits.empty() && files.checkpoints.empty()) {
    return Status(Code::kNotFound, "no Delta table there");
  }
  for (auto at = files.checkpoints.rbegin(); at != files.checkpoints.rend(); ++at) {
    if (until && at->first > *until) continue;
    Result<LoadedState> loaded = load_from(files, at->first, until);
    if (loaded.ok()) return loaded;
    telemetry::log(
        telemetry::Level::kWarning, "lake", "checkpoint passed over",
        {{"table", log_prefix_}, {"version", at->first}, {"cause", loaded.status().message()}});
  }
  return load_from(files, std::nullopt, until);
}

Result<LoadedState> LogReader::load_from(const LogFiles& files, std::optional<int64_t> checkpoint,
                                         std::optional<int64_t> until) const {
  LoadedState loaded;
  if (checkpoint) {
    auto parts = files.checkpoints.find(*checkpoint);
    if (parts == files.checkpoints.end()) return Status(Code::kNotFound, "no such checkpoint");
    TRY(apply_checkpoint(parts->second, &loaded.state));
    loaded.version = *checkpoint;
  }
  if (until && loaded.version < 0 && !files.commits.contains(0)) {
    return Status(Code::kOutOfRange,
                  "version " + std::to_string(*until) + " is no longer in the log");
  }
  TRY(apply_commits(files, until, &loaded));
  if (until && loaded.version < *until) {
    return Status(Code::kOutOfRange, "there is no version " + std::to_string(*until) +
                                         "; the newest is " + std::to_string(loaded.version));
  }
  return loaded;
}

Result<std::vector<Action>> LogReader::read_checkpoint_file(const std::string& key) const {
  ActionParser parser;
  if (key.ends_with(".json")) {
    TRY_ASSIGN(std::string text, store_.get(key));
    return parser.parse_commit(text);
  }
  TRY_ASSIGN(std::filesystem::path file, store_.local_path(key));
  TRY_ASSIGN(std::vector<std::string> lines, codec_.read_checkpoint(file));
  std::vector<Action> actions;
  actions.reserve(lines.size());
  for (const std::string& line : lines) {
    TRY_ASSIGN(Action action, parser.parse(line));
    actions.push_back(std::move(action));
  }
  return actions;
}

Status LogReader::apply_checkpoint(const std::vector<std::string>& keys, TableState* state) const {
  std::vector<std::string> sidecars;
  for (const std::string& key : keys) {
    TRY_ASSIGN(std::vector<Action> actions, read_checkpoint_file(key));
    state->apply(actions);
    for (const Action& action : actions) {
      auto* sidecar = std::get_if<Sidecar>(&action);
      if (sidecar != nullptr) sidecars.push_back(sidecar_key(log_prefix_, sidecar->path));
    }
  }
  for (const std::string& key : sidecars) {
    TRY_ASSIGN(std::vector<Action> actions, read_checkpoint_file(key));
    state->apply(actions);
  }
  if (state->is_complete()) return Status();
  return Status(Code::kCorruption, "checkpoint without protocol or metadata");
}

Status LogReader::apply_commits(const LogFiles& files, std::optional<int64_t> until,
                                LoadedState* loaded) const {
  for (auto commit = files.commits.upper_bound(loaded->version); commit != files.commits.end();
       ++commit) {
    if (until && commit->first > *until) break;
    int64_t expected = loaded->version + 1;
    if (commit->first != expected) {
      return Status(Code::kCorruption, "commit " + std::to_string(expected) + " is missing");
    }
    TRY_ASSIGN(std::vector<Action> actions, read_commit(expected));
    loaded->state.apply(actions);
    loaded->version = expected;
  }
  return Status();
}

Status LogReader::advance(LoadedState* loaded) const {
  // Not by a listing: a log may have a hundred thousand commits.
  if (!store_.info(log_prefix_ + commit_name(loaded->version)).ok()) {
    TRY_ASSIGN(*loaded, load());  // Cleaned up, or another table by now.
    return Status();
  }
  while (true) {
    Result<std::vector<Action>> actions = read_commit(loaded->version + 1);
    if (!actions.ok() && actions.status().code() == Code::kNotFound) return Status();
    if (!actions.ok()) return actions.status();
    loaded->state.apply(*actions);
    ++loaded->version;
  }
}

Result<std::vector<Action>> LogReader::read_commit(int64_t version) const {
  TRY_ASSIGN(std::string text, store_.get(log_prefix_ + commit_name(version)));
  ActionParser parser;
  Result<std::vector<Action>> actions = parser.parse_commit(text);
  if (actions.ok()) return actions;
  return actions.status().with_context("commit " + std::to_string(version));
}

}  // namespace pinflow::lake
