// ListOffsets: the first offset, the end, or where a time begins.
#include "gateway/kafka/call.h"

namespace pinflow::gateway::kafka {
namespace {

using model::Offset;

constexpr int64_t kLatest = -1;
constexpr int64_t kEarliest = -2;

struct Found {
  int64_t offset = -1;
  int64_t timestamp = -1;
};

Result<Found> find_offset(const eventlog::EventLog& log, const model::TopicPartition& of,
                          int64_t timestamp) {
  TRY_ASSIGN(const eventlog::OffsetRange range, log.offsets(of));
  if (timestamp == kLatest) return Found{model::to_int64(range.end)};
  if (timestamp == kEarliest) return Found{model::to_int64(range.begin)};
  if (timestamp < 0) {
    return Status(Code::kInvalidArgument, "ListOffsets: " + std::to_string(timestamp));
  }
  TRY_ASSIGN(const Offset offset,
             log.offset_at(of, UnixMillis{std::chrono::milliseconds(timestamp)}));
  if (offset >= range.end) return Found{};
  TRY_ASSIGN(const auto records, log.read(of, offset, {1, 1}));
  if (records.empty()) return Found{};
  return Found{model::to_int64(offset), pinflow::to_int64(records.front().record.timestamp)};
}

}  // namespace

http::Task<bool> list_offsets(Call& call) {
  for (const Message& topic : call.request.list("topics")) {
    Message& answered = call.answer.add("topics").set("name", topic.text("name"));
    ErrorCode refused = call.check(Action::kConsume, topic.text("name"));
    for (const Message& wanted : topic.list("partitions")) {
      Message& partition = answered.add("partitions").set("index", wanted.number("index"));
      if (refused != ErrorCode::kNone) {
        partition.set("error_code", to_int64(refused));
        continue;
      }
      const model::TopicPartition of{std::string(topic.text("name")),
                                     model::Partition{wanted.number32("index")}};
      Result<Found> found = find_offset(call.service.log, of, wanted.number("timestamp"));
      partition.set("error_code", to_int64(error_of(found.status())));
      if (!found.ok()) continue;
      partition.set("offset", found->offset).set("timestamp", found->timestamp);
      if (found->offset >= 0) partition.set("leader_epoch", 0);
    }
  }
  co_return true;
}

}  // namespace pinflow::gateway::kafka
