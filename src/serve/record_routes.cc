#include "serve/record_routes.h"

#include <algorithm>

#include "json/writer.h"
#include "serve/shown_bytes.h"
#include "serve/table_json.h"

namespace pinflow::serve {
namespace {

using eventlog::EventLog;
using eventlog::OffsetRange;
using model::Offset;
using model::StoredRecord;
using model::TopicPartition;

constexpr int64_t kRecordsMax = 500;
constexpr uint64_t kFilterBytesMax = 64u << 20;

void write_record(const TopicPartition& from, const StoredRecord& stored, json::Writer* writer) {
  const model::Record& record = stored.record;
  writer->begin_object().member("partition", to_int32(from.partition));
  writer->member("offset", to_int64(stored.offset));
  writer->member("timestamp_ms", to_int64(record.timestamp));
  writer->member("size_bytes", static_cast<int64_t>(record.value.value_or("").size()));
  write_bytes("key", record.key, writer);
  write_bytes("value", record.value, writer);
  writer->key("headers").begin_array();
  for (const model::Header& header : record.headers) {
    writer->begin_object().member("name", header.name);
    write_bytes("value", header.value, writer);
    writer->end_object();
  }
  writer->end_array().end_object();
}

bool matches(const model::Record& record, const std::string& filter) {
  return filter.empty() || record.value.value_or("").find(filter) != std::string::npos ||
         record.key.value_or("").find(filter) != std::string::npos;
}

// Where to begin: what was asked for, within what there is.
Result<Offset> first_offset(const EventLog& log, const RecordQuestion& question,
                            const TopicPartition& from, const OffsetRange& range) {
  if (question.at) return log.offset_at(from, *question.at);
  if (question.offset) return std::clamp(*question.offset, range.begin, range.end);
  auto count = static_cast<int64_t>(question.count_max);
  return std::max(range.begin, range.end + -std::min(count, to_int64(range.end)));
}

// Writes the records of one partition; answers where to go on.
Result<Offset> write_partition(const EventLog& log, const RecordQuestion& question,
                               const TopicPartition& from, const OffsetRange& range,
                               json::Writer* writer) {
  TRY_ASSIGN(Offset next, first_offset(log, question, from, range));
  uint64_t looked_through = 0;
  for (size_t count = 0; count < question.count_max && next < range.end;) {
    eventlog::ReadLimits limits;
    if (question.filter.empty()) {
      limits.count_max = static_cast<uint32_t>(question.count_max - count);
    }
    TRY_ASSIGN(std::vector<StoredRecord> records, log.read(from, next, limits));
    if (records.empty() || looked_through > kFilterBytesMax) break;
    for (const StoredRecord& stored : records) {
      if (count >= question.count_max) break;
      next = stored.offset + 1;
      looked_through += stored.record.value.value_or("").size();
      if (!matches(stored.record, question.filter)) continue;
      write_record(from, stored, writer);
      ++count;
    }
  }
  return next;
}

Result<RecordQuestion> read_question(const http::Request& request) {
  RecordQuestion question;
  question.topic = request.parameter("topic");
  question.filter = request.query_value("filter").value_or("");
  TRY_ASSIGN(int64_t limit, query_integer(request, "limit", 50, 1, kRecordsMax));
  question.count_max = static_cast<size_t>(limit);
  TRY_ASSIGN(int64_t partition,
             query_integer(request, "partition", -1, -1, eventlog::kPartitionCountMax));
  if (partition >= 0) question.partition = model::Partition{static_cast<int32_t>(partition)};
  TRY_ASSIGN(int64_t offset, query_integer(request, "offset", -1, -1, INT64_MAX));
  if (offset >= 0) question.offset = Offset{offset};
  TRY_ASSIGN(int64_t at, query_integer(request, "at", -1, -1, INT64_MAX));
  if (at >= 0) question.at = UnixMillis(std::chrono::milliseconds(at));
  return question;
}

http::Response records_answer(const EventLog& log, const http::Request& request) {
  Result<RecordQuestion> question = read_question(request);
  if (!question.ok()) return error_response(question.status());
  return json_response(records_json(log, *question));
}

Result<std::string> trace_json(const TraceRecord& trace, const http::Request& request) {
  TRY_ASSIGN(int64_t partition, path_integer(request, "partition"));
  TRY_ASSIGN(int64_t offset, path_integer(request, "offset"));
  if (partition > eventlog::kPartitionCountMax) {
    return Status(Code::kNotFound, "there is no such partition");
  }
  const TopicPartition from{std::string(request.parameter("topic")),
                            model::Partition{static_cast<int32_t>(partition)}};
  TRY_ASSIGN(query::Table places, trace(from, Offset{offset}));
  return table_json(places);
}

}  // namespace

Result<std::string> records_json(const EventLog& log, const RecordQuestion& question) {
  TRY_ASSIGN(eventlog::Topic topic, log.topic(question.topic));
  json::Writer writer;
  json::Writer partitions;
  writer.begin_object().key("records").begin_array();
  partitions.begin_array();
  for (int32_t number = 0; number < topic.config.partition_count; ++number) {
    const TopicPartition from{question.topic, model::Partition{number}};
    if (question.partition && *question.partition != from.partition) continue;
    TRY_ASSIGN(OffsetRange range, log.offsets(from));
    TRY_ASSIGN(Offset next, write_partition(log, question, from, range, &writer));
    partitions.begin_object().member("partition", number);
    partitions.member("begin_offset", to_int64(range.begin));
    partitions.member("end_offset", to_int64(range.end));
    partitions.member("next_offset", to_int64(next)).end_object();
  }
  partitions.end_array();
  writer.end_array().key("partitions").raw(partitions.text()).end_object();
  return writer.take();
}

void add_record_routes(Desk& desk, const EventLog& log, const TraceRecord& trace) {
  desk.add("GET", "/v1/topics/{topic}/records",
           [&log](const http::Request& request) { return records_answer(log, request); });
  desk.add(
      "GET", "/v1/records/{topic}/{partition}/{offset}",
      [trace](const http::Request& request) { return json_response(trace_json(trace, request)); });
}

}  // namespace pinflow::serve
