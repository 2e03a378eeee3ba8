#include "clean/copy_objects.h"

#include "base/killpoint.h"
#include "clean/compact_place.h"

namespace pinflow::clean {
namespace {

using Objects = std::span<const SourceObject>;

// The originals that no copy holds, told by offset and size.
Result<std::vector<SourceObject>> not_copied(Objects originals, Objects copies) {
  std::vector<SourceObject> missing;
  size_t next = 0;
  for (const SourceObject& copy : copies) {
    for (; next < originals.size(); ++next) {
      if (originals[next].name.first_offset >= copy.name.first_offset) break;
      missing.push_back(originals[next]);
    }
    // Not the beginning of an original that is left: it is in the copy before, which was put
    // together of copies.
    bool begins =
        next < originals.size() && originals[next].name.first_offset == copy.name.first_offset;
    if (!begins) continue;
    uint64_t bytes = 0;
    while (next < originals.size() && bytes < copy.info.size_bytes) {
      bytes += originals[next++].info.size_bytes;
    }
    if (bytes == copy.info.size_bytes) continue;
    return Status(Code::kAlreadyExists,
                  copy.info.key + ": not what its originals are; remove it to have it made anew");
  }
  missing.insert(missing.end(), originals.begin() + static_cast<std::ptrdiff_t>(next),
                 originals.end());
  return missing;
}

}  // namespace

std::string copy_key(const CompactOptions& options, std::string_view key) {
  return options.copies_dir + std::string(key.substr(options.topics_dir.size()));
}

Status copy_place(objects::Store& bucket, const CompactOptions& options, Objects originals,
                  Objects copies, CompactReport* report) {
  TRY_ASSIGN(std::vector<SourceObject> missing, not_copied(originals, copies));
  ObjectRun run;
  auto put = [&](const std::string& key, const std::string& bytes) {
    if (options.dry_run) return Status();
    Status status = bucket.put_if_absent(copy_key(options, key), bytes);
    killpoint("compact_after_copy");
    return status;
  };
  auto finish = [&]() -> Status {
    if (run.objects().empty()) return Status();
    const std::string key = run.objects().front().info.key;
    TRY(put(key, run.bytes()));
    count_run(run, copy_key(options, key), options, report);
    run.clear();
    return Status();
  };
  auto take = [&](const SourceObject& object, const std::string& bytes) -> Status {
    if (run.bytes().size() + bytes.size() > options.object_bytes_max) TRY(finish());
    if (run.add(object, bytes) != ObjectRun::Add::kOther) return Status();
    TRY(finish());
    if (run.add(object, bytes) == ObjectRun::Add::kAdded) return Status();
    return put(object.info.key, bytes);  // Its lines have no end: as it is.
  };
  auto all = [](const SourceObject&) { return true; };
  TRY(read_in_order(bucket, missing, all, take));
  if (run.objects().size() >= options.objects_least) return finish();
  report->unsettled += static_cast<int64_t>(run.objects().size());
  return Status();
}

}  // namespace pinflow::clean
