// File: an owned file descriptor with the few operations a durable store needs, and the
// steps that make a new name durable. With objects/local the only callers of POSIX file I/O.
//
//   Durability:  append() and write_at() are durable after sync(); a new or renamed file is
//                durable after sync_directory() of its folder.
//   Threads:     const functions from any thread; the others from one at a time.
//   Errors:      kUnavailable with the path and the system's reason, unless said otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow {

class File {
 public:
  enum class Mode {
    kRead,
    kAppend,  // Creates it if missing; reads too.
    kWrite,   // The same, for write_at() in place of append().
    kCreate,  // Must not exist: kAlreadyExists.
  };

  // Errors: kNotFound (kRead only), kAlreadyExists (kCreate only), kDenied, kUnavailable.
  static Result<File> open(const std::filesystem::path& path, Mode mode);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  Status append(std::string_view bytes);                       // All of them, or an error.
  Status write_at(uint64_t position, std::string_view bytes);  // Likewise.
  Status sync();                                               // fdatasync.
  Status truncate(uint64_t size_bytes);
  Result<std::string> read_at(uint64_t position, uint64_t size_bytes) const;  // Short at the end.
  Result<uint64_t> read_into(uint64_t position, char* buffer, uint64_t size_bytes) const;
  Result<uint64_t> size_bytes() const;
  int descriptor() const { return descriptor_; }  // Still owned by this File.

 private:
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  int descriptor_;
  std::string path_;
};

// The whole file. Errors: kNotFound, kDenied, kUnavailable.
Result<std::string> read_file(const std::filesystem::path& path);

// Makes new, renamed and removed names in `directory` durable.
Status sync_directory(const std::filesystem::path& directory);

// Creates `directory` and its missing parents, each synced into its parent.
Status create_directories_durably(const std::filesystem::path& directory);

// Replaces `path` by `bytes`: after a crash it is whole, either old or new. Returns once durable.
Status replace_file(const std::filesystem::path& path, std::string_view bytes);

// A Status for the current errno: kNotFound, kAlreadyExists, kDenied or kUnavailable.
Status posix_error(std::string_view what, std::string_view path);

}  // namespace pinflow
