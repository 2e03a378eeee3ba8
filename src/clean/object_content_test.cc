#include "clean/object_content.h"

#include <gtest/gtest.h>

#include <fstream>

#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

// One object that lies in a file, too, as streams are read from those.
class ObjectContentTest : public testing::Test {
 protected:
  ~ObjectContentTest() override { std::filesystem::remove(path_); }

  void put(const std::string& key, const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    store_.objects = {{key, bytes}};
    store_.large_object_path = path_;
  }

  Result<std::string> read_on(const std::string& key, size_t step) const {
    TRY_ASSIGN(ContentStream stream, ContentStream::open(store_, *store_.info(key)));
    std::string all;
    std::string piece(step, '\0');
    while (true) {
      TRY_ASSIGN(size_t size, stream.read(piece));
      all.append(piece, 0, size);
      if (size < step) return all;
    }
  }

  static std::string name(Codec codec) { return "t+0+0.json" + std::string(extension(codec)); }

  const std::filesystem::path path_ = testing::TempDir() + "object_content_" +
                                      testing::UnitTest::GetInstance()->current_test_info()->name();
  MemoryStore store_;
};

TEST_F(ObjectContentTest, IsTheObjectItselfUnlessItsNameSaysPacked) {
  put("t+0+0.json", "a\n");
  EXPECT_EQ(get_content(store_, "t+0+0.json")->lines, "a\n");
  EXPECT_EQ(*read_on("t+0+0.json", 1), "a\n");
  EXPECT_EQ(likely_content_bytes(*store_.info("t+0+0.json")), 2u);
}

TEST_F(ObjectContentTest, IsUnpackedWholeOrOnAndOn) {
  std::string lines;
  for (int i = 0; i < 300'000; ++i) lines += std::to_string(i * 7) + "\n";
  for (Codec codec : {Codec::kGzip, Codec::kZstd}) {
    std::string packed = compress({codec}, lines);
    put(name(codec), packed);
    Result<Content> content = get_content(store_, name(codec));
    EXPECT_TRUE(content->lines == lines);
    EXPECT_EQ(content->stored_bytes, packed.size());
    EXPECT_TRUE(*read_on(name(codec), 100'000) == lines);
    EXPECT_TRUE(*read_on(name(codec), lines.size()) == lines);
  }
}

TEST_F(ObjectContentTest, DamagedGivesNoLineAndIsNamed) {
  std::string lines;
  for (int i = 0; i < 300'000; ++i) lines += std::to_string(i * 7) + "\n";
  for (Codec codec : {Codec::kGzip, Codec::kZstd}) {
    std::string packed = compress({codec}, lines);
    put(name(codec), packed.substr(0, packed.size() - 3));
    for (const Status& status : {get_content(store_, name(codec)).status(),
                                 ContentStream::open(store_, *store_.info(name(codec))).status()}) {
      EXPECT_EQ(status.code(), Code::kCorruption);
      EXPECT_TRUE(status.message().starts_with(name(codec) + ": damaged")) << status.message();
    }
  }
}

TEST_F(ObjectContentTest, IsNeverUnpackedPastItsLimit) {
  std::string frame = compress({Codec::kZstd}, std::string(64 << 20, '\n'));
  std::string bomb;
  for (uint64_t i = 0; i < kUnpackedBytesMax / (64 << 20) + 1; ++i) bomb += frame;
  EXPECT_LT(bomb.size(), 200'000u);
  put(name(Codec::kZstd), bomb);
  for (const Status& status :
       {get_content(store_, name(Codec::kZstd), 1 << 20).status(),
        ContentStream::open(store_, *store_.info(name(Codec::kZstd))).status()}) {
    EXPECT_EQ(status.code(), Code::kInvalidArgument);
    EXPECT_TRUE(status.message().starts_with("t+0+0.json.zst: holds more than"));
  }
}

TEST_F(ObjectContentTest, IsNotReadOnIfTheObjectWasReplaced) {
  put("t+0+0.json", "a\n");
  objects::ObjectInfo listed = *store_.info("t+0+0.json");
  put("t+0+0.json", "longer\n");
  EXPECT_EQ(ContentStream::open(store_, listed).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace pinflow::clean
