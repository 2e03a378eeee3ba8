#include "sink/dead_letter_queue.h"

#include <gtest/gtest.h>

#include "sink/memory_log_for_test.h"

namespace pinflow::sink {
namespace {

class DeadLetterQueueTest : public testing::Test {
 protected:
  DeadLetterQueueTest() {
    config_.name = "c";
    config_.dead_letters = DeadLetterRule{"dead", /*with_headers=*/true};
    skipped_.stored.offset = Offset{7};
    skipped_.stored.record.key = "k";
    skipped_.stored.record.value = "{bad";
    skipped_.stored.record.headers = {{"h", "v"}};
    skipped_.reason = "no JSON";
  }
  std::vector<StoredRecord> send() {
    Status status = send_dead_letters(config_, {"t", model::Partition{2}}, {&skipped_, 1}, log_);
    EXPECT_TRUE(status.ok()) << status.message();
    return *log_.read({"dead", model::Partition{0}}, Offset{0}, {});
  }

  MemoryLog log_;
  ConnectorConfig config_;
  SkippedRecord skipped_;
};

TEST_F(DeadLetterQueueTest, KeepsTheRecordAndSaysWhereItWas) {
  model::Record letter = send().at(0).record;
  EXPECT_EQ(letter.key, "k");
  EXPECT_EQ(letter.value, "{bad");
  std::string headers;
  for (const model::Header& one : letter.headers) headers += one.name + "=" + *one.value + " ";
  EXPECT_EQ(headers,
            "h=v __connect.errors.topic=t __connect.errors.partition=2 __connect.errors.offset=7 "
            "__connect.errors.connector.name=c __connect.errors.stage=TASK_PUT "
            "__connect.errors.class.name=io.confluent.connect.s3.S3SinkTask "
            "__connect.errors.exception.class.name=org.apache.kafka.connect.errors.DataException "
            "__connect.errors.exception.message=no JSON ");
}

TEST_F(DeadLetterQueueTest, AddsNoHeadersUnlessTheyAreWanted) {
  config_.dead_letters->with_headers = false;
  EXPECT_EQ(send().at(0).record.headers.size(), 1u);
  EXPECT_EQ(send().size(), 2u);
}

}  // namespace
}  // namespace pinflow::sink
