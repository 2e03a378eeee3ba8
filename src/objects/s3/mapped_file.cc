#include "objects/s3/mapped_file.h"

#include <sys/mman.h>

#include <utility>

#include "base/file.h"

namespace pinflow::objects {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  TRY_ASSIGN(File file, File::open(path, File::Mode::kRead));
  TRY_ASSIGN(uint64_t size, file.size_bytes());
  if (size == 0) return MappedFile("");  // Cannot be mapped.
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
  if (data == MAP_FAILED) return posix_error("map", path.string());
  return MappedFile(std::string_view(static_cast<const char*>(data), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, "")) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace pinflow::objects
