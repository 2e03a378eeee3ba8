#include "eventlog/kafka/record_writer.h"

#include <algorithm>
#include <array>

#include "eventlog/local/record_batch.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace pinflow::eventlog {
namespace {

constexpr int kPollMillis = 100;
constexpr int kLastWaitMillis = 5000;

// Null where there is none; an empty text is not null.
rd_kafka_vu_t bytes_of(rd_kafka_vtype_t type, const std::optional<std::string>& text) {
  rd_kafka_vu_t part = {};
  part.vtype = type;
  part.u.mem.ptr = text ? const_cast<char*>(text->data()) : nullptr;
  part.u.mem.size = text ? text->size() : 0;
  return part;
}

Owned<rd_kafka_headers_t> headers_of(const Record& record) {
  if (record.headers.empty()) return nullptr;
  Owned<rd_kafka_headers_t> headers(rd_kafka_headers_new(record.headers.size()));
  for (const model::Header& header : record.headers) {
    rd_kafka_header_add(headers.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.value ? header.value->data() : nullptr,
                        header.value ? static_cast<ssize_t>(header.value->size()) : 0);
  }
  return headers;
}

// Hands one record to librdkafka, which copies it.
Owned<rd_kafka_error_t> hand_over(rd_kafka_t* handle, const TopicPartition& to,
                                  const Record& record, void* opaque) {
  Owned<rd_kafka_headers_t> headers = headers_of(record);
  std::array<rd_kafka_vu_t, 8> parts = {};
  size_t count = 0;
  auto add = [&](rd_kafka_vtype_t type) -> auto& {
    parts[count].vtype = type;
    return parts[count++].u;
  };
  add(RD_KAFKA_VTYPE_TOPIC).cstr = to.topic.c_str();
  add(RD_KAFKA_VTYPE_PARTITION).i32 = to_int32(to.partition);
  add(RD_KAFKA_VTYPE_MSGFLAGS).i = RD_KAFKA_MSG_F_COPY;
  add(RD_KAFKA_VTYPE_TIMESTAMP).i64 = to_int64(record.timestamp);
  add(RD_KAFKA_VTYPE_OPAQUE).ptr = opaque;
  parts[count++] = bytes_of(RD_KAFKA_VTYPE_KEY, record.key);
  parts[count++] = bytes_of(RD_KAFKA_VTYPE_VALUE, record.value);
  if (headers) add(RD_KAFKA_VTYPE_HEADERS).headers = headers.get();
  Owned<rd_kafka_error_t> error(rd_kafka_produceva(handle, parts.data(), count));
  if (!error) static_cast<void>(headers.release());  // Its own now.
  return error;
}

// A partition that is newer than what the handle knows of the topic.
bool is_about_knowledge(const Owned<rd_kafka_error_t>& error) {
  if (!error) return false;
  rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  return code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
}

void learn(const Client& client, const std::string& name) {
  Owned<rd_kafka_topic_t> topic(rd_kafka_topic_new(client.handle(), name.c_str(), nullptr));
  const rd_kafka_metadata_t* told = nullptr;
  if (rd_kafka_metadata(client.handle(), 0, topic.get(), &told, client.answer_ms()) == 0) {
    rd_kafka_metadata_destroy(told);
  }
}

}  // namespace

// One append until the fate of all its records is known.
struct RecordWriter::Pending {
  RecordWriter* writer;
  TopicPartition to;
  AppendDone done;
  uint64_t count;
  uint64_t bytes;

  std::mutex mutex;
  uint64_t missing;
  int64_t first = INT64_MAX;
  int64_t last = -1;
  Status error = {};
};

Result<std::unique_ptr<RecordWriter>> RecordWriter::open(const ClientOptions& options,
                                                         const RecordWriterLimits& limits,
                                                         Stored stored) {
  std::unique_ptr<RecordWriter> writer(new RecordWriter(options, limits, std::move(stored)));
  TRY_ASSIGN(writer->client_, Client::open(Client::Role::kWriter, options, delivered));
  writer->serving_ =
      std::jthread([self = writer.get()](const std::stop_token& stop) { self->serve(stop); });
  return writer;
}

RecordWriter::~RecordWriter() {
  serving_.request_stop();
  if (serving_.joinable()) serving_.join();
  if (!client_) return;
  rd_kafka_t* handle = client_->handle();
  rd_kafka_flush(handle, kLastWaitMillis);
  rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(handle) > 0) rd_kafka_poll(handle, kPollMillis);
}

std::shared_ptr<Client> RecordWriter::client() const {
  std::lock_guard lock(mutex_);
  return client_;
}

Status RecordWriter::reserve(uint64_t count, uint64_t bytes) {
  // One that is larger than the limit alone goes when nothing else is on its way.
  uint64_t others = bytes_.fetch_add(bytes);
  if (count_.fetch_add(count) + count <= std::max(limits_.count_max, count) &&
      (others == 0 || others + bytes <= limits_.bytes_max)) {
    return Status();
  }
  bytes_.fetch_sub(bytes);
  count_.fetch_sub(count);
  return Status(Code::kExhausted, "kafka: append: " + std::to_string(others) +
                                      " bytes wait for an acknowledgement already");
}

void RecordWriter::append(const TopicPartition& to, const std::vector<Record>& records,
                          AppendDone done) {
  uint64_t bytes = 0;
  for (const Record& record : records) bytes += payload_bytes(record);
  if (Status status = reserve(records.size(), bytes); !status.ok()) return done(std::move(status));
  auto* pending = new Pending{this, to, std::move(done), records.size(), bytes, {}, records.size()};
  std::lock_guard lock(sending_);
  send(*client(), pending, records);
}

// `pending` may be gone when it returns.
void RecordWriter::send(const Client& client, Pending* pending,
                        const std::vector<Record>& records) {
  for (size_t i = 0; i < records.size(); ++i) {
    Owned<rd_kafka_error_t> error = hand_over(client.handle(), pending->to, records[i], pending);
    if (is_about_knowledge(error)) {
      learn(client, pending->to.topic);
      error = hand_over(client.handle(), pending->to, records[i], pending);
    }
    if (!error) continue;
    // The others are not sent: what comes after a hole would be out of order.
    settle(pending, records.size() - i, -1,
           client.status(rd_kafka_error_code(error.get()), "append to topic " + pending->to.topic,
                         rd_kafka_error_string(error.get())));
    return;
  }
}

// The fate of `count` records of an append: at `first_offset` and on, or an error.
void RecordWriter::settle(Pending* pending, uint64_t count, int64_t first_offset,
                          const Status& status) {
  {
    std::lock_guard lock(pending->mutex);
    if (status.ok()) {
      pending->first = std::min(pending->first, first_offset);
      pending->last = std::max(pending->last, first_offset);
    } else if (pending->error.ok()) {
      pending->error = status;
    }
    pending->missing -= count;
    if (pending->missing > 0) return;
  }
  std::unique_ptr<Pending> settled(pending);
  bytes_.fetch_sub(settled->bytes);
  count_.fetch_sub(settled->count);
  if (settled->last >= 0) stored_(settled->to, Offset{settled->last + 1});
  if (!settled->error.ok()) return settled->done(std::move(settled->error));
  if (settled->last - settled->first + 1 != static_cast<int64_t>(settled->count)) {
    static auto& mixed = telemetry::counter(
        "pinflow_eventlog_mixed_appends_total",
        "appends between whose records another program's came, so that offsets told are too low");
    mixed.add();
  }
  settled->done(Offset{settled->first});
}

void RecordWriter::delivered(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  auto* pending = static_cast<Pending*>(message->_private);
  RecordWriter* writer = pending->writer;
  Status status;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    status = writer->client()->status(message->err, "append to topic " + pending->to.topic);
  } else if (message->offset < 0) {
    status = Status(Code::kUnavailable, "kafka: append: stored, but nobody knows where");
  }
  writer->settle(pending, 1, message->offset, status);
}

void RecordWriter::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    rd_kafka_t* handle = client()->handle();  // Only this thread replaces it.
    rd_kafka_poll(handle, kPollMillis);
    char why[512] = "";
    if (rd_kafka_fatal_error(handle, why, sizeof(why)) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      telemetry::log(telemetry::Level::kError, "eventlog", "kafka's producer starts anew",
                     {{"cause", why}});
      replace_client();
    }
  }
}

void RecordWriter::replace_client() {
  Result<std::unique_ptr<Client>> fresh = Client::open(Client::Role::kWriter, options_, delivered);
  if (!fresh.ok()) return;  // Tried again at the next poll.
  std::shared_ptr<Client> old;
  {
    std::lock_guard sending(sending_);
    std::lock_guard lock(mutex_);
    old = std::exchange(client_, std::shared_ptr<Client>(std::move(*fresh)));
  }
  rd_kafka_purge(old->handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  while (rd_kafka_outq_len(old->handle()) > 0) rd_kafka_poll(old->handle(), kPollMillis);
}

}  // namespace pinflow::eventlog
