#include "eventlog/local/segment_file.h"

#include <algorithm>

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kSmallBatchBytesMax = 128u << 10;
constexpr uint64_t kFillBytesMin = 64u << 10;
constexpr uint64_t kFillBytesMax = 1u << 20;
constexpr char kZeros[64u << 10] = {};

}  // namespace

SegmentFile::SegmentFile(File file, uint64_t size_bytes, uint64_t size_bytes_max)
    : file_(std::move(file)),
      size_bytes_max_(size_bytes_max),
      size_bytes_(size_bytes),
      filled_bytes_(size_bytes) {}

Result<std::unique_ptr<SegmentFile>> SegmentFile::open(const std::filesystem::path& path,
                                                       uint64_t size_bytes,
                                                       uint64_t size_bytes_max) {
  TRY_ASSIGN(File file, File::open(path, File::Mode::kWrite));
  return std::unique_ptr<SegmentFile>(new SegmentFile(std::move(file), size_bytes, size_bytes_max));
}

SegmentFile::~SegmentFile() {
  if (written_bytes_ == 0 && filled_bytes_ > size_bytes_) static_cast<void>(take_back());
}

Status SegmentFile::write(std::string_view batch) {
  const uint64_t end = size_bytes_ + batch.size();
  written_bytes_ = batch.size();
  TRY(file_.write_at(size_bytes_, batch));
  if (end <= filled_bytes_) return Status();
  filled_bytes_ = end;
  if (batch.size() <= kSmallBatchBytesMax) fill();
  return Status();
}

// Room that the disk does not have is no reason to refuse a batch that found some.
void SegmentFile::fill() {
  const uint64_t begin = filled_bytes_;
  const uint64_t wanted = std::min(begin, kFillBytesMax);
  if (!may_fill_ || wanted < kFillBytesMin || begin + wanted > size_bytes_max_) return;
  filled_bytes_ = begin + wanted;
  for (uint64_t at = begin; at < filled_bytes_; at += sizeof kZeros) {
    Status status = file_.write_at(at, {kZeros, std::min(sizeof kZeros, filled_bytes_ - at)});
    if (status.ok()) continue;
    may_fill_ = false;
    if (file_.truncate(begin).ok()) filled_bytes_ = begin;
    return;
  }
}

Status SegmentFile::take_back() {
  TRY(file_.truncate(size_bytes_));
  filled_bytes_ = size_bytes_;
  written_bytes_ = 0;
  return Status();
}

Status SegmentFile::sync() {
  TRY(file_.sync());
  size_bytes_ += written_bytes_;
  written_bytes_ = 0;
  return Status();
}

Status SegmentFile::seal() {
  if (filled_bytes_ == size_bytes_) return Status();
  TRY(take_back());
  return file_.sync();
}

}  // namespace pinflow::eventlog
