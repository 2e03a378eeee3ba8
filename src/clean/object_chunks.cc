// Small objects are got whole, by many threads at once; a large one is read on by whoever asks.
#include "clean/object_chunks.h"

#include <algorithm>

#include "base/crc32c.h"
#include "base/file.h"

namespace pinflow::clean {

namespace {

Status replaced(const SourceObject& object) {
  return Status(Code::kNotFound, object.info.key + ": replaced since it was listed");
}

}  // namespace

class ObjectChunks::LargeObject {
 public:
  LargeObject(size_t index, File file) : index_(index), file_(std::move(file)) {}

  size_t index() const { return index_; }
  uint32_t crc() const { return crc_; }
  int64_t line_count() const { return line_; }

  // No bytes at the end.
  Result<Chunk> next() {
    Chunk chunk{index_, line_, std::move(rest_)};
    rest_.clear();
    while (true) {
      size_t begin = chunk.bytes.size();
      chunk.bytes.resize(begin + kChunkBytes);
      TRY_ASSIGN(uint64_t size, file_.read_into(position_, &chunk.bytes[begin], kChunkBytes));
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
  File file_;
  uint64_t position_ = 0;
  int64_t line_ = 0;
  std::string rest_;  // The beginning of a line whose end is not read yet.
  uint32_t crc_ = 0;
};

int64_t count_lines(std::string_view bytes) {
  int64_t count = std::count(bytes.begin(), bytes.end(), '\n');
  return !bytes.empty() && bytes.back() != '\n' ? count + 1 : count;
}

ObjectChunks::ObjectChunks(const objects::Store& bucket, const std::vector<SourceObject>& objects)
    : bucket_(bucket), objects_(objects), crcs_(objects.size()), record_counts_(objects.size()) {}

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
    Result<std::string> bytes = bucket_.get(object.info.key);
    if (bytes.ok() && bytes->size() != object.info.size_bytes) bytes = replaced(object);
    if (!bytes.ok()) {
      skip(index, bytes.status());
      continue;
    }
    crcs_[index] = crc32c(*bytes);
    record_counts_[index] = count_lines(*bytes);
    if (object.partial) {
      take_parts(index, *bytes);
      continue;
    }
    if (!bytes->empty()) return std::optional<Chunk>(Chunk{index, 0, std::move(*bytes)});
  }
}

Result<std::optional<Chunk>> ObjectChunks::next_of_large() {
  Result<Chunk> chunk = large_->next();
  if (!chunk.ok()) return chunk.status().with_context(objects_[large_->index()].info.key);
  if (!chunk->bytes.empty()) return std::optional<Chunk>(std::move(*chunk));
  crcs_[large_->index()] = large_->crc();
  record_counts_[large_->index()] = large_->line_count();
  large_.reset();
  return std::optional<Chunk>();
}

// The next object in line. A large one is opened; it is `large_` then.
std::optional<size_t> ObjectChunks::take_object() {
  while (next_object_ < objects_.size()) {
    size_t index = next_object_++;
    const objects::ObjectInfo& info = objects_[index].info;
    const std::optional<PartialRead>& partial = objects_[index].partial;
    if (partial && partial->parts.empty()) {
      crcs_[index] = partial->crc;
      record_counts_[index] = partial->record_count;
      continue;
    }
    if (info.size_bytes <= kChunkBytes || partial) return index;
    Result<std::filesystem::path> path = bucket_.local_path(info.key);
    Result<File> file = path.ok() ? File::open(*path, File::Mode::kRead) : path.status();
    Result<uint64_t> size_bytes = file.ok() ? file->size_bytes() : file.status();
    if (size_bytes.ok() && *size_bytes != info.size_bytes) file = replaced(objects_[index]);
    if (!file.ok()) {
      skipped_.push_back({index, file.status()});
      continue;
    }
    large_ = std::make_unique<LargeObject>(index, std::move(*file));
    return index;
  }
  return std::nullopt;
}

void ObjectChunks::take_parts(size_t object_index, const std::string& bytes) {
  const PartialRead& partial = *objects_[object_index].partial;
  if (crcs_[object_index] != partial.crc) {
    skip(object_index, replaced(objects_[object_index]));
    return;
  }
  std::lock_guard lock(mutex_);
  for (const ObjectPart& part : partial.parts) {
    parts_.push_back({object_index, part.first_line, bytes.substr(part.position, part.size_bytes)});
  }
}

void ObjectChunks::skip(size_t object_index, Status cause) {
  std::lock_guard lock(mutex_);
  skipped_.push_back({object_index, std::move(cause)});
}

}  // namespace pinflow::clean
