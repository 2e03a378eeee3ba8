#include "clean/copy_objects.h"

#include <algorithm>

#include "base/killpoint.h"
#include "clean/compact_place.h"
#include "clean/object_content.h"

namespace pinflow::clean {
namespace {

using Objects = std::span<const SourceObject>;

// How many of the originals, whose first one it begins with, the copy holds: told by their sizes,
// of packed ones by its lines.
Result<size_t> copied_count(const objects::Store& bucket, const SourceObject& copy,
                            Objects originals) {
  if (codec_of_name(copy.info.key)) {
    Result<Content> content = get_content(bucket, copy.info.key);
    if (content.status().code() == Code::kInvalidArgument) return 1;  // It holds much: as it was.
    if (!content.ok()) return content.status();
    auto end = copy.name.first_offset + std::max<int64_t>(1, count_lines(content->lines));
    auto behind = std::ranges::find_if(
        originals, [&](const SourceObject& original) { return original.name.first_offset >= end; });
    return static_cast<size_t>(behind - originals.begin());
  }
  uint64_t bytes = 0;
  size_t count = 0;
  while (count < originals.size() && bytes < copy.info.size_bytes) {
    bytes += originals[count++].info.size_bytes;
  }
  if (bytes == copy.info.size_bytes) return count;
  return Status(Code::kAlreadyExists,
                copy.info.key + ": not what its originals are; remove it to have it made anew");
}

// The originals that no copy holds.
Result<std::vector<SourceObject>> not_copied(const objects::Store& bucket, Objects originals,
                                             Objects copies) {
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
    TRY_ASSIGN(size_t count, copied_count(bucket, copy, originals.subspan(next)));
    next += count;
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
  TRY_ASSIGN(std::vector<SourceObject> missing, not_copied(bucket, originals, copies));
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
    TRY(put(key, run.stored()));
    count_run(run, copy_key(options, key), options, report);
    run.clear();
    return Status();
  };
  auto take = [&](const SourceObject& object, const std::string& bytes) -> Status {
    if (run.bytes().size() + bytes.size() > options.object_bytes_max) TRY(finish());
    if (run.add(object, bytes) != ObjectRun::Add::kOther) return Status();
    TRY(finish());
    if (run.add(object, bytes) == ObjectRun::Add::kAdded) return Status();
    // Its lines have no end, or it holds too much: as it is.
    bool is_packed = codec_of_name(object.info.key).has_value();
    Result<std::string> stored = is_packed ? bucket.get(object.info.key) : bytes;
    return stored.ok() ? put(object.info.key, *stored) : stored.status();
  };
  auto all = [](const SourceObject&) { return true; };
  TRY(read_in_order(bucket, missing, all, take));
  if (run.objects().size() >= options.objects_least) return finish();
  report->unsettled += static_cast<int64_t>(run.objects().size());
  return Status();
}

}  // namespace pinflow::clean
