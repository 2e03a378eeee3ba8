#include "eventlog/kinesis/stream_record.h"

#include <charconv>

#include "eventlog/kinesis/aggregate.h"
#include "eventlog/kinesis/shard_id.h"
#include "json/utf8.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kMarkHeader = "pinflow.sequence";
// The partition key of a record that has no key, and the tag of what is not there in an aggregate.
constexpr std::string_view kNoKey = "-";
constexpr std::string_view kAbsent = "pinflow.absent";
constexpr size_t kKeyLettersMax = 256;

// 1 to 256 letters of UTF-8.
bool is_partition_key(std::string_view key) {
  size_t count = 0;
  while (!key.empty()) {
    const size_t size = json::utf8_size(key);
    if (size == 0 || ++count > kKeyLettersMax) return false;
    key.remove_prefix(size);
  }
  return count > 0;
}

bool is_plain(const model::Record& record) {
  bool has_plain_key = !record.key || (*record.key != kNoKey && is_partition_key(*record.key));
  return has_plain_key && record.value && record.headers.empty();
}

bool take_absent(std::string_view what, std::vector<model::Header>* tags) {
  return std::erase_if(*tags, [&](const model::Header& tag) {
           return tag.name == kAbsent && tag.value == what;
         }) > 0;
}

model::Record record_of(UserRecord user, UnixMillis arrived_at) {
  const bool has_key = !take_absent("key", &user.tags);
  const bool has_value = !take_absent("value", &user.tags);
  model::Record record{std::nullopt, std::nullopt, arrived_at, std::move(user.tags)};
  if (has_key) record.key = std::move(user.key);
  if (has_value) record.value = std::move(user.data);
  return record;
}

void add_mark(const ShardMark& mark, model::Record* record) {
  record->headers.push_back({std::string(kMarkHeader), mark.text()});
}

}  // namespace

std::string ShardMark::text() const {
  return index < 0 ? sequence_number : sequence_number + ":" + std::to_string(index);
}

ShardMark ShardMark::parse(std::string_view text) {
  const size_t colon = std::min(text.find(':'), text.size());
  ShardMark mark{std::string(text.substr(0, colon))};
  if (colon < text.size()) {
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), mark.index);
  }
  return mark;
}

PutEntry to_put_entry(const model::Record& record, const StreamShard& to) {
  if (is_plain(record)) {
    return {*record.value, record.key.value_or(std::string(kNoKey)), to.first_hash_key};
  }
  UserRecord user{record.key.value_or(std::string(kNoKey)), to.first_hash_key,
                  record.value.value_or(""), record.headers};
  if (!record.key) user.tags.push_back({std::string(kAbsent), "key"});
  if (!record.value) user.tags.push_back({std::string(kAbsent), "value"});
  const bool names_a_shard = record.key && is_partition_key(*record.key);
  return {make_aggregate({std::move(user)}), names_a_shard ? *record.key : std::string(kNoKey),
          to.first_hash_key};
}

std::vector<model::Record> records_of(TakenRecord taken, const StreamShard& from,
                                      const ShardMark& after) {
  std::vector<model::Record> records;
  const bool is_marked = taken.sequence_number == after.sequence_number;
  if (is_marked && after.index < 0) return records;
  if (!is_marked && !is_later(taken.sequence_number, after.sequence_number)) return records;
  auto users = read_aggregate(taken.data);
  if (!users) {
    if (is_marked) return records;
    model::Record record{
        std::move(taken.partition_key), std::move(taken.data), taken.arrived_at, {}};
    if (record.key == kNoKey) record.key.reset();
    add_mark({std::move(taken.sequence_number)}, &record);
    records.push_back(std::move(record));
    return records;
  }
  for (size_t i = 0; i < users->size(); ++i) {
    const auto index = static_cast<int64_t>(i);
    if (is_marked && index <= after.index) continue;
    if (!lies_within((*users)[i], from.first_hash_key, from.last_hash_key)) continue;
    records.push_back(record_of(std::move((*users)[i]), taken.arrived_at));
    add_mark({taken.sequence_number, index}, &records.back());
  }
  return records;
}

ShardMark take_mark(model::Record* record) {
  if (record->headers.empty() || record->headers.back().name != kMarkHeader) return {};
  ShardMark mark = ShardMark::parse(record->headers.back().value.value_or(""));
  record->headers.pop_back();
  return mark;
}

}  // namespace pinflow::eventlog
