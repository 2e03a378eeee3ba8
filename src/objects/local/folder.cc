#include "objects/local/folder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

// One call for a path of many parts, and no link among them. Kernels before 5.6 do not have it and
// some containers forbid it; a path that is being renamed may have to be walked again.
int open_beneath(int folder, const std::string& path, int flags) {
  open_how how = {};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

bool must_walk() { return errno == ENOSYS || errno == EPERM || errno == EAGAIN; }

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
  if (!before && !path.empty()) {
    int descriptor = open_beneath(this->descriptor(), std::string(path), kFolderFlags);
    if (descriptor >= 0) return Folder(descriptor);
    if (!must_walk()) return open_error(std::string(path));
  }
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

Result<std::string> Folder::read_file(const std::string& path) const {
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Descriptor file(open_beneath(descriptor(), path, kFlags));
  if (file.number() < 0 && must_walk()) {
    size_t name = path.rfind('/') + 1;
    TRY_ASSIGN(Folder folder, enter_all(path.substr(0, name > 0 ? name - 1 : 0)));
    file = Descriptor(::openat(folder.descriptor(), path.c_str() + name, kFlags));
  }
  if (file.number() < 0) return open_error(path);
  struct stat info = {};
  if (::fstat(file.number(), &info) != 0) return posix_error("stat", path);
  if (!S_ISREG(info.st_mode)) return Status(Code::kNotFound, "open: " + path + ": no file");
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    ssize_t got = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return posix_error("read", path);
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
