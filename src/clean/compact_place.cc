#include "clean/compact_place.h"

#include <map>

#include "base/in_parallel.h"
#include "base/killpoint.h"
#include "clean/object_content.h"

namespace pinflow::clean {
namespace {

constexpr size_t kRemoveThreads = 8;
constexpr uint64_t kLargeBytesMax = 256u << 20;  // Of a packed object that is looked into.

}  // namespace

void count_run(const ObjectRun& run, const std::string& key, const CompactOptions& options,
               CompactReport* report) {
  auto objects = static_cast<int64_t>(run.objects().size());
  report->objects_before += objects;
  ++report->objects_after;
  report->records += run.record_count();
  report->bytes += run.bytes().size();
  if (options.on_object) options.on_object(key, objects);
}

Status PlaceCompactor::compact(std::span<const SourceObject> place) {
  large_.reset();
  auto is_small = [this](const SourceObject& object) {
    uint64_t size = likely_content_bytes(object.info);
    return size > 0 && size <= options_.object_bytes_max / 2;
  };
  auto take = [this](const SourceObject& object, const std::string& bytes) -> Status {
    if (run_.bytes().size() + bytes.size() > options_.object_bytes_max) TRY(finish_run());
    ObjectRun::Add added = run_.add(object, bytes);
    if (added == ObjectRun::Add::kOther) {
      TRY(finish_run());
      added = run_.add(object, bytes);
    }
    if (added == ObjectRun::Add::kHeld) held_.push_back(object);
    if (added == ObjectRun::Add::kOther) large_ = object;
    return Status();
  };
  TRY(read_in_order(bucket_, place, is_small, take));
  return finish_run();
}

// Puts the run's object in place of its originals.
Status PlaceCompactor::finish_run() {
  if (run_.objects().empty()) return Status();
  TRY(leave_out_held_by_large());
  if (options_.spares_large) spare_large();
  report_.left_over += static_cast<int64_t>(held_.size());
  size_t count = run_.objects().size();
  if (count >= std::max<size_t>(2, options_.objects_least)) {
    const std::string& key = run_.objects().front().info.key;
    if (!options_.dry_run) {
      TRY(expect_unchanged());
      TRY(bucket_.put(key, run_.stored()));
      killpoint("compact_after_put");
    }
    count_run(run_, key, options_, &report_);
    held_.insert(held_.end(), run_.objects().begin() + 1, run_.objects().end());
  }
  if (!options_.dry_run) TRY(remove(held_));
  run_.clear();
  held_.clear();
  large_.reset();
  return Status();
}

// Small objects behind a large one may be its originals, left over.
Status PlaceCompactor::leave_out_held_by_large() {
  if (!large_ || run_.objects().size() < options_.objects_least) return Status();
  Result<Content> content = get_content(bucket_, large_->info.key, kLargeBytesMax);
  if (content.status().code() == Code::kInvalidArgument) return Status();  // It holds too much.
  if (!content.ok()) return content.status();
  ObjectRun around;
  if (around.add(*large_, content->lines) != ObjectRun::Add::kAdded) return Status();
  ObjectRun behind;
  std::string_view rest = run_.bytes();
  for (const SourceObject& object : run_.objects()) {
    std::string_view own = rest.substr(0, object.content_bytes);
    rest.remove_prefix(own.size());
    int64_t line = object.name.first_offset - large_->name.first_offset;
    if (line >= around.record_count()) {
      behind.add(object, own);
    } else if (around.add(object, own) == ObjectRun::Add::kHeld) {
      held_.push_back(object);
    }
  }
  run_ = std::move(behind);
  return Status();
}

// Takes objects off the front that are larger than all behind them.
void PlaceCompactor::spare_large() {
  std::span<const SourceObject> objects = run_.objects();
  std::string_view bytes = run_.bytes();
  while (!objects.empty() && objects.front().content_bytes * 2 > bytes.size()) {
    bytes.remove_prefix(objects.front().content_bytes);
    objects = objects.subspan(1);
  }
  ObjectRun rest;
  for (const SourceObject& object : objects) {
    rest.add(object, bytes.substr(0, object.content_bytes));
    bytes.remove_prefix(object.content_bytes);
  }
  run_ = std::move(rest);
}

// Nobody may have put them together otherwise meanwhile.
Status PlaceCompactor::expect_unchanged() const {
  const std::vector<SourceObject>& objects = run_.objects();
  const std::string& first_key = objects.front().info.key;
  std::map<std::string, objects::ObjectInfo, std::less<>> now;
  TRY_ASSIGN(now[first_key], bucket_.info(first_key));
  TRY_ASSIGN(auto listed, bucket_.list(name_prefix(first_key), first_key));
  for (objects::ObjectInfo& info : listed) now[info.key] = std::move(info);
  for (const SourceObject& object : objects) {
    auto found = now.find(object.info.key);
    bool is_same = found != now.end() && found->second.etag == object.info.etag &&
                   found->second.size_bytes == object.info.size_bytes;
    if (is_same) continue;
    return Status(Code::kAlreadyExists,
                  object.info.key + ": changed meanwhile; does another compaction run?");
  }
  return Status();
}

Status PlaceCompactor::remove(std::span<const SourceObject> objects) {
  return in_parallel(objects.size(), kRemoveThreads, [&](size_t i) {
    Status status = bucket_.remove(objects[i].info.key);
    killpoint("compact_after_remove");
    return status;
  });
}

}  // namespace pinflow::clean
