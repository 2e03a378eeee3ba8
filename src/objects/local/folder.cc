#include "objects/local/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace pinflow::objects {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

// Links answer ELOOP and files ENOTDIR: neither leads to an object.
Status open_error(const std::string& name) {
  if (errno == ELOOP || errno == ENOTDIR) errno = ENOENT;
  return posix_error("open", name);
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<Folder> Folder::open(const std::filesystem::path& path) {
  int descriptor = ::open(path.c_str(), kFolderFlags);
  if (descriptor < 0) return open_error(path.string());
  return Folder(descriptor);
}

Result<Folder> Folder::enter(const std::string& name) const {
  int descriptor = ::openat(this->descriptor(), name.c_str(), kFolderFlags | O_NOFOLLOW);
  if (descriptor < 0) return open_error(name);
  return Folder(descriptor);
}

Result<Folder> Folder::enter_all(std::string_view path, const BeforeEnter& before) const {
  TRY_ASSIGN(Folder folder, enter("."));
  while (!path.empty()) {
    size_t end = std::min(path.find('/'), path.size());
    std::string name(path.substr(0, end));
    if (before) TRY(before(folder, name));
    TRY_ASSIGN(folder, folder.enter(name));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return folder;
}

Status Folder::write_new_file(const std::string& name, std::string_view bytes) const {
  Descriptor file(
      ::openat(descriptor(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (file.number() < 0) return posix_error("create", name);
  while (!bytes.empty()) {
    ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return posix_error("write", name);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (::fdatasync(file.number()) != 0) return posix_error("fdatasync", name);
  return Status();
}

Result<std::string> Folder::read_file(const std::string& name) const {
  Descriptor file(
      ::openat(descriptor(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.number() < 0) return open_error(name);
  struct stat info = {};
  if (::fstat(file.number(), &info) != 0) return posix_error("stat", name);
  if (!S_ISREG(info.st_mode)) return Status(Code::kNotFound, "open: " + name + ": no file");
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    ssize_t got = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return posix_error("read", name);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Status Folder::sync() const {
  if (::fsync(descriptor()) != 0) return posix_error("fsync", "folder");
  return Status();
}

}  // namespace pinflow::objects
