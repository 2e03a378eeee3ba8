// Objects a second that an S3 server takes from a bare loop: each connection puts one after the
// other, with no condition and nothing else to do. Prints the rate.
//   AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… s3_put_bench ENDPOINT BUCKET [OBJECTS]
//   [CONNECTIONS]
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/in_parallel.h"
#include "objects/s3/s3_store.h"

namespace pinflow::objects {
namespace {

int run(const char* endpoint, const char* bucket, size_t count, size_t connection_count) {
  S3Options options;
  options.endpoint = endpoint;
  options.create_buckets = true;
  options.connection_count = static_cast<int>(connection_count);
  auto store = open_s3_store(options, bucket);
  if (!store.ok()) return std::fprintf(stderr, "%s\n", store.status().message().c_str()), 1;
  const std::string bytes(600, 'x');  // As one row of the exercise.
  auto put_one = [&](size_t i) {
    return (*store)->put("bare/partition=0/bare+0+" + std::to_string(i) + ".json", bytes);
  };
  auto begin = std::chrono::steady_clock::now();
  Status status = in_parallel(count, connection_count, put_one);
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (!status.ok()) return std::fprintf(stderr, "%s\n", status.message().c_str()), 1;
  std::printf("%.1f\n", static_cast<double>(count) / seconds.count());
  return 0;
}

}  // namespace
}  // namespace pinflow::objects

int main(int argc, char** argv) {
  if (argc < 3)
    return std::fprintf(stderr, "s3_put_bench ENDPOINT BUCKET [OBJECTS] [CONNECTIONS]\n"), 2;
  size_t count = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 3000;
  size_t connection_count = argc > 4 ? std::strtoul(argv[4], nullptr, 10) : 16;
  return pinflow::objects::run(argv[1], argv[2], count, connection_count);
}
