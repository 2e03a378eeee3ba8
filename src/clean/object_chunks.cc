// Small objects are got whole, by many threads at once; a large one is read on by whoever asks.
#include "clean/object_chunks.h"

#include <algorithm>

#include "base/crc32c.h"
#include "base/file.h"

namespace pinflow::clean {

class ObjectChunks::LargeObject {
 public:
  LargeObject(size_t index, File file) : index_(index), file_(std::move(file)) {}

  size_t index() const { return index_; }
  uint32_t crc() const { return crc_; }

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
    line_ += std::count(chunk.bytes.begin(), chunk.bytes.end(), '\n');
    if (!chunk.bytes.empty() && chunk.bytes.back() != '\n') ++line_;
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

ObjectChunks::ObjectChunks(const objects::Store& bucket, const std::vector<SourceObject>& objects)
    : bucket_(bucket), objects_(objects), crcs_(objects.size()) {}

ObjectChunks::~ObjectChunks() = default;

Result<std::optional<Chunk>> ObjectChunks::next() {
  while (true) {
    size_t index = 0;
    {
      std::lock_guard lock(mutex_);
      if (large_ != nullptr) {
        TRY_ASSIGN(std::optional<Chunk> chunk, next_of_large());
        if (chunk) return chunk;
      }
      std::optional<size_t> taken = take_object();
      if (!taken) return std::optional<Chunk>();
      if (large_ != nullptr) continue;
      index = *taken;
    }
    Result<std::string> bytes = bucket_.get(objects_[index].info.key);
    if (!bytes.ok()) {
      skip(index, bytes.status());
      continue;
    }
    crcs_[index] = crc32c(*bytes);
    if (!bytes->empty()) return std::optional<Chunk>(Chunk{index, 0, std::move(*bytes)});
  }
}

Result<std::optional<Chunk>> ObjectChunks::next_of_large() {
  Result<Chunk> chunk = large_->next();
  if (!chunk.ok()) return chunk.status().with_context(objects_[large_->index()].info.key);
  if (!chunk->bytes.empty()) return std::optional<Chunk>(std::move(*chunk));
  crcs_[large_->index()] = large_->crc();
  large_.reset();
  return std::optional<Chunk>();
}

// The next object in line. A large one is opened; it is `large_` then.
std::optional<size_t> ObjectChunks::take_object() {
  while (next_object_ < objects_.size()) {
    size_t index = next_object_++;
    const objects::ObjectInfo& info = objects_[index].info;
    if (info.size_bytes <= kChunkBytes) return index;
    Result<std::filesystem::path> path = bucket_.local_path(info.key);
    Result<File> file = path.ok() ? File::open(*path, File::Mode::kRead) : path.status();
    if (!file.ok()) {
      skipped_.push_back({index, file.status()});
      continue;
    }
    large_ = std::make_unique<LargeObject>(index, std::move(*file));
    return index;
  }
  return std::nullopt;
}

void ObjectChunks::skip(size_t object_index, Status cause) {
  std::lock_guard lock(mutex_);
  skipped_.push_back({object_index, std::move(cause)});
}

}  // namespace pinflow::clean
