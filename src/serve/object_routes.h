// add_object_routes(): the buckets, the objects in them, and how one begins.
//
//   GET /v1/buckets
//   GET /v1/buckets/{bucket}/objects    ?prefix=&after=&limit=
//   GET /v1/buckets/{bucket}/preview    ?key=
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "objects/store.h"
#include "serve/desk.h"

namespace pinflow::serve {

inline constexpr size_t kPreviewBytesMax = 64 << 10;

struct ObjectAccess {
  std::function<Result<std::vector<std::string>>()> bucket_names;
  // Only asked for one of those names.
  std::function<Result<objects::Store*>(const std::string& name)> bucket;
  // How an object begins: its first bytes, unpacked where its name says that it is packed; of
  // Parquet rows as lines of JSON.
  std::function<Result<std::string>(const objects::Store& bucket, const objects::ObjectInfo& object,
                                    size_t bytes_max)>
      beginning;
};

void add_object_routes(Desk& desk, const ObjectAccess& access);

}  // namespace pinflow::serve
