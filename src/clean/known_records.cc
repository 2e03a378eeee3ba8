// An object's bytes against those of the objects that were read.
#include "clean/known_records.h"

#include <algorithm>

#include "base/crc32c.h"
#include "clean/object_content.h"

namespace pinflow::clean {
namespace {

// What `read` holds from its line `line` on, as the bucket has it; "" if it no longer has it.
std::string lines_from(const objects::Store& bucket, const ReadObject& read, int64_t line) {
  Result<Content> content = get_content(bucket, read.key);
  bool is_same = content.ok() && content->lines.size() == read.content_bytes() &&
                 crc32c(content->lines) == read.crc;
  if (!is_same) return "";
  return content->lines.substr(line_begin(content->lines, line));
}

void add_line(ObjectPart line, std::vector<ObjectPart>* parts) {
  bool follows =
      !parts->empty() && parts->back().position + parts->back().size_bytes == line.position;
  if (follows) {
    parts->back().size_bytes += line.size_bytes;
  } else {
    parts->push_back(line);
  }
}

}  // namespace

KnownRecords::KnownRecords(ReadObjects read) : read_(std::move(read)) {
  for (const auto& [key, object] : read_) index(object);
}

void KnownRecords::add(ReadObject object) {
  ReadObject& kept = read_[object.key];
  kept = std::move(object);
  index(kept);
}

void KnownRecords::index(const ReadObject& object) {
  std::optional<ObjectName> name = parse_object_name(object.key);
  if (!name) return;
  auto at = places_.find(name_prefix(object.key));
  if (at == places_.end()) at = places_.emplace(name_prefix(object.key), Place()).first;
  Place& place = at->second;
  int64_t begin = to_int64(name->first_offset);
  int64_t end = begin + std::max<int64_t>(1, object.record_count);
  auto behind = place.lower_bound(begin);
  if (behind != place.begin()) {
    auto [first, before] = *std::prev(behind);
    if (first + before->record_count >= end) return;
  }
  // What it holds is known by it from now on.
  while (behind != place.end() &&
         behind->first + std::max<int64_t>(1, behind->second->record_count) <= end) {
    behind = place.erase(behind);
  }
  place.emplace_hint(behind, begin, &object);
}

const ReadObject* KnownRecords::find(std::string_view key) const {
  auto found = read_.find(key);
  return found == read_.end() ? nullptr : &found->second;
}

const KnownRecords::Place* KnownRecords::place(std::string_view key) const {
  auto found = places_.find(name_prefix(key));
  return found == places_.end() ? nullptr : &found->second;
}

bool KnownRecords::overlaps(std::string_view key, const ObjectName& name,
                            int64_t record_count) const {
  const Place* known = place(key);
  if (known == nullptr) return false;
  int64_t begin = to_int64(name.first_offset);
  auto behind = known->lower_bound(begin);
  if (behind != known->end() && behind->first < begin + record_count) return true;
  if (behind == known->begin()) return false;
  auto before = std::prev(behind);
  return before->first + before->second->record_count > begin;
}

PartialRead KnownRecords::unknown_part(const objects::Store& bucket, std::string_view key,
                                       const ObjectName& name, std::string_view bytes) const {
  PartialRead read{{}, crc32c(bytes), count_lines(bytes)};
  const Place* known = place(key);
  const int64_t begin = to_int64(name.first_offset);
  size_t at = 0;
  int64_t line = 0;
  auto next = known == nullptr ? Place::const_iterator() : known->lower_bound(begin);
  // What the object before it holds, too.
  if (known != nullptr && next != known->begin()) {
    auto [first, before] = *std::prev(next);
    if (first + before->record_count > begin) {
      std::string held = lines_from(bucket, *before, begin - first);
      size_t shared = std::min(held.size(), bytes.size());
      if (bytes.substr(0, shared) == std::string_view(held).substr(0, shared)) at = shared;
      line = count_lines(bytes.substr(0, at));
    }
  }
  while (at < bytes.size()) {
    if (known != nullptr) {
      while (next != known->end() && next->first < begin + line) ++next;
      if (next != known->end() && next->first == begin + line) {
        std::string_view same = bytes.substr(at, next->second->content_bytes());
        bool is_same = same.size() == next->second->content_bytes() && !same.empty() &&
                       crc32c(same) == next->second->crc;
        if (is_same) {
          at += same.size();
          line += count_lines(same);
          continue;
        }
      }
    }
    size_t end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
    add_line({line++, at, end - at}, &read.parts);
    at = end;
  }
  return read;
}

bool is_whole(const PartialRead& read, uint64_t size_bytes) {
  return read.parts.size() == 1 && read.parts[0].size_bytes == size_bytes;
}

Result<SourceObject> find_moved(const objects::Store& bucket, const ReadObject& planned,
                                const ObjectName& name) {
  TRY_ASSIGN(auto listed, bucket.list(name_prefix(planned.key)));
  std::optional<SourceObject> holder;
  for (objects::ObjectInfo& info : listed) {
    std::optional<ObjectName> found = parse_object_name(info.key);
    if (!found || found->first_offset > name.first_offset) continue;
    if (holder && found->first_offset < holder->name.first_offset) continue;
    holder = SourceObject{std::move(info), std::move(*found)};
  }
  Status gone(Code::kNotFound, planned.key + ": gone, or replaced by other bytes");
  if (!holder) return gone;
  TRY_ASSIGN(Content content, get_content(bucket, holder->info.key));
  const std::string& bytes = content.lines;
  size_t begin = line_begin(bytes, name.first_offset - holder->name.first_offset);
  std::string_view part = std::string_view(bytes).substr(begin, planned.content_bytes());
  if (part.size() != planned.content_bytes() || crc32c(part) != planned.crc) return gone;
  holder->info.size_bytes = content.stored_bytes;
  holder->name = name;
  holder->partial = PartialRead{{{0, begin, part.size()}}, crc32c(bytes), count_lines(bytes)};
  return std::move(*holder);
}

}  // namespace pinflow::clean
