// Folder: an open directory. What lies below it is reached without following a symbolic link, so
// that no link can lead out of it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pinflow::objects {

// An owned file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int number() const { return number_; }

 private:
  int number_;
};

class Folder {
 public:
  // Errors of all: kNotFound (missing, or not a folder), kDenied, kUnavailable.
  static Result<Folder> open(const std::filesystem::path& path);  // Follows links.
  Result<Folder> enter(const std::string& name) const;
  // enter() for each part of "a/b/c"; "" is this folder itself. `before` is called with each
  // part's name and the folder above it, and may make it.
  using BeforeEnter = std::function<Status(const Folder& above, const std::string& name)>;
  Result<Folder> enter_all(std::string_view path, const BeforeEnter& before = {}) const;

  // Writes all of `bytes` to a new file and syncs it. Errors: kAlreadyExists.
  Status write_new_file(const std::string& name, std::string_view bytes) const;
  Result<std::string> read_file(const std::string& path) const;  // "a/b/c", as enter_all().
  Status sync() const;                                           // Makes new names in it durable.

  int descriptor() const { return descriptor_.number(); }

 private:
  explicit Folder(int descriptor) : descriptor_(descriptor) {}

  Descriptor descriptor_;
};

}  // namespace pinflow::objects
