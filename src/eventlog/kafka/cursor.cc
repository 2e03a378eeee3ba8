#include "eventlog/kafka/cursor.h"

#include <algorithm>

namespace pinflow::eventlog {
namespace {

using Steady = std::chrono::steady_clock;

std::optional<std::string> text_of(const void* bytes, size_t size) {
  if (bytes == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(bytes), size);
}

std::vector<model::Header> headers_of(const rd_kafka_message_t& message) {
  std::vector<model::Header> headers;
  rd_kafka_headers_t* all = nullptr;
  if (rd_kafka_message_headers(&message, &all) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t i = 0;
       rd_kafka_header_get_all(all, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    headers.push_back({name, text_of(value, size)});
  }
  return headers;
}

StoredRecord record_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  int64_t millis = rd_kafka_message_timestamp(&message, &type);
  StoredRecord stored;
  stored.offset = Offset{message.offset};
  stored.record.key = text_of(message.key, message.key_len);
  stored.record.value = text_of(message.payload, message.len);
  if (millis > 0) stored.record.timestamp = UnixMillis(std::chrono::milliseconds(millis));
  stored.record.headers = headers_of(message);
  return stored;
}

}  // namespace

Result<std::shared_ptr<Cursor>> Cursor::open(const Client& client, const TopicPartition& of,
                                             Offset begin, const std::function<void()>& arrived) {
  std::shared_ptr<Cursor> cursor(new Cursor(client, of, begin));
  cursor->topic_.reset(rd_kafka_topic_new(client.handle(), of.topic.c_str(), nullptr));
  cursor->fetched_.reset(rd_kafka_queue_new(client.handle()));
  rd_kafka_queue_cb_event_enable(
      cursor->fetched_.get(),
      [](rd_kafka_t*, void* call) { (*static_cast<const std::function<void()>*>(call))(); },
      const_cast<std::function<void()>*>(&arrived));
  bool is_started =
      cursor->topic_ && rd_kafka_consume_start_queue(cursor->topic_.get(), to_int32(of.partition),
                                                     to_int64(begin), cursor->fetched_.get()) == 0;
  if (!is_started) return client.status(rd_kafka_last_error(), "read topic " + of.topic);
  cursor->is_started_ = true;
  return cursor;
}

Cursor::~Cursor() {
  if (fetched_) rd_kafka_queue_cb_event_enable(fetched_.get(), nullptr, nullptr);
  if (is_started_) rd_kafka_consume_stop(topic_.get(), to_int32(of_.partition));
}

Status Cursor::move_to(Offset begin) {
  constexpr int kNoWait = 0;
  rd_kafka_resp_err_t error =
      rd_kafka_seek(topic_.get(), to_int32(of_.partition), to_int64(begin), kNoWait);
  is_broken_ = error != RD_KAFKA_RESP_ERR_NO_ERROR;
  is_at_end_ = false;
  end_ = Offset{0};
  left_over_.reset();
  next_ = begin;
  return client_.status(error, "read topic " + of_.topic);
}

Owned<rd_kafka_message_t> Cursor::next_message(std::chrono::milliseconds patience) {
  if (left_over_) return std::move(left_over_);
  return Owned<rd_kafka_message_t>(
      rd_kafka_consume_queue(fetched_.get(), static_cast<int>(patience.count())));
}

Result<std::vector<StoredRecord>> Cursor::read(const ReadLimits& limits, Offset end) {
  const auto deadline = Steady::now() + std::chrono::milliseconds(client_.answer_ms());
  std::vector<StoredRecord> records;
  uint64_t bytes = 0;
  while (records.size() < limits.count_max) {
    bool is_enough =
        (!records.empty() && next_ >= end) || (is_at_end_ && std::max(next_, end_) >= end);
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now());
    if (!is_enough && left.count() <= 0) {
      if (!records.empty()) break;
      is_broken_ = true;
      return client_.status(RD_KAFKA_RESP_ERR__TIMED_OUT, "read topic " + of_.topic);
    }
    auto message = next_message(is_enough ? std::chrono::milliseconds(0) : left);
    if (!message) {
      if (is_enough) break;
      continue;
    }
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      is_at_end_ = true;
      end_ = Offset{message->offset};
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!records.empty()) {
        left_over_ = std::move(message);
        break;
      }
      is_broken_ = true;
      return client_.status(message->err, "read topic " + of_.topic,
                            rd_kafka_message_errstr(message.get()));
    }
    bytes += message->len + message->key_len;
    if (!records.empty() && bytes > limits.bytes_max) {
      left_over_ = std::move(message);
      break;
    }
    is_at_end_ = false;
    next_ = Offset{message->offset} + 1;
    records.push_back(record_of(*message));
  }
  return records;
}

}  // namespace pinflow::eventlog
