#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pinflow {

Status posix_error(std::string_view what, std::string_view path) {
  int error = errno;
  Code code = Code::kUnavailable;
  if (error == ENOENT) code = Code::kNotFound;
  if (error == EEXIST) code = Code::kAlreadyExists;
  if (error == EACCES || error == EPERM || error == EROFS) code = Code::kDenied;
  return Status(code, std::string(what) + ": " + std::string(path) + ": " + std::strerror(error));
}

Result<File> File::open(const std::filesystem::path& path, Mode mode) {
  int flags = O_CLOEXEC;
  if (mode == Mode::kRead) flags |= O_RDONLY;
  if (mode == Mode::kAppend) flags |= O_RDWR | O_CREAT | O_APPEND;
  if (mode == Mode::kWrite) flags |= O_RDWR | O_CREAT;
  if (mode == Mode::kCreate) flags |= O_RDWR | O_CREAT | O_EXCL | O_APPEND;
  int descriptor = ::open(path.c_str(), flags, 0644);
  if (descriptor < 0) return posix_error("open", path.string());
  return File(descriptor, path.string());
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status File::append(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return posix_error("write", path_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Status();
}

Status File::write_at(uint64_t position, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(position));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return posix_error("write", path_);
    bytes.remove_prefix(static_cast<size_t>(written));
    position += static_cast<uint64_t>(written);
  }
  return Status();
}

Status File::sync() {
  if (::fdatasync(descriptor_) != 0) return posix_error("fdatasync", path_);
  return Status();
}

Status File::truncate(uint64_t size_bytes) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size_bytes)) != 0) {
    return posix_error("ftruncate", path_);
  }
  return Status();
}

Result<uint64_t> File::read_into(uint64_t position, char* buffer, uint64_t size_bytes) const {
  uint64_t filled = 0;
  while (filled < size_bytes) {
    ssize_t got = ::pread(descriptor_, buffer + filled, size_bytes - filled,
                          static_cast<off_t>(position + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return posix_error("read", path_);
    if (got == 0) break;
    filled += static_cast<uint64_t>(got);
  }
  return filled;
}

Result<std::string> File::read_at(uint64_t position, uint64_t size_bytes) const {
  std::string bytes(size_bytes, '\0');
  TRY_ASSIGN(uint64_t filled, read_into(position, bytes.data(), size_bytes));
  bytes.resize(filled);
  return bytes;
}

Result<uint64_t> File::size_bytes() const {
  struct stat info = {};
  if (::fstat(descriptor_, &info) != 0) return posix_error("stat", path_);
  return static_cast<uint64_t>(info.st_size);
}

Result<std::string> read_file(const std::filesystem::path& path) {
  TRY_ASSIGN(File file, File::open(path, File::Mode::kRead));
  TRY_ASSIGN(uint64_t size_bytes, file.size_bytes());
  return file.read_at(0, size_bytes);
}

Status sync_directory(const std::filesystem::path& directory) {
  int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return posix_error("open", directory.string());
  Status status;
  if (::fsync(descriptor) != 0) status = posix_error("fsync", directory.string());
  ::close(descriptor);
  return status;
}

Status create_directories_durably(const std::filesystem::path& directory) {
  std::error_code error;
  if (directory.empty() || std::filesystem::is_directory(directory, error)) return Status();
  TRY(create_directories_durably(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) {
    return posix_error("create directory", directory.string());
  }
  auto parent = directory.parent_path();
  return sync_directory(parent.empty() ? "." : parent);
}

Status replace_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  ::unlink(temporary.c_str());
  {
    TRY_ASSIGN(File file, File::open(temporary, File::Mode::kCreate));
    TRY(file.append(bytes));
    TRY(file.sync());
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return posix_error("rename", temporary.string());
  }
  auto parent = path.parent_path();
  return sync_directory(parent.empty() ? "." : parent);
}

}  // namespace pinflow
