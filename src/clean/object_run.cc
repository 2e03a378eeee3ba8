#include "clean/object_run.h"

#include <algorithm>
#include <tuple>

#include "base/in_parallel.h"
#include "clean/object_content.h"

namespace pinflow::clean {
namespace {

constexpr size_t kReadThreads = 8;
constexpr size_t kWindowObjects = 4096;       // Read at a time, which bounds memory
constexpr uint64_t kWindowBytes = 64u << 20;  // together with this.

std::optional<Codec> codec_of(const SourceObject& object) { return codec_of_name(object.info.key); }

// "" for a packed object that holds too much to be put together with others.
Result<std::vector<std::string>> read_all(const objects::Store& bucket,
                                          std::span<const SourceObject> objects) {
  std::vector<std::string> all(objects.size());
  TRY(in_parallel(objects.size(), kReadThreads, [&](size_t i) -> Status {
    const objects::ObjectInfo& info = objects[i].info;
    Result<Content> content = get_content(bucket, info.key, kUnpackedChunkBytes);
    if (content.status().code() == Code::kInvalidArgument) return Status();  // Too large.
    if (!content.ok()) return content.status();
    all[i] = std::move(content->lines);
    if (content->stored_bytes == info.size_bytes) return Status();
    return Status(Code::kAlreadyExists, info.key + ": changed since it was listed; try again");
  }));
  return all;
}

}  // namespace

std::string ObjectRun::stored() const {
  std::optional<Codec> codec = codec_of(objects_.front());
  return codec ? compress({*codec}, bytes_) : bytes_;
}

ObjectRun::Add ObjectRun::add(const SourceObject& object, std::string_view bytes) {
  if (bytes.empty() || bytes.back() != '\n') return Add::kOther;
  if (!objects_.empty()) {
    int64_t line = object.name.first_offset - objects_.front().name.first_offset;
    if (line > record_count_) return Add::kOther;
    if (line < record_count_) {
      std::string_view held = std::string_view(bytes_).substr(line_begin(bytes_, line));
      return held.starts_with(bytes) ? Add::kHeld : Add::kOther;
    }
    if (codec_of(object) != codec_of(objects_.front())) return Add::kOther;
  }
  objects_.push_back(object);
  objects_.back().content_bytes = bytes.size();
  bytes_ += bytes;
  record_count_ += count_lines(bytes);
  return Add::kAdded;
}

std::vector<SourceObject> sorted_by_place(std::vector<SourceObject> objects) {
  std::ranges::sort(objects, [](const SourceObject& one, const SourceObject& other) {
    std::string_view prefix = name_prefix(one.info.key);
    std::string_view other_prefix = name_prefix(other.info.key);
    return std::tie(prefix, one.name.first_offset) <
           std::tie(other_prefix, other.name.first_offset);
  });
  return objects;
}

size_t place_size(std::span<const SourceObject> objects) {
  auto end = std::ranges::find_if(objects, [&](const SourceObject& object) {
    return name_prefix(object.info.key) != name_prefix(objects.front().info.key);
  });
  return static_cast<size_t>(end - objects.begin());
}

Status read_in_order(const objects::Store& bucket, std::span<const SourceObject> objects,
                     const std::function<bool(const SourceObject&)>& is_wanted,
                     const std::function<Status(const SourceObject&, const std::string&)>& take) {
  while (!objects.empty()) {
    std::vector<SourceObject> wanted;
    uint64_t bytes = 0;
    size_t count = 0;
    for (; count < std::min(objects.size(), kWindowObjects) && bytes < kWindowBytes; ++count) {
      if (!is_wanted(objects[count])) continue;
      wanted.push_back(objects[count]);
      bytes += likely_content_bytes(objects[count].info);
    }
    TRY_ASSIGN(std::vector<std::string> texts, read_all(bucket, wanted));
    const std::string none;
    auto text = texts.begin();
    for (const SourceObject& object : objects.first(count)) {
      TRY(take(object, is_wanted(object) ? *text++ : none));
    }
    objects = objects.subspan(count);
  }
  return Status();
}

}  // namespace pinflow::clean
