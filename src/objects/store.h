// Store: one bucket of named byte sequences.
//
//   Data's way:  sink/ puts  ->  Store  ->  clean/ lists and gets; lake/ keeps tables in one.
//   Durability:  a put that returned OK survives kill -9 and a power cut, whole; a failed or
//                interrupted one leaves the old object or none, never a part.
//   Threads:     every function may be called from any thread.
//   Stand-ins:   local/local_store.h, s3/s3_store.h. Each one keeps the promises of
//                store_promises.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pinflow::objects {

// S3's rule: 1 to 1024 bytes of UTF-8. Parts "." and "..", empty parts and NUL are refused too.
Status check_key(std::string_view key);

struct ObjectInfo {
  std::string key;
  uint64_t size_bytes = 0;
  std::string etag;  // Changes when the object is written anew; may change when it is not.
  UnixMillis modified_at{};
};

struct Put {
  std::string key;
  std::string_view bytes;
};

class Store {
 public:
  virtual ~Store() = default;

  // Writes or replaces. Errors: kInvalidArgument (key); kDenied; kUnavailable.
  virtual Status put(std::string_view key, std::string_view bytes) = 0;
  // Writes only where nothing is: of several writers one wins. Errors: kAlreadyExists.
  virtual Status put_if_absent(std::string_view key, std::string_view bytes) = 0;
  // As put_if_absent() for each, in any order, returning when all are durable: cheaper than one
  // by one. Objects that are there already keep their bytes, and the answer is kAlreadyExists
  // once all others are written. After another error some may be there and some not.
  virtual Status put_all(std::span<const Put> puts) = 0;
  // Moves a local file in, as put_if_absent() of its bytes would; the file is gone afterwards.
  virtual Status put_file(std::string_view key, const std::filesystem::path& file) = 0;

  virtual Result<std::string> get(std::string_view key) const = 0;  // kNotFound.
  virtual Result<ObjectInfo> info(std::string_view key) const = 0;  // kNotFound.
  // Objects whose key starts with `prefix` and is greater than `after`, by key (bytewise), at
  // most `count_max`.
  virtual Result<std::vector<ObjectInfo>> list(std::string_view prefix, std::string_view after = "",
                                               size_t count_max = SIZE_MAX) const = 0;
  // OK when it is not there. After a power cut it may be back.
  virtual Status remove(std::string_view key) = 0;

  // A local path by which the object can be read, for engines that read files themselves.
  virtual Result<std::filesystem::path> local_path(std::string_view key) const = 0;
  // Where programs of other machines find the object: "s3://bucket/key", or "file:///…" on a disk
  // that they share. "" : nowhere.
  virtual std::string url(std::string_view /*key*/) const { return ""; }
  // A folder on this machine for files that put_file() will take; made if missing.
  virtual Result<std::filesystem::path> staging_directory() = 0;
};

}  // namespace pinflow::objects
