// Small objects are got whole, by many threads at once; a large one is read on by whoever asks.
#include "clean/object_chunks.h"

#include <algorithm>

#include "base/crc32c.h"
#include "clean/object_content.h"

namespace pinflow::clean {

namespace {

Status replaced(const SourceObject& object) {
  return Status(Code::kNotFound, object.info.key + ": replaced since it was listed");
}

}  // namespace

class ObjectChunks::LargeObject {
 public:
  LargeObject(size_t index, ContentStream stream) : index_(index), stream_(std::move(stream)) {}

  size_t index() const { return index_; }
  uint32_t crc() const { return crc_; }
  int64_t line_count() const { return line_; }
  uint64_t content_bytes() const { return position_; }

  // No bytes at the end.
  Result<Chunk> next() {
    Chunk chunk{index_, line_, std::move(rest_)};
    rest_.clear();
    while (true) {
      size_t begin = chunk.bytes.size();
      chunk.bytes.resize(begin + kChunkBytes);
      TRY_ASSIGN(size_t size, stream_.read(std::span(chunk.bytes).subspan(begin)));
      chunk.bytes.resize(begin + size);
      position_ += size;
      std::string_view more = std::string_view(chunk.bytes).substr(begin);
      crc_ = crc32c(more, crc_);
      size_t newline = more.rfind('\n');
      if (newline != std::string_view::npos) {
        rest_ = more.substr(newline + 1);
        chunk.bytes.resize(begin + newline + 1);
        break;
      }
      if (size == 0 || chunk.bytes.size() >= kLineBytesMax) break;
    }
    line_ += count_lines(chunk.bytes);
    return chunk;
  }

 private:
  const size_t index_;
  ContentStream stream_;
  uint64_t position_ = 0;
  int64_t line_ = 0;
  std::string rest_;  // The beginning of a line whose end is not read yet.
  uint32_t crc_ = 0;
};

int64_t count_lines(std::string_view bytes) {
  int64_t count = std::count(bytes.begin(), bytes.end(), '\n');
  return !bytes.empty() && bytes.back() != '\n' ? count + 1 : count;
}

size_t line_begin(std::string_view bytes, int64_t line) {
  size_t at = 0;
  for (; line > 0 && at < bytes.size(); --line) {
    at = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
  }
  return at;
}

ObjectChunks::ObjectChunks(const objects::Store& bucket, const std::vector<SourceObject>& objects)
    : bucket_(bucket), objects_(objects), found_(objects.size()) {}

ObjectChunks::~ObjectChunks() = default;

Result<std::optional<Chunk>> ObjectChunks::next() {
  while (true) {
    size_t index = 0;
    {
      std::lock_guard lock(mutex_);
      if (!parts_.empty()) {
        Chunk part = std::move(parts_.front());
        parts_.pop_front();
        return std::optional(std::move(part));
      }
      if (large_ != nullptr) {
        TRY_ASSIGN(std::optional<Chunk> chunk, next_of_large());
        if (chunk) return chunk;
      }
      std::optional<size_t> taken = take_object();
      if (!taken) return std::optional<Chunk>();
      if (large_ != nullptr) continue;
      index = *taken;
    }
    const SourceObject& object = objects_[index];
    Result<Content> content = get_content(bucket_, object.info.key,
                                          object.partial ? kUnpackedBytesMax : kUnpackedChunkBytes);
    if (is_large_unpacked(index, content.status())) continue;
    if (content.ok() && content->stored_bytes != object.info.size_bytes) content = replaced(object);
    if (!content.ok()) {
      skip(index, content.status());
      continue;
    }
    std::string& lines = content->lines;
    found_[index] = {crc32c(lines), count_lines(lines), lines.size()};
    if (object.partial) {
      take_parts(index, lines);
      continue;
    }
    if (!lines.empty()) return std::optional<Chunk>(Chunk{index, 0, std::move(lines)});
  }
}

Result<std::optional<Chunk>> ObjectChunks::next_of_large() {
  Result<Chunk> chunk = large_->next();
  if (!chunk.ok()) return chunk.status().with_context(objects_[large_->index()].info.key);
  if (!chunk->bytes.empty()) return std::optional<Chunk>(std::move(*chunk));
  found_[large_->index()] = {large_->crc(), large_->line_count(), large_->content_bytes()};
  large_.reset();
  return std::optional<Chunk>();
}

// The next object in line. A large one is opened; it is `large_` then.
std::optional<size_t> ObjectChunks::take_object() {
  while (!large_unpacked_.empty()) {
    size_t index = large_unpacked_.front();
    large_unpacked_.pop_front();
    if (open_large(index)) return index;
  }
  while (next_object_ < objects_.size()) {
    size_t index = next_object_++;
    const objects::ObjectInfo& info = objects_[index].info;
    const std::optional<PartialRead>& partial = objects_[index].partial;
    if (partial && partial->parts.empty()) {
      found_[index] = {partial->crc, partial->record_count, objects_[index].content_bytes};
      continue;
    }
    if (info.size_bytes <= kChunkBytes || partial) return index;
    if (open_large(index)) return index;
  }
  return std::nullopt;
}

// It is `large_` then; or it is skipped.
bool ObjectChunks::open_large(size_t object_index) {
  Result<ContentStream> stream = ContentStream::open(bucket_, objects_[object_index].info);
  if (!stream.ok()) {
    skipped_.push_back({object_index, stream.status()});
    return false;
  }
  large_ = std::make_unique<LargeObject>(object_index, std::move(*stream));
  return true;
}

// A small packed object may hold much: that is read on, too.
bool ObjectChunks::is_large_unpacked(size_t object_index, const Status& status) {
  bool holds_too_much = status.code() == Code::kInvalidArgument;
  if (!holds_too_much || objects_[object_index].partial) return false;
  std::lock_guard lock(mutex_);
  large_unpacked_.push_back(object_index);
  return true;
}

void ObjectChunks::take_parts(size_t object_index, const std::string& lines) {
  const PartialRead& partial = *objects_[object_index].partial;
  if (found_[object_index].crc != partial.crc) {
    skip(object_index, replaced(objects_[object_index]));
    return;
  }
  std::lock_guard lock(mutex_);
  for (const ObjectPart& part : partial.parts) {
    parts_.push_back({object_index, part.first_line, lines.substr(part.position, part.size_bytes)});
  }
}

void ObjectChunks::skip(size_t object_index, Status cause) {
  std::lock_guard lock(mutex_);
  skipped_.push_back({object_index, std::move(cause)});
}

}  // namespace pinflow::clean
