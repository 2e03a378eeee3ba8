// Objects a second that put_all() makes durable, beside the ways of syncing that it could use.
// Each round runs every way once, so that they share the machine's mood; the medians count.
//   put_bench [FOLDER] [OBJECTS] [ROUNDS]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

#include "objects/local/folder.h"
#include "objects/local/local_store.h"

namespace pinflow::objects {
namespace {

constexpr size_t kBatch = 500;
const std::string kBytes(600, 'x');

void expect(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.message().c_str());
  std::exit(1);
}

void put_all(const std::filesystem::path& path, size_t count) {
  auto store = std::move(*open_local_store(path));
  for (size_t begin = 0; begin < count; begin += kBatch) {
    std::vector<Put> puts;
    for (size_t i = begin; i < std::min(count, begin + kBatch); ++i) {
      puts.push_back({"topics/t/partition=0/t+0+" + std::to_string(i) + ".json", kBytes});
    }
    expect(store->put_all(puts));
  }
}

// Temporary file, fdatasync and rename for each object, by several threads; one folder sync a
// batch.
void sync_each(const std::filesystem::path& path, size_t count, size_t thread_count) {
  Folder folder = std::move(*Folder::open(path));
  for (size_t begin = 0; begin < count; begin += kBatch) {
    std::vector<std::jthread> threads;
    for (size_t thread = 0; thread < thread_count; ++thread) {
      threads.emplace_back([&, thread] {
        for (size_t i = begin + thread; i < std::min(count, begin + kBatch); i += thread_count) {
          std::string name = std::to_string(i);
          expect(folder.write_new_file("t" + name, kBytes));
          ::renameat(folder.descriptor(), ("t" + name).c_str(), folder.descriptor(), name.c_str());
        }
      });
    }
    threads.clear();
    expect(folder.sync());
  }
}

// One thread: writes a batch, starts its write-back, then syncs each file.
void write_then_sync(const std::filesystem::path& path, size_t count) {
  Folder folder = std::move(*Folder::open(path));
  for (size_t begin = 0; begin < count; begin += kBatch) {
    std::vector<Descriptor> files;
    for (size_t i = begin; i < std::min(count, begin + kBatch); ++i) {
      std::string name = "t" + std::to_string(i);
      files.emplace_back(::openat(folder.descriptor(), name.c_str(), O_WRONLY | O_CREAT, 0644));
      if (::write(files.back().number(), kBytes.data(), kBytes.size()) < 0) std::perror("write");
      ::sync_file_range(files.back().number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    }
    for (const Descriptor& file : files) ::fdatasync(file.number());
    for (size_t i = begin; i < std::min(count, begin + kBatch); ++i) {
      std::string name = std::to_string(i);
      ::renameat(folder.descriptor(), ("t" + name).c_str(), folder.descriptor(), name.c_str());
    }
    expect(folder.sync());
  }
}

struct Way {
  const char* name;
  std::function<void(const std::filesystem::path&, size_t)> run;
  std::vector<double> objects_per_second;
};

int run(const std::filesystem::path& path, size_t count, int rounds) {
  auto by_threads = [](size_t threads) {
    return [threads](const auto& at, size_t n) { sync_each(at, n, threads); };
  };
  std::vector<Way> ways = {{"put_all()", put_all, {}},
                           {"fdatasync each, 1 thread", by_threads(1), {}},
                           {"fdatasync each, 2 threads", by_threads(2), {}},
                           {"fdatasync each, 4 threads", by_threads(4), {}},
                           {"fdatasync each, 8 threads", by_threads(8), {}},
                           {"write all, then fdatasync each", write_then_sync, {}}};
  int folder_count = 0;
  for (int round = 0; round < rounds; ++round) {
    for (Way& way : ways) {
      // A folder of its own, removed at the end: ext4 is slow to make files for some minutes
      // after many were deleted, since it keeps their inodes from being used again.
      std::filesystem::path folder = path / std::to_string(folder_count++);
      std::filesystem::create_directories(folder);
      auto begin = std::chrono::steady_clock::now();
      way.run(folder, count);
      std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
      way.objects_per_second.push_back(static_cast<double>(count) / seconds.count());
    }
  }
  for (Way& way : ways) {
    std::sort(way.objects_per_second.begin(), way.objects_per_second.end());
    std::printf("%-32s %8.0f objects/s\n", way.name,
                way.objects_per_second[way.objects_per_second.size() / 2]);
  }
  std::filesystem::remove_all(path);
  return 0;
}

}  // namespace
}  // namespace pinflow::objects

int main(int argc, char** argv) {
  std::filesystem::path path = argc > 1 ? argv[1] : "put_bench.data";
  size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5000;
  int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  return pinflow::objects::run(path, count, rounds);
}
