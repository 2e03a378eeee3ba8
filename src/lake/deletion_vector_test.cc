#include "lake/deletion_vector.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/crc32.h"
#include "base/file.h"
#include "objects/local/local_store.h"

namespace pinflow::lake {
namespace {

using testing::UnitTest;

// The rows and the UUID of the examples in PROTOCOL.md, "Deletion Vectors".
constexpr const char* kInline = "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L";
const std::vector<uint64_t> kRows{3, 4, 7, 11, 18, 29};

// What kInline holds.
std::string example_bitmap() {
  std::string bytes("\xd1\xd3\x39\x64", 4);                            // The magic number.
  bytes += std::string("\1\0\0\0\0\0\0\0\0\0\0\0", 12);                // One, for high bits 0.
  bytes += std::string("\x3a\x30\0\0\1\0\0\0\0\0\5\0\x10\0\0\0", 16);  // One array of 6.
  for (uint64_t row : kRows) bytes += {static_cast<char>(row), '\0'};
  return bytes;
}

std::string big_endian(uint64_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

class DeletionVectorTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() /
        (std::string("deletion_vector.") + UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    store_ = std::move(*objects::open_local_store(folder_));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // The example in a file behind three bytes.
  void put(const std::string& key, const std::string& bitmap) {
    std::string file = "\1..";
    file += big_endian(bitmap.size()) + bitmap + big_endian(crc32(bitmap));
    ASSERT_TRUE(store_->put(key, file).ok());
  }

  Result<std::vector<uint64_t>> read(char storage_type, const std::string& place,
                                     int64_t offset = 3, int64_t size = 44,
                                     int64_t cardinality = 6) {
    return deleted_rows({storage_type, place, offset, size, cardinality}, *store_, "s/t/");
  }

  std::filesystem::path folder_;
  std::unique_ptr<objects::Store> store_;
};

TEST_F(DeletionVectorTest, MayBeInTheLogItself) {
  auto rows = read('i', kInline, 0);
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  EXPECT_EQ(*rows, kRows);
}

TEST_F(DeletionVectorTest, MayBeInAFileNamedByAUuidOrAPath) {
  put("s/t/ab/deletion_vector_d2c639aa-8816-431a-aaf6-d3fe2512ff61.bin", example_bitmap());
  auto rows = read('u', "ab^-aqEH.-t@S}K{vb[*k^");
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  EXPECT_EQ(*rows, kRows);
  put("s/t/a b.bin", example_bitmap());
  EXPECT_EQ(*read('p', "a%20b.bin"), kRows);
}

TEST_F(DeletionVectorTest, WhatDoesNotAddUpIsNamed) {
  std::string bitmap = example_bitmap();
  put("s/t/a", bitmap);
  EXPECT_EQ(read('p', "b").status().code(), Code::kNotFound);
  EXPECT_EQ(read('p', "a", 3, 43).status().code(), Code::kCorruption);
  EXPECT_EQ(read('p', "a", 900).status().code(), Code::kCorruption);
  EXPECT_EQ(read('p', "a", 3, INT64_MAX).status().code(), Code::kCorruption);
  EXPECT_EQ(read('p', "a", -1).status().code(), Code::kCorruption);
  EXPECT_EQ(read('p', "a", 3, 44, 7).status().message(),
            "deletion vector: it has 6 rows and should have 7");
  std::string file = *store_->get("s/t/a");
  file[30] ^= 1;
  ASSERT_TRUE(store_->put("s/t/a", file).ok());
  EXPECT_EQ(read('p', "a").status().message(),
            "deletion vector: s/t/a does not match its checksum");
  EXPECT_EQ(read('i', "no base85 \"").status().code(), Code::kCorruption);
  EXPECT_EQ(read('u', "short").status().code(), Code::kCorruption);
  EXPECT_EQ(read('x', "a").status().code(), Code::kCorruption);
}

}  // namespace
}  // namespace pinflow::lake
