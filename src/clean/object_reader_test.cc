#include "clean/object_reader.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "base/compression.h"
#include "clean/memory_store.h"

namespace pinflow::clean {
namespace {

model::Dataset read_dataset() {
  model::Dataset dataset;
  dataset.name = "order";
  dataset.raw.columns = {{"id", model::Type::kLong}, {"name", model::Type::kString}};
  dataset.required = {"id"};
  return dataset;
}

class ObjectReaderTest : public testing::Test {
 protected:
  void read(size_t thread_count = 1) {
    auto listed = store_.list("", "", SIZE_MAX);
    for (objects::ObjectInfo& info : *listed) {
      ObjectName name = *parse_object_name(info.key);
      objects_.push_back({std::move(info), std::move(name)});
    }
    reader_ = std::make_unique<ObjectReader>(store_, dataset_, objects_);
    std::vector<std::thread> threads;
    for (size_t i = 0; i < thread_count; ++i) threads.emplace_back([this] { read_all(); });
    for (std::thread& thread : threads) thread.join();
  }

  // Each row as "id name topic partition offset index object".
  std::multiset<std::string> rows_;
  size_t largest_batch_ = 0;
  MemoryStore store_;
  model::Dataset dataset_ = read_dataset();
  std::vector<SourceObject> objects_;
  std::unique_ptr<ObjectReader> reader_;

 private:
  void read_all() {
    while (true) {
      Result<model::RowBatch> batch = reader_->next();
      ASSERT_TRUE(batch.ok());
      if (batch->row_count() == 0) return;
      std::lock_guard lock(mutex_);
      largest_batch_ = std::max(largest_batch_, batch->row_count());
      for (size_t row = 0; row < batch->row_count(); ++row) {
        auto number = [&](size_t column) {
          return std::to_string(batch->columns[column].integers[row]);
        };
        auto text = [&](size_t column) { return std::string(batch->columns[column].texts[row]); };
        rows_.insert(number(0) + " " + text(1) + " " + text(2) + " " + number(3) + " " + number(4) +
                     " " + number(5) + " " + text(6));
      }
    }
  }

  std::mutex mutex_;
};

TEST_F(ObjectReaderTest, TellsForEachRowWhereItCameFrom) {
  store_.objects = {
      {"x/shop.order+2+0000000007.json", "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n"}};
  read();
  EXPECT_EQ(rows_, (std::multiset<std::string>{
                       "1 a shop.order 2 7 0 x/shop.order+2+0000000007.json",
                       "2 b shop.order 2 8 0 x/shop.order+2+0000000007.json",
                   }));
  EXPECT_TRUE(reader_->dead_letters().empty());
}

TEST_F(ObjectReaderTest, MakesARowOfEachElementOfAList) {
  store_.objects = {{"o+0+0.json", "[{\"id\":1,\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}]\n"}};
  read();
  EXPECT_EQ(rows_,
            (std::multiset<std::string>{"1 a o 0 0 0 o+0+0.json", "2 b o 0 0 1 o+0+0.json"}));
}

TEST_F(ObjectReaderTest, KeepsWhatCannotBeDecodedAndReadsOn) {
  store_.objects = {{"o+1+5.json",
                     "{\"id\":1,\"name\":\"a\"}\nnot json \xff\n[{\"id\":2,\"name\":\"b\"},"
                     "{\"name\":\"no id\"}]\n{\"id\":3,\"name\":\"cut o"}};
  read();
  EXPECT_EQ(rows_,
            (std::multiset<std::string>{"1 a o 1 5 0 o+1+5.json", "2 b o 1 7 0 o+1+5.json"}));
  const std::vector<model::DeadLetter>& letters = reader_->dead_letters();
  ASSERT_EQ(letters.size(), 3u);
  EXPECT_EQ(letters[0].value, "not json \xff");
  EXPECT_EQ(letters[0].offset, 6);
  EXPECT_EQ(letters[1].index, 1);
  EXPECT_EQ(letters[1].value, "{\"name\":\"no id\"}");
  EXPECT_NE(letters[1].reason.find("'id'"), std::string::npos);
  EXPECT_EQ(letters[2].offset, 8);
  EXPECT_EQ(letters[2].partition, 1);
  EXPECT_EQ(letters[2].object, "o+1+5.json");
}

TEST_F(ObjectReaderTest, GivesAListOfManyRowsInBatchesThatAreNotTooLarge) {
  std::string list = "[";
  for (int id = 0; id < 5000; ++id) {
    list += (id == 0 ? "" : ",") + ("{\"id\":" + std::to_string(id)) + ",\"name\":\"a\"}";
  }
  store_.objects = {{"o+0+0.json", list + "]\n"}};
  read();
  EXPECT_EQ(rows_.size(), 5000u);
  EXPECT_TRUE(rows_.contains("4999 a o 0 0 4999 o+0+0.json"));
  EXPECT_EQ(largest_batch_, 2048u);
}

// A packed object of some kilobytes that would become a dead letter for each of its 8 Mi lines.
TEST_F(ObjectReaderTest, GivesUpOnMoreThatIsNoRowsThanMemoryTakes) {
  std::string ends = compress({Codec::kZstd}, std::string(8 << 20, '\n'));
  store_.objects = {{"o+0+0.json.zst", ends}};
  auto listed = store_.list("", "", SIZE_MAX);
  objects_.push_back({listed->front(), *parse_object_name("o+0+0.json.zst")});
  ObjectReader reader(store_, dataset_, objects_);
  Status status = reader.next().status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  EXPECT_TRUE(status.message().starts_with("o+0+0.json.zst: ")) << status.message();
  EXPECT_TRUE(reader.is_flooded());
  EXPECT_LT(reader.dead_letters().size(), 2u << 20);
}

TEST_F(ObjectReaderTest, LetsThreadsShareTheObjects) {
  for (int object = 0; object < 200; ++object) {
    std::string bytes;
    for (int line = 0; line < 50; ++line) {
      bytes += "{\"id\":" + std::to_string(object * 50 + line) + ",\"name\":\"a\"}\n";
    }
    store_.objects["o+0+" + std::to_string(object * 50) + ".json"] = bytes;
  }
  read(4);
  EXPECT_EQ(rows_.size(), 10000u);
  EXPECT_EQ(std::set<std::string>(rows_.begin(), rows_.end()).size(), 10000u);
  EXPECT_TRUE(rows_.contains("9999 a o 0 9999 0 o+0+9950.json"));
}

}  // namespace
}  // namespace pinflow::clean
