#include "sink/dead_letter_queue.h"

namespace pinflow::sink {
namespace {

constexpr std::string_view kPrefix = "__connect.errors.";
constexpr std::string_view kNoValue = "no value";

void add_header(model::Record* record, std::string_view name, std::string value) {
  record->headers.push_back({std::string(kPrefix) + std::string(name), std::move(value)});
}

model::Record letter(const ConnectorConfig& config, const TopicPartition& of,
                     const SkippedRecord& skipped) {
  model::Record record = skipped.stored.record;
  if (!config.dead_letters->with_headers) return record;
  add_header(&record, "topic", of.topic);
  add_header(&record, "partition", std::to_string(to_int32(of.partition)));
  add_header(&record, "offset", std::to_string(to_int64(skipped.stored.offset)));
  add_header(&record, "connector.name", config.name);
  add_header(&record, "stage", "TASK_PUT");
  add_header(&record, "class.name", "io.confluent.connect.s3.S3SinkTask");
  add_header(&record, "exception.class.name", "org.apache.kafka.connect.errors.DataException");
  add_header(&record, "exception.message", skipped.reason);
  return record;
}

// Errors: those of making the topic.
Status make_topic(const std::string& name, eventlog::EventLog& log) {
  Status status = log.create_topic(name, {}).status();
  return status.code() == Code::kAlreadyExists ? Status() : status;
}

}  // namespace

Status send_dead_letters(const ConnectorConfig& config, const TopicPartition& of,
                         std::span<const SkippedRecord> skipped, eventlog::EventLog& log) {
  std::vector<model::Record> letters;
  for (const SkippedRecord& one : skipped) {
    if (one.reason.empty()) continue;  // A Filter's.
    if (one.reason == kNoValue && !config.dead_letters->with_null_values) continue;
    letters.push_back(letter(config, of, one));
  }
  if (letters.empty()) return Status();
  const std::string& topic = config.dead_letters->topic;
  Status status = log.append_and_wait(topic, model::Partition{0}, letters).status();
  if (status.code() == Code::kNotFound) {
    TRY(make_topic(topic, log));
    status = log.append_and_wait(topic, model::Partition{0}, std::move(letters)).status();
  }
  if (status.code() == Code::kInvalidArgument) {
    status = Status(Code::kExhausted, status.message() + "; raise the topic's max.message.bytes");
  }
  return std::move(status).with_context("dead letter queue " + topic);
}

}  // namespace pinflow::sink
