#include "clean/object_chunks.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/compression.h"
#include "base/crc32c.h"
#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

// A memory store whose large objects lie in files, as chunks are read from those.
class FileBackedStore {
 public:
  explicit FileBackedStore(const std::string& name) : path_(testing::TempDir() + name) {}
  ~FileBackedStore() { std::filesystem::remove(path_); }

  MemoryStore& with_large(const std::string& key, const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    store_.objects[key] = bytes;
    store_.large_object_path = path_;
    return store_;
  }

 private:
  const std::filesystem::path path_;
  MemoryStore store_;
};

std::vector<SourceObject> sources(const MemoryStore& store) {
  std::vector<SourceObject> objects;
  auto listed = store.list("", "", SIZE_MAX);
  for (objects::ObjectInfo& info : *listed) {
    ObjectName name = *parse_object_name(info.key);
    objects.push_back({std::move(info), std::move(name)});
  }
  return objects;
}

std::vector<Chunk> all_chunks(ObjectChunks* chunks) {
  std::vector<Chunk> all;
  while (true) {
    Result<std::optional<Chunk>> chunk = chunks->next();
    EXPECT_TRUE(chunk.ok()) << chunk.status().message();
    if (!chunk.ok() || !*chunk) return all;
    all.push_back(std::move(**chunk));
  }
}

TEST(ObjectChunks, GiveSmallObjectsWholeWithTheirChecksums) {
  MemoryStore store;
  store.objects = {{"t+0+0.json", "a\nb\n"}, {"t+0+2.json", ""}, {"t+0+3.json", "c"}};
  auto objects = sources(store);
  ObjectChunks chunks(store, objects);
  auto all = all_chunks(&chunks);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].bytes, "a\nb\n");
  EXPECT_EQ(all[1].object_index, 2u);
  EXPECT_EQ(all[1].bytes, "c");
  EXPECT_EQ(chunks.crc(0), crc32c("a\nb\n"));
  EXPECT_EQ(chunks.crc(1), 0u);
}

TEST(ObjectChunks, PassOverWhatCannotBeRead) {
  MemoryStore store;
  store.objects = {{"t+0+0.json", "a\n"}, {"t+0+1.json", "b\n"}};
  auto objects = sources(store);
  store.unreadable = {"t+0+0.json"};
  ObjectChunks chunks(store, objects);
  auto all = all_chunks(&chunks);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].bytes, "b\n");
  ASSERT_EQ(chunks.skipped().size(), 1u);
  EXPECT_EQ(chunks.skipped()[0].object_index, 0u);
  EXPECT_EQ(chunks.skipped()[0].cause.code(), Code::kUnavailable);
}

TEST(ObjectChunks, PassOverWhatWasReplacedSinceItWasListed) {
  MemoryStore store;
  store.objects = {{"t+0+0.json", "a\n"}, {"t+0+1.json", "b\n"}};
  auto objects = sources(store);
  store.objects = {{"t+0+0.json", "a\nb\n"}};
  ObjectChunks chunks(store, objects);
  EXPECT_TRUE(all_chunks(&chunks).empty());
  ASSERT_EQ(chunks.skipped().size(), 2u);
  EXPECT_EQ(chunks.skipped()[0].cause.code(), Code::kNotFound);
  EXPECT_EQ(chunks.skipped()[1].cause.code(), Code::kNotFound);
}

TEST(ObjectChunks, GiveOnlyThePartsThatAreAskedFor) {
  MemoryStore store;
  store.objects = {{"t+0+0.json", "a\nb\nc\n"}, {"t+0+3.json", "d\n"}, {"t+0+4.json", "e\n"}};
  auto objects = sources(store);
  objects[0].partial = PartialRead{{{0, 0, 2}, {2, 4, 2}}, crc32c("a\nb\nc\n"), 3};
  objects[1].partial = PartialRead{{}, crc32c("d\n"), 1};
  objects[2].partial = PartialRead{{{0, 0, 2}}, crc32c("other"), 1};
  ObjectChunks chunks(store, objects);
  auto all = all_chunks(&chunks);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].bytes, "a\n");
  EXPECT_EQ(all[1].bytes, "c\n");
  EXPECT_EQ(all[1].first_line, 2);
  EXPECT_EQ(chunks.record_count(0), 3);
  EXPECT_EQ(chunks.record_count(1), 1);
  EXPECT_EQ(chunks.crc(1), crc32c("d\n"));
  ASSERT_EQ(chunks.skipped().size(), 1u);
  EXPECT_EQ(chunks.skipped()[0].object_index, 2u);
}

TEST(ObjectChunks, CutLargeObjectsBetweenLinesAndNumberThem) {
  std::string bytes;
  for (int line = 0; bytes.size() < 2 * kChunkBytes + 100; ++line) {
    bytes += std::to_string(line) + std::string(997, 'x') + "\n";
  }
  bytes += "the last one has no end";
  FileBackedStore files("object_chunks_large");
  MemoryStore& store = files.with_large("t+0+0.json", bytes);
  auto objects = sources(store);
  ObjectChunks chunks(store, objects);
  auto all = all_chunks(&chunks);
  ASSERT_GT(all.size(), 2u);
  std::string joined;
  for (const Chunk& chunk : all) {
    std::string number = std::to_string(chunk.first_line) + "x";
    if (chunk.bytes.starts_with("the last")) number = "the";
    EXPECT_TRUE(chunk.bytes.starts_with(number)) << chunk.bytes.substr(0, 20);
    joined += chunk.bytes;
  }
  EXPECT_TRUE(joined == bytes);
  EXPECT_EQ(chunks.crc(0), crc32c(bytes));
}

TEST(ObjectChunks, UnpackWhatIsPacked) {
  MemoryStore store;
  store.objects = {{"t+0+0.json.gz", compress({Codec::kGzip}, "a\nb\n")},
                   {"t+0+2.json.zst", compress({Codec::kZstd}, "c\n")},
                   {"t+0+3.json.gz", "no gzip"}};
  auto objects = sources(store);
  ObjectChunks chunks(store, objects);
  auto all = all_chunks(&chunks);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].bytes, "a\nb\n");
  EXPECT_EQ(all[1].bytes, "c\n");
  EXPECT_EQ(chunks.crc(0), crc32c("a\nb\n"));
  EXPECT_EQ(chunks.record_count(0), 2);
  EXPECT_EQ(chunks.content_bytes(0), 4u);
  ASSERT_EQ(chunks.skipped().size(), 1u);
  EXPECT_EQ(chunks.skipped()[0].object_index, 2u);
  EXPECT_EQ(chunks.skipped()[0].cause.code(), Code::kCorruption);
  EXPECT_TRUE(chunks.skipped()[0].cause.message().starts_with("t+0+3.json.gz: damaged gzip"));
}

TEST(ObjectChunks, CutPackedObjectsThatHoldMuchAsLargeOnes) {
  std::string lines;
  for (int line = 0; lines.size() < kUnpackedChunkBytes + 100; ++line) {
    lines += std::to_string(line) + std::string(997, 'x') + "\n";
  }
  for (Codec codec : {Codec::kGzip, Codec::kZstd}) {
    FileBackedStore files("object_chunks_packed");
    MemoryStore& store =
        files.with_large("t+0+0.json" + std::string(extension(codec)), compress({codec}, lines));
    auto objects = sources(store);
    ObjectChunks chunks(store, objects);
    auto all = all_chunks(&chunks);
    ASSERT_GT(all.size(), 3u);
    std::string joined;
    for (const Chunk& chunk : all) {
      EXPECT_TRUE(chunk.bytes.starts_with(std::to_string(chunk.first_line) + "x"));
      EXPECT_LT(chunk.bytes.size(), 2 * kChunkBytes);
      joined += chunk.bytes;
    }
    EXPECT_TRUE(joined == lines);
    EXPECT_EQ(chunks.crc(0), crc32c(lines));
    EXPECT_EQ(chunks.content_bytes(0), lines.size());
  }
}

TEST(ObjectChunks, CutALineThatIsTooLong) {
  std::string bytes(kLineBytesMax + kChunkBytes + 5, 'x');
  bytes += "\nshort\n";
  FileBackedStore files("object_chunks_long_line");
  MemoryStore& store = files.with_large("t+0+0.json", bytes);
  auto objects = sources(store);
  ObjectChunks chunks(store, objects);
  size_t size = 0;
  for (const Chunk& chunk : all_chunks(&chunks)) {
    EXPECT_LE(chunk.bytes.size(), kLineBytesMax + kChunkBytes);
    size += chunk.bytes.size();
  }
  EXPECT_EQ(size, bytes.size());
}

}  // namespace
}  // namespace pinflow::clean
