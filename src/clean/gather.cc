// Objects in groups: read, remember, commit dead letters, commit rows.
#include "clean/gather.h"

#include <algorithm>

#include "base/crc32c.h"
#include "base/killpoint.h"
#include "clean/bucket_listing.h"
#include "clean/object_content.h"
#include "clean/object_group.h"
#include "clean/table_step.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::clean {
namespace {

using telemetry::Level;
using telemetry::log;

constexpr size_t kCommitObjectsMax = 1 << 16;

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

    TRY(know(manifests, options_.full));
    TRY_ASSIGN(BucketListing listing,
               list_new_objects(bucket_, options_.topics_dir,
                                model::topic_name(site_.user_id, dataset_), known_));
    report_left_out(listing);

    for (const ReadObject& object : listing.same) known_.add(object);
    Manifest begun{options_.full, std::move(listing.same)};
    for (size_t next = 0; next < listing.fresh.size();) {
      size_t end = group_end(listing.fresh, next);
      TRY_ASSIGN(std::unique_ptr<ObjectGroup> group, read_some(listing.fresh, next, &end));
      TRY(gather_group(manifests, std::move(begun), std::move(group)));
      begun = Manifest();
      next = end;
    }
    if (begun == Manifest()) return report_;
    TRY_ASSIGN(std::unique_ptr<ObjectGroup> none, read_new_group({}));
    TRY(gather_group(manifests, std::move(begun), std::move(none)));
    return report_;
  }

 private:
  int64_t next_number() const { return bronze_.progress(application_id_) + 1; }

  Status know(const Manifests& manifests, bool full) {
    ReadObjects read;
    if (!full) {
      TRY_ASSIGN(read, manifests.read_all(next_number()));
    }
    known_ = KnownRecords(std::move(read));
    return Status();
  }

  void report_left_out(const BucketListing& listing) {
    report_.strange_names = static_cast<int64_t>(listing.of_other_layout.size());
    report_.changed = static_cast<int64_t>(listing.changed.size());
    if (report_.strange_names > 0) {
      log(Level::kWarning, "clean",
          "objects not read: wanted are lines of JSON, plain or packed, such as "
          "t+0+0000000000.json, .json.gz or .json.zst; no Parquet, .bin, keys or headers",
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
    uint64_t bytes = likely_content_bytes(objects[begin].info);
    size_t end = begin + 1;
    for (; end < objects.size() && end - begin < kCommitObjectsMax; ++end) {
      bytes += likely_content_bytes(objects[end].info);
      if (bytes > options_.commit_bytes_max) break;
    }
    return end;
  }

  // A manifest beyond the table's progress is of a commit that was cut short. It also names objects
  // that hold nothing new, or not only that.
  Status finish_cut_short(const Manifests& manifests) {
    TRY_ASSIGN(std::optional<Manifest> planned, manifests.read(next_number()));
    if (!planned) return Status();
    log(Level::kInfo, "clean", "finishing a commit that was cut short",
        {{"table", table_name_}, {"objects", planned->objects.size()}});
    TRY(know(manifests, planned->replaces));
    std::vector<SourceObject> members;
    for (const ReadObject& object : planned->objects) {
      const ReadObject* known = known_.find(object.key);
      bool holds_nothing_new = known != nullptr && known->crc == object.crc &&
                               known->content_bytes() == object.content_bytes();
      if (holds_nothing_new) continue;
      TRY_ASSIGN(std::optional<SourceObject> member, find_planned(object));
      if (member) members.push_back(std::move(*member));
    }
    TRY_ASSIGN(std::unique_ptr<ObjectGroup> group, read_new_group(std::move(members)));
    for (const SkippedObject& skipped : group->skipped) return skipped.cause;
    TRY(leave_out_known(&group));
    return commit_group(group.get(), planned->replaces);
  }

  // A deleted object leaves nothing to read; one that cannot be reached has to be waited for.
  Result<std::optional<SourceObject>> find_planned(const ReadObject& planned) {
    std::optional<ObjectName> name = parse_object_name(planned.key);
    if (!name) return std::optional<SourceObject>();
    Result<objects::ObjectInfo> info = bucket_.info(planned.key);
    if (info.ok() && info->size_bytes == planned.size_bytes) {
      return std::optional(SourceObject{std::move(*info), std::move(*name)});
    }
    if (!info.ok() && info.status().code() != Code::kNotFound) return info.status();
    Result<SourceObject> moved = find_moved(bucket_, planned, *name);
    if (moved.ok()) return std::optional(std::move(*moved));
    if (moved.status().code() != Code::kNotFound) return moved.status();
    if (!info.ok()) return std::optional<SourceObject>();
    return std::optional(SourceObject{std::move(*info), std::move(*name)});
  }

  // Of objects [begin, *end), or fewer of them where these give more dead letters than memory
  // takes. One that does so alone is left out.
  Result<std::unique_ptr<ObjectGroup>> read_some(const std::vector<SourceObject>& objects,
                                                 size_t begin, size_t* end) {
    while (true) {
      auto group = std::make_unique<ObjectGroup>(
          std::vector<SourceObject>(objects.begin() + begin, objects.begin() + *end));
      Status status = read_group(group.get());
      if (status.ok()) return group;
      if (!group->is_flooded) return status;
      if (*end - begin == 1) {
        tell_skipped(objects[begin].info.key, status);
        return read_new_group({});
      }
      *end = begin + (*end - begin) / 2;
    }
  }

  Result<std::unique_ptr<ObjectGroup>> read_new_group(std::vector<SourceObject> members) {
    auto group = std::make_unique<ObjectGroup>(std::move(members));
    TRY(read_group(group.get()));
    return group;
  }

  Status gather_group(Manifests& manifests, Manifest manifest, std::unique_ptr<ObjectGroup> group) {
    TRY(leave_out_known(&group));
    std::vector<bool> is_read(group->objects.size(), true);
    for (const SkippedObject& skipped : group->skipped) {
      is_read[skipped.object_index] = false;
      tell_skipped(group->objects[skipped.object_index].info.key, skipped.cause);
    }
    for (size_t i = 0; i < group->objects.size(); ++i) {
      if (is_read[i]) manifest.objects.push_back(as_read(*group, i));
    }
    if (manifest == Manifest()) return Status();
    TRY(manifests.write(next_number(), manifest));
    killpoint("clean_after_manifest");
    return commit_group(group.get(), manifest.replaces);
  }

  static ReadObject as_read(const ObjectGroup& group, size_t index) {
    const objects::ObjectInfo& info = group.objects[index].info;
    const ReadLines& lines = group.lines[index];
    ReadObject read{info.key, info.size_bytes, info.etag, lines.crc, lines.record_count};
    if (read.is_packed()) read.unpacked_bytes = lines.bytes;
    return read;
  }

  void tell_skipped(const std::string& key, const Status& cause) {
    if (cause.code() == Code::kNotFound) {  // Its records are in another object now.
      log(Level::kInfo, "clean", "object gone or replaced; the next gather looks again",
          {{"key", key}});
      return;
    }
    ++report_.unreadable;
    log(Level::kError, "clean", "object not read; the next gather tries again",
        {{"key", key}, {"cause", cause.message()}});
  }

  // Only now it is known how many records each object has: where some are in another one, too,
  // which happens while and after objects are put together, the group is read again without them.
  Status leave_out_known(std::unique_ptr<ObjectGroup>* group) {
    const std::vector<ReadLines>& lines = (*group)->lines;
    std::vector<SourceObject> members = (*group)->objects;
    std::vector<bool> is_read(members.size(), true);
    for (const SkippedObject& skipped : (*group)->skipped) is_read[skipped.object_index] = false;

    bool changes = false;
    for (size_t i = 0; i < members.size(); ++i) {
      SourceObject& member = members[i];
      const std::string& key = member.info.key;
      if (!is_read[i]) continue;
      if (!member.partial && known_.overlaps(key, member.name, lines[i].record_count)) {
        Result<Content> content = get_content(bucket_, key);
        bool is_same = content.ok() && crc32c(content->lines) == lines[i].crc;
        if (!is_same) return changed_meanwhile(key);
        PartialRead rest = known_.unknown_part(bucket_, key, member.name, content->lines);
        if (!is_whole(rest, content->lines.size())) {
          member.content_bytes = content->lines.size();
          member.partial = std::move(rest);
          changes = true;
        }
      }
      known_.add(as_read(**group, i));
    }
    if (!changes) return Status();

    size_t skipped_before = (*group)->skipped.size();
    TRY_ASSIGN(*group, read_new_group(std::move(members)));
    if ((*group)->skipped.size() == skipped_before) return Status();
    return changed_meanwhile((*group)->objects.front().info.key);
  }

  static Status changed_meanwhile(const std::string& key) {
    return Status(Code::kUnavailable, key + ": changed while it was read; try again");
  }

  Status read_group(ObjectGroup* group) {
    return read_objects(site_.engine, bucket_, dataset_, *bronze_.table, group);
  }

  Status commit_group(ObjectGroup* group, bool replaces) {
    Step step{application_id_, next_number(), {}, false};
    auto objects = static_cast<int64_t>(group->objects.size());
    auto dead_letters = static_cast<int64_t>(group->dead_letters.size());
    int64_t rows = row_count(group->files);
    step.note = {replaces, {{"objects", objects}, {"rows", rows}, {"dead_letters", dead_letters}}};

    model::DeadLetterReader letters(group->dead_letters, site_.clock.now());
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
  KnownRecords known_{ReadObjects()};  // Also of the group at hand.
  GatherReport report_;
};

}  // namespace

Result<GatherReport> gather(const Site& site, const model::Dataset& dataset,
                            const objects::Store& bucket, const GatherOptions& options) {
  return Gatherer(site, dataset, bucket, options).run();
}

}  // namespace pinflow::clean
