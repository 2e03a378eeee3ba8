// Lists the bucket and hands each partition's objects of a folder to what works on them.
#include "clean/compact_objects.h"

#include <algorithm>
#include <map>

#include "clean/compact_place.h"
#include "clean/copy_objects.h"

namespace pinflow::clean {
namespace {

using Objects = std::span<const SourceObject>;

Result<std::vector<SourceObject>> list_objects(const objects::Store& bucket,
                                               const std::string& folder,
                                               const std::string& topic) {
  std::string prefix = folder.empty() ? "" : folder + "/";
  if (!topic.empty()) prefix += topic + "/";
  TRY_ASSIGN(auto listed, bucket.list(prefix));
  std::vector<SourceObject> objects;
  for (objects::ObjectInfo& info : listed) {
    std::optional<ObjectName> name = parse_object_name(info.key);
    if (name) objects.push_back({std::move(info), std::move(*name)});
  }
  return sorted_by_place(std::move(objects));
}

// The place's objects up to the first that its writer may not be done with.
Objects settled(Objects place, const CompactOptions& options, CompactReport* report) {
  auto end = std::ranges::find_if(place, [&](const SourceObject& object) {
    return options.is_settled && !options.is_settled(object.info, object.name);
  });
  report->unsettled += place.end() - end;
  return place.first(static_cast<size_t>(end - place.begin()));
}

Status each_place(Objects objects, const std::function<Status(Objects)>& work) {
  for (; !objects.empty(); objects = objects.subspan(place_size(objects))) {
    TRY(work(objects.first(place_size(objects))));
  }
  return Status();
}

Status compact_in_place(objects::Store& bucket, const CompactOptions& options,
                        CompactReport* report) {
  TRY_ASSIGN(auto objects, list_objects(bucket, options.topics_dir, options.topic));
  PlaceCompactor compactor(bucket, options, report);
  return each_place(objects, [&](Objects place) {
    Objects ready = settled(place, options, report);
    return compactor.compact(ready);
  });
}

Status copy_together(objects::Store& bucket, const CompactOptions& options, CompactReport* report) {
  TRY_ASSIGN(auto originals, list_objects(bucket, options.topics_dir, options.topic));
  TRY_ASSIGN(auto copies, list_objects(bucket, options.copies_dir, options.topic));
  std::map<std::string, Objects, std::less<>> copies_of;  // By what their names begin with.
  auto remember = [&](Objects place) {
    copies_of[std::string(name_prefix(place.front().info.key))] = place;
    return Status();
  };
  TRY(each_place(copies, remember));
  auto copy = [&](Objects place) {
    std::string prefix = copy_key(options, name_prefix(place.front().info.key));
    return copy_place(bucket, options, settled(place, options, report), copies_of[prefix], report);
  };
  TRY(each_place(originals, copy));
  if (options.dry_run) return Status();
  // Copies that were made bit by bit are small, too.
  CompactOptions again = options;
  again.topics_dir = options.copies_dir;
  again.copies_dir.clear();
  again.is_settled = nullptr;
  again.on_object = nullptr;
  CompactReport of_copies;
  return compact_in_place(bucket, again, &of_copies);
}

}  // namespace

CompactReport& CompactReport::operator+=(const CompactReport& other) {
  objects_before += other.objects_before;
  objects_after += other.objects_after;
  records += other.records;
  bytes += other.bytes;
  left_over += other.left_over;
  unsettled += other.unsettled;
  return *this;
}

Result<CompactReport> compact_objects(objects::Store& bucket, const CompactOptions& options) {
  CompactReport report;
  Status status = options.copies_dir.empty() ? compact_in_place(bucket, options, &report)
                                             : copy_together(bucket, options, &report);
  if (!status.ok()) return status;
  return report;
}

}  // namespace pinflow::clean
