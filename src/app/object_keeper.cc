#include "app/object_keeper.h"

#include <map>

#include "eventlog/local/directory_lock.h"
#include "schedule/scheduler.h"
#include "telemetry/log.h"

namespace pinflow::app {
namespace {

using telemetry::Level;

constexpr std::chrono::minutes kYoung{1};
constexpr std::string_view kCopies = "compacted";

Result<File> lock_compaction(const Parts& parts) {
  Result<File> lock = eventlog::lock_directory(parts.data() / "tmp" / "compaction");
  if (lock.status().code() != Code::kAlreadyExists) return lock;
  return Status(Code::kAlreadyExists,
                "objects are being put together by another process; try again when it is done");
}

// Up to where connectors have carried each partition for good. Nothing where the log is another
// process's.
Result<eventlog::Positions> sink_positions(Parts& parts) {
  Result<eventlog::EventLog*> log = parts.eventlog();
  if (log.status().code() == Code::kAlreadyExists) return eventlog::Positions();
  if (!log.ok()) return log.status();
  eventlog::Positions least;
  for (const std::string& group : (*log)->groups()) {
    if (!group.starts_with("connect-") || group.ends_with(".plan")) continue;
    TRY_ASSIGN(eventlog::Positions positions, (*log)->positions(group));
    for (const auto& [of, offset] : positions) {
      auto [known, is_new] = least.try_emplace(of, offset);
      known->second = std::min(known->second, offset);
    }
  }
  return least;
}

}  // namespace

Result<clean::CompactOptions> compact_options(const Config& config) {
  clean::CompactOptions options;
  const std::string& originals = config.text("clean.compact_originals");
  if (originals != "keep" && originals != "drop") {
    return Status(Code::kInvalidArgument, config.settings().at("clean.compact_originals").origin +
                                              ": clean.compact_originals: '" + originals +
                                              "' is not 'keep' or 'drop'");
  }
  if (originals == "keep") options.copies_dir = kCopies;
  options.object_bytes_max = static_cast<uint64_t>(config.integer("clean.compact_object_bytes"));
  options.objects_least = static_cast<size_t>(config.integer("clean.compact_objects_least"));
  options.spares_large = true;
  if (config.integer("clean.compact_object_bytes") >= 1 << 10 &&
      config.integer("clean.compact_objects_least") >= 2) {
    return options;
  }
  return Status(Code::kInvalidArgument,
                "clean: compact_object_bytes: at least 1024; compact_objects_least: at least 2");
}

Result<clean::CompactReport> compact_buckets(Parts& parts, clean::CompactOptions options) {
  TRY_ASSIGN(File lock, lock_compaction(parts));
  TRY_ASSIGN(eventlog::Positions positions, sink_positions(parts));
  const UnixMillis young_since = system_clock().now() - kYoung;
  options.is_settled = [&](const objects::ObjectInfo& info, const clean::ObjectName& name) {
    auto position = positions.find(name.from);
    if (position != positions.end()) return name.first_offset < position->second;
    return info.modified_at < young_since;
  };
  clean::CompactReport all;
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  for (const std::string& user : users) {
    TRY_ASSIGN(objects::Store * bucket, parts.bucket(model::bucket_name(user)));
    Result<clean::CompactReport> report = clean::compact_objects(*bucket, options);
    if (!report.ok()) return report.status().with_context("bucket " + model::bucket_name(user));
    all += *report;
  }
  return all;
}

ObjectKeeper::ObjectKeeper(Parts& parts) {
  const Config& config = parts.config();
  if (!config.flag("clean.compact_objects")) return;
  std::chrono::seconds interval(config.integer("clean.compact_interval_s"));
  thread_ = std::jthread([&parts, interval](const std::stop_token& stop) {
    while (schedule::wait_or_stop(interval, stop)) {
      Result<clean::CompactOptions> options = compact_options(parts.config());
      Result<clean::CompactReport> report =
          options.ok() ? compact_buckets(parts, std::move(*options)) : options.status();
      if (!report.ok()) {
        telemetry::log(Level::kWarning, "app", "objects not put together",
                       {{"cause", report.status().message()}});
      } else if (report->objects_before > 0) {
        telemetry::log(
            Level::kInfo, "app", "objects put together",
            {{"objects_before", report->objects_before}, {"objects_after", report->objects_after}});
      }
    }
  });
}

ObjectKeeper::~ObjectKeeper() = default;

}  // namespace pinflow::app
