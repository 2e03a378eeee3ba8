#include "clean/object_content.h"

#include <algorithm>

namespace pinflow::clean {
namespace {

constexpr uint64_t kLikelyRatio = 8;  // Of JSON records, by gzip.
constexpr size_t kReadBytes = 1 << 20;

Status holds_too_much(const std::string& key, uint64_t bytes_max) {
  return Status(Code::kInvalidArgument,
                key + ": holds more than " + std::to_string(bytes_max) +
                    " bytes unpacked: not read, as it may be made to fill the memory; one that is "
                    "right can be unpacked in the bucket, under its name without the ending");
}

}  // namespace

Result<Content> get_content(const objects::Store& bucket, const std::string& key,
                            uint64_t bytes_max) {
  TRY_ASSIGN(std::string stored, bucket.get(key));
  std::optional<Codec> codec = codec_of_name(key);
  uint64_t stored_bytes = stored.size();
  if (!codec) return Content{std::move(stored), stored_bytes};
  Result<std::string> lines = decompress(*codec, stored, bytes_max);
  if (lines.status().code() == Code::kInvalidArgument) return holds_too_much(key, bytes_max);
  if (!lines.ok()) return lines.status().with_context(key);
  return Content{std::move(*lines), stored_bytes};
}

uint64_t likely_content_bytes(const objects::ObjectInfo& object) {
  return object.size_bytes * (codec_of_name(object.key) ? kLikelyRatio : 1);
}

ContentStream::ContentStream(File file, std::optional<Codec> codec) : file_(std::move(file)) {
  if (codec) unpacker_.emplace(*codec);
}

Result<ContentStream> ContentStream::open(const objects::Store& bucket,
                                          const objects::ObjectInfo& object) {
  TRY_ASSIGN(std::filesystem::path path, bucket.local_path(object.key));
  TRY_ASSIGN(File file, File::open(path, File::Mode::kRead));
  TRY_ASSIGN(uint64_t size_bytes, file.size_bytes());
  if (size_bytes != object.size_bytes) {
    return Status(Code::kNotFound, object.key + ": replaced since it was listed");
  }
  std::optional<Codec> codec = codec_of_name(object.key);
  ContentStream stream(std::move(file), codec);
  if (!codec) return stream;
  Status whole = stream.expect_whole();
  if (whole.code() == Code::kInvalidArgument) return holds_too_much(object.key, kUnpackedBytesMax);
  if (!whole.ok()) return std::move(whole).with_context(object.key);
  return ContentStream(std::move(stream.file_), codec);
}

Status ContentStream::expect_whole() {
  std::string lines(kReadBytes, '\0');
  uint64_t total = 0;
  while (true) {
    TRY_ASSIGN(size_t size, read(lines));
    total += size;
    if (total > kUnpackedBytesMax) return Status(Code::kInvalidArgument, "too large");
    if (size < lines.size()) return Status();
  }
}

Result<size_t> ContentStream::read(std::span<char> out) {
  if (unpacker_) return unpack(out);
  TRY_ASSIGN(uint64_t size, file_.read_into(position_, out.data(), out.size()));
  position_ += size;
  return size;
}

Result<size_t> ContentStream::unpack(std::span<char> out) {
  size_t written = 0;
  while (true) {
    std::string_view rest = std::string_view(packed_).substr(taken_);
    TRY_ASSIGN(size_t size, unpacker_->unpack(&rest, out.subspan(written)));
    taken_ = packed_.size() - rest.size();
    written += size;
    if (written == out.size()) return written;
    TRY_ASSIGN(packed_, file_.read_at(position_, kReadBytes));
    position_ += packed_.size();
    taken_ = 0;
    if (!packed_.empty()) continue;
    TRY(unpacker_->finish());
    return written;
  }
}

}  // namespace pinflow::clean
