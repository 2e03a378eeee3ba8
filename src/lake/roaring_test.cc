#include "lake/roaring.h"

#include <gtest/gtest.h>

#include <string>

namespace pinflow::lake {
namespace {

std::string little_endian(uint64_t number, size_t size_bytes) {
  std::string bytes;
  for (; size_bytes > 0; --size_bytes, number >>= 8) bytes += static_cast<char>(number);
  return bytes;
}

// The array of one bitmap with these upper 32 bits.
std::string array_of(uint64_t high, const std::string& bitmap) {
  return little_endian(1681511377, 4) + little_endian(1, 8) + little_endian(high, 4) + bitmap;
}

// Containers 0 (numbers) and 2 (all even ones, as bits), which need offsets.
std::string without_runs(const std::vector<uint64_t>& few) {
  std::string bytes = little_endian(12346, 4) + little_endian(2, 4);
  bytes += little_endian(0, 2) + little_endian(few.size() - 1, 2);
  bytes += little_endian(2, 2) + little_endian(32768 - 1, 2);
  bytes += little_endian(24, 4) + little_endian(24 + 2 * few.size(), 4);
  for (uint64_t number : few) bytes += little_endian(number, 2);
  return bytes + std::string(8192, '\x55');
}

TEST(Roaring, ArraysAndBitsAreRead) {
  auto rows = decode_roaring_array(array_of(1, without_runs({3, 4, 65535})));
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  ASSERT_EQ(rows->size(), 3U + 32768U);
  const uint64_t high = uint64_t{1} << 32;
  EXPECT_EQ((*rows)[2], high | 65535);
  EXPECT_EQ((*rows)[3], high | 2 << 16);
  EXPECT_EQ(rows->back(), high | (2 << 16) | 65534);
}

TEST(Roaring, RunsAreRead) {
  // Two containers, the second of which is runs: 10..12 and 65535.
  std::string bytes = little_endian(12347 | 1 << 16, 4) + "\x02";
  bytes += little_endian(0, 2) + little_endian(0, 2) + little_endian(1, 2) + little_endian(3, 2);
  bytes += little_endian(7, 2);
  bytes += little_endian(2, 2) + little_endian(10, 2) + little_endian(2, 2);
  bytes += little_endian(65535, 2) + little_endian(0, 2);
  auto rows = decode_roaring_array(array_of(0, bytes));
  ASSERT_TRUE(rows.ok()) << rows.status().message();
  EXPECT_EQ(*rows, (std::vector<uint64_t>{7, 65546, 65547, 65548, 131071}));
}

TEST(Roaring, NoBitmapsAreNoNumbers) {
  EXPECT_TRUE(decode_roaring_array(little_endian(1681511377, 4) + little_endian(0, 8))->empty());
}

TEST(Roaring, WhatEndsTooSoonOrIsOfAnotherFormatIsRefused) {
  std::string whole = array_of(0, without_runs({1, 2}));
  for (size_t size = 0; size < whole.size(); size += size < 64 ? 1 : 509) {
    EXPECT_EQ(decode_roaring_array(whole.substr(0, size)).status().code(), Code::kCorruption);
  }
  whole[0] = 'x';
  EXPECT_FALSE(decode_roaring_array(whole).ok());
  EXPECT_FALSE(decode_roaring_array(array_of(0, little_endian(99, 4))).ok());
}

}  // namespace
}  // namespace pinflow::lake
