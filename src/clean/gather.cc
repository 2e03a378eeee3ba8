// Objects in groups: read, remember, commit dead letters, commit rows.
#include "clean/gather.h"

#include <algorithm>

#include "base/killpoint.h"
#include "clean/bucket_listing.h"
#include "clean/object_reader.h"
#include "clean/table_step.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::clean {
namespace {

using telemetry::Level;
using telemetry::log;

constexpr size_t kCommitObjectsMax = 1 << 16;

// Objects whose rows are written as files that no commit names yet.
struct Group {
  Group(const objects::Store& bucket, const model::Dataset& dataset,
        std::vector<SourceObject> members)
      : objects(std::move(members)), reader(bucket, dataset, objects) {}

  const std::vector<SourceObject> objects;
  ObjectReader reader;
  std::unique_ptr<query::Session> session;
  std::vector<lake::DataFile> files;
};

class Gatherer {
 public:
  Gatherer(const Site& site, const model::Dataset& dataset, const objects::Store& bucket,
           const GatherOptions& options)
      : site_(site),
        dataset_(dataset),
        bucket_(bucket),
        options_(options),
        table_name_(bronze_name(site, dataset)),
        application_id_("gather/" + site.pipeline.name + "/" + dataset.name + "/" +
                        options.bucket_name) {}

  Result<GatherReport> run() {
    TRY_ASSIGN(bronze_, open_table(site_, table_name_, bronze_schema(dataset_)));
    Manifests manifests(bronze_.table->store(),
                        bronze_.table->prefix() + "_gather/" + options_.bucket_name + "/");
    TRY(finish_cut_short(manifests));

    ReadObjects read;
    if (!options_.full) {
      TRY_ASSIGN(read, manifests.read_all(next_number()));
    }
    TRY_ASSIGN(BucketListing listing,
               list_new_objects(bucket_, options_.topics_dir,
                                model::topic_name(site_.user_id, dataset_), read));
    report_left_out(listing);

    Manifest begun{options_.full, std::move(listing.same)};
    for (size_t next = 0; next < listing.fresh.size();) {
      size_t end = group_end(listing.fresh, next);
      std::vector<SourceObject> members(listing.fresh.begin() + next, listing.fresh.begin() + end);
      TRY(gather_group(manifests, std::move(begun), std::move(members)));
      begun = Manifest();
      next = end;
    }
    if (begun != Manifest()) TRY(gather_group(manifests, std::move(begun), {}));
    return report_;
  }

 private:
  int64_t next_number() const { return bronze_.progress(application_id_) + 1; }

  void report_left_out(const BucketListing& listing) {
    report_.strange_names = static_cast<int64_t>(listing.of_other_layout.size());
    report_.changed = static_cast<int64_t>(listing.changed.size());
    if (report_.strange_names > 0) {
      log(Level::kWarning, "clean", "objects not read: not named by the sink connector",
          {{"dataset", dataset_.name},
           {"count", report_.strange_names},
           {"first", listing.of_other_layout.front()}});
    }
    if (report_.changed > 0) {
      log(Level::kWarning, "clean", "objects changed since they were read; --full reads all again",
          {{"dataset", dataset_.name},
           {"count", report_.changed},
           {"first", listing.changed.front()}});
    }
  }

  size_t group_end(const std::vector<SourceObject>& objects, size_t begin) const {
    uint64_t bytes = objects[begin].info.size_bytes;
    size_t end = begin + 1;
    for (; end < objects.size() && end - begin < kCommitObjectsMax; ++end) {
      bytes += objects[end].info.size_bytes;
      if (bytes > options_.commit_bytes_max) break;
    }
    return end;
  }

  // A manifest beyond the table's progress is of a commit that was cut short.
  Status finish_cut_short(const Manifests& manifests) {
    TRY_ASSIGN(std::optional<Manifest> planned, manifests.read(next_number()));
    if (!planned) return Status();
    log(Level::kInfo, "clean", "finishing a commit that was cut short",
        {{"table", table_name_}, {"objects", planned->objects.size()}});
    std::vector<SourceObject> members;
    for (const ReadObject& object : planned->objects) {
      Result<objects::ObjectInfo> info = bucket_.info(object.key);
      std::optional<ObjectName> name = parse_object_name(object.key);
      if (info.ok() && name) members.push_back({std::move(*info), std::move(*name)});
      // A deleted object leaves nothing to read; one that cannot be reached has to be waited for.
      if (!info.ok() && info.status().code() != Code::kNotFound) return info.status();
    }
    Group group(bucket_, dataset_, std::move(members));
    TRY(read_group(&group));
    for (const SkippedObject& skipped : group.reader.chunks().skipped()) return skipped.cause;
    return commit_group(&group, planned->replaces);
  }

  Status gather_group(Manifests& manifests, Manifest manifest, std::vector<SourceObject> members) {
    Group group(bucket_, dataset_, std::move(members));
    TRY(read_group(&group));
    const ObjectChunks& chunks = group.reader.chunks();
    std::vector<bool> is_read(group.objects.size(), true);
    for (const SkippedObject& skipped : chunks.skipped()) {
      is_read[skipped.object_index] = false;
      ++report_.unreadable;
      log(Level::kError, "clean", "object not read; the next gather tries again",
          {{"key", group.objects[skipped.object_index].info.key},
           {"cause", skipped.cause.message()}});
    }
    for (size_t i = 0; i < group.objects.size(); ++i) {
      const objects::ObjectInfo& info = group.objects[i].info;
      if (!is_read[i]) continue;
      manifest.objects.push_back({info.key, info.size_bytes, info.etag, chunks.crc(i)});
    }
    if (manifest == Manifest()) return Status();
    TRY(manifests.write(next_number(), manifest));
    killpoint("clean_after_manifest");
    return commit_group(&group, manifest.replaces);
  }

  Status read_group(Group* group) {
    TRY_ASSIGN(group->session, site_.engine.open_session());
    TRY(group->session->bind_rows("decoded", group->reader));
    TRY_ASSIGN(group->files, group->session->write_files("SELECT * FROM decoded",
                                                         group->reader.schema(), *bronze_.table));
    return Status();
  }

  Status commit_group(Group* group, bool replaces) {
    Step step{application_id_, next_number(), {}, false};
    auto objects = static_cast<int64_t>(group->objects.size());
    auto dead_letters = static_cast<int64_t>(group->reader.dead_letters().size());
    int64_t rows = row_count(group->files);
    step.note = {replaces, {{"objects", objects}, {"rows", rows}, {"dead_letters", dead_letters}}};

    model::DeadLetterReader letters(group->reader.dead_letters(), site_.clock.now());
    TRY(group->session->bind_rows("letters", letters));
    TRY(commit_dead_letters(site_, table_name_, step, *group->session, "SELECT * FROM letters"));
    group->session.reset();  // It refers to `letters`.
    killpoint("clean_after_gather_dead_letters");
    TRY(commit_step(bronze_, step, std::move(group->files)));
    killpoint("clean_after_bronze");
    TRY_ASSIGN(bronze_.snapshot, bronze_.table->snapshot());
    count(objects, rows, dead_letters);
    return Status();
  }

  void count(int64_t objects, int64_t rows, int64_t dead_letters) {
    report_.objects += objects;
    report_.rows += rows;
    report_.dead_letters += dead_letters;
    const telemetry::Labels labels = {{"dataset", dataset_.name}};
    telemetry::counter("pinflow_clean_gathered_rows_total", "Rows put into bronze tables.", labels)
        .add(static_cast<double>(rows));
    telemetry::counter("pinflow_clean_gather_dead_letters_total",
                       "Values that could not be decoded.", labels)
        .add(static_cast<double>(dead_letters));
    if (site_.on_progress) site_.on_progress("gather", dataset_.name, rows);
  }

  const Site& site_;
  const model::Dataset& dataset_;
  const objects::Store& bucket_;
  const GatherOptions& options_;
  const std::string table_name_;
  const std::string application_id_;
  OpenTable bronze_;
  GatherReport report_;
};

}  // namespace

Result<GatherReport> gather(const Site& site, const model::Dataset& dataset,
                            const objects::Store& bucket, const GatherOptions& options) {
  return Gatherer(site, dataset, bucket, options).run();
}

}  // namespace pinflow::clean
