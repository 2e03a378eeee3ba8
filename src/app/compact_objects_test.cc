// Objects that are put together between the steps of the batch way: whatever of it is cut short,
// bronze holds each record once, on a folder as on an S3 server.
#include "clean/compact_objects.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "app/batch_fixture.h"
#include "objects/s3/s3_store.h"
#include "objects/s3/test_server.h"

namespace pinflow::app {
namespace {

// Each record of bronze with its offset, and each dead letter; a record that is there twice shows.
std::vector<std::string> records(Batch& batch) {
  std::vector<std::string> rows =
      batch.rows("SELECT _offset, \"index\" FROM demo_pin ORDER BY ALL", {"bronze.demo_pin"});
  for (std::string& row : batch.rows("SELECT \"offset\" FROM demo_pin_dead_letters ORDER BY ALL",
                                     {"bronze.demo_pin_dead_letters"})) {
    rows.push_back("letter " + row);
  }
  return rows;
}

// Of one-record objects, each third damaged.
std::vector<std::string> expected(int64_t count) {
  std::vector<std::string> rows;
  for (int64_t i = 0; i < count; ++i) {
    if (i % 3 != 2) rows.push_back(std::to_string(i) + "|" + std::to_string(100 + i));
  }
  for (int64_t i = 2; i < count; i += 3) rows.push_back("letter " + std::to_string(i));
  return rows;
}

void put_records(Batch& batch, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    std::string line = i % 3 == 2 ? "damaged\n" : pin_line(100 + i, std::to_string(i));
    ASSERT_TRUE(batch.put("pin", i, line).ok());
  }
}

void compact(Batch& batch, const std::string& copies_dir = "") {
  clean::CompactOptions options;
  options.copies_dir = copies_dir;
  auto report = clean::compact_objects(*batch.bucket, options);
  ASSERT_TRUE(report.ok()) << report.status().message();
}

void gather(Batch& batch, bool full = false) {
  Status status = batch.gather("pin", full);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(batch.gathered.changed, 0);
  EXPECT_EQ(batch.gathered.unreadable, 0);
}

size_t object_count(Batch& batch, const std::string& prefix = "topics/") {
  return batch.bucket->list(prefix)->size();
}

using Packing = std::optional<Codec>;

class CompactObjects : public BatchFixture,
                       public testing::WithParamInterface<std::tuple<bool, Packing>> {
 protected:
  void SetUp() override {
    batch_ = std::make_unique<Batch>(folder_);
    auto [is_s3, packing] = GetParam();
    batch_->packs = packing;
    if (!is_s3) return;
    server_ = objects::TestServer::start(folder_ / "server");
    if (server_ == nullptr) GTEST_SKIP() << "no S3 server: ./dev setup --tests installs one";
    auto bucket = objects::open_s3_store(server_->options(), "compact");
    ASSERT_TRUE(bucket.ok()) << bucket.status().message();
    batch_->bucket = std::move(*bucket);
  }

  std::unique_ptr<objects::TestServer> server_;
  std::unique_ptr<Batch> batch_;
};

TEST_P(CompactObjects, AreReadOnceBeforeAfterAndFromZero) {
  Batch& batch = *batch_;
  put_records(batch, 0, 10);
  gather(batch);
  put_records(batch, 10, 20);  // Not gathered before they are put together with those that are.
  compact(batch);
  EXPECT_EQ(object_count(batch), 1u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(20));
  EXPECT_EQ(batch.gathered.rows, 7);
  put_records(batch, 20, 25);
  compact(batch);
  gather(batch);
  EXPECT_EQ(records(batch), expected(25));
  gather(batch, /*full=*/true);
  EXPECT_EQ(records(batch), expected(25));
  auto versions = batch.versions();
  gather(batch);
  EXPECT_EQ(batch.versions(), versions);
}

TEST_P(CompactObjects, LeaveTheirOriginalsWhereTheyWereIfTheyAreKept) {
  Batch& batch = *batch_;
  put_records(batch, 0, 10);
  gather(batch);
  put_records(batch, 10, 12);
  compact(batch, "compacted");
  EXPECT_EQ(object_count(batch), 12u);
  EXPECT_EQ(object_count(batch, "compacted/demo.pin/partition=0/"), 1u);
  put_records(batch, 12, 15);
  compact(batch, "compacted");
  put_records(batch, 15, 17);
  compact(batch, "compacted");
  compact(batch, "compacted");
  EXPECT_EQ(object_count(batch, "compacted/demo.pin/partition=0/"), 1u);
  EXPECT_EQ(object_count(batch), 17u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(17));
  gather(batch, /*full=*/true);
  EXPECT_EQ(records(batch), expected(17));
}

// As a compaction that was killed between put and remove leaves them.
TEST_P(CompactObjects, AreReadOnceWhileOriginalsAreLeftOver) {
  Batch& batch = *batch_;
  put_records(batch, 0, 12);
  gather(batch);
  put_records(batch, 12, 18);
  compact(batch);
  put_records(batch, 5, 18);
  gather(batch);
  EXPECT_EQ(records(batch), expected(18));
  gather(batch, /*full=*/true);
  EXPECT_EQ(records(batch), expected(18));
  compact(batch);
  EXPECT_EQ(object_count(batch), 1u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(18));
}

// Some packed by gzip, some by zstd, some not at all: each joins its own kind only.
TEST_P(CompactObjects, AreReadOnceWhenTheConnectorsPackingChanged) {
  Batch& batch = *batch_;
  const Packing packings[] = {Codec::kGzip, std::nullopt, Codec::kZstd};
  for (int64_t i = 0; i < 3; ++i) {
    batch.packs = packings[i];
    put_records(batch, i * 4, i * 4 + 4);
    if (i == 1) gather(batch);
  }
  compact(batch, "compacted");
  EXPECT_EQ(object_count(batch, "compacted/"), 3u);
  compact(batch);
  EXPECT_EQ(object_count(batch), 3u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(12));
  gather(batch, /*full=*/true);
  EXPECT_EQ(records(batch), expected(12));
}

std::string name_of(const testing::TestParamInfo<std::tuple<bool, Packing>>& bucket) {
  std::string name = std::get<bool>(bucket.param) ? "s3" : "local";
  Packing packing = std::get<Packing>(bucket.param);
  return packing ? name + std::string(extension(*packing).substr(1)) : name;
}

INSTANTIATE_TEST_SUITE_P(Buckets, CompactObjects,
                         testing::Combine(testing::Bool(),
                                          testing::Values(Packing(), Packing(Codec::kGzip),
                                                          Packing(Codec::kZstd))),
                         name_of);

class CompactCrash : public BatchFixture, public testing::WithParamInterface<const char*> {};

TEST_P(CompactCrash, EndsAsIfNeverKilled) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto killed = [this] {
    ::setenv("PINFLOW_KILLPOINT", GetParam(), 1);
    Batch batch(folder_);
    put_records(batch, 0, 6);
    gather(batch);
    put_records(batch, 6, 12);
    bool keeps = std::string(GetParam()).starts_with("compact_after_copy");
    compact(batch, keeps ? "compacted" : "");
  };
  EXPECT_EXIT(killed(), testing::KilledBySignal(SIGKILL), "");
  Batch batch(folder_);
  gather(batch);
  EXPECT_EQ(records(batch), expected(12));
  gather(batch, /*full=*/true);
  EXPECT_EQ(records(batch), expected(12));
  compact(batch);
  EXPECT_EQ(object_count(batch), 1u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(12));
}

INSTANTIATE_TEST_SUITE_P(Killpoints, CompactCrash,
                         testing::Values("compact_after_put:1", "compact_after_remove:1",
                                         "compact_after_remove:6", "compact_after_remove:11",
                                         "compact_after_copy:1"),
                         killpoint_name);

class GatherCrash : public BatchFixture, public testing::WithParamInterface<const char*> {};

// The objects of a gather that was cut short are put together before it is finished.
TEST_P(GatherCrash, IsFinishedWithTheRecordsItBeganWith) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto killed = [this] {
    ::setenv("PINFLOW_KILLPOINT", GetParam(), 1);
    Batch batch(folder_);
    put_records(batch, 0, 4);
    gather(batch);
    put_records(batch, 4, 10);
    gather(batch);
  };
  EXPECT_EXIT(killed(), testing::KilledBySignal(SIGKILL), "");
  Batch batch(folder_);
  put_records(batch, 10, 15);
  compact(batch);
  EXPECT_EQ(object_count(batch), 1u);
  gather(batch);
  EXPECT_EQ(records(batch), expected(15));
}

INSTANTIATE_TEST_SUITE_P(Killpoints, GatherCrash,
                         testing::Values("clean_after_manifest:2",
                                         "clean_after_gather_dead_letters:2",
                                         "clean_after_bronze:2"),
                         killpoint_name);

}  // namespace
}  // namespace pinflow::app
