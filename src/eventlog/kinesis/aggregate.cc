#include "eventlog/kinesis/aggregate.h"

#include <algorithm>

#include "http/md5.h"

namespace pinflow::eventlog {
namespace {

// As Protocol Buffers number them:
//   message AggregatedRecord { repeated string partition_key_table = 1;
//                              repeated string explicit_hash_key_table = 2;
//                              repeated Record records = 3; }
//   message Record { required uint64 partition_key_index = 1;
//                    optional uint64 explicit_hash_key_index = 2;
//                    required bytes data = 3; repeated Tag tags = 4; }
//   message Tag { required string key = 1; optional string value = 2; }
constexpr std::string_view kMagic = "\xF3\x89\x9A\xC2";
constexpr size_t kDigestBytes = 16;
constexpr uint64_t kNumber = 0;  // Wire types.
constexpr uint64_t kBytes = 2;

__extension__ using HashKey = unsigned __int128;

struct Field {
  uint64_t number = 0;
  uint64_t value = 0;      // Of a number.
  std::string_view bytes;  // Of bytes.
};

std::optional<uint64_t> take_number(std::string_view* bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes->size() && i < 10; ++i) {
    const auto byte = static_cast<unsigned char>((*bytes)[i]);
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    if (byte >= 0x80) continue;
    bytes->remove_prefix(i + 1);
    return value;
  }
  return std::nullopt;
}

// Nothing where the bytes are no field of the two types that are used.
std::optional<Field> take_field(std::string_view* bytes) {
  const auto tag = take_number(bytes);
  const auto value = tag ? take_number(bytes) : std::nullopt;
  if (!value) return std::nullopt;
  if ((*tag & 7) == kNumber) return Field{*tag >> 3, *value, {}};
  if ((*tag & 7) != kBytes || *value > bytes->size()) return std::nullopt;
  Field field{*tag >> 3, 0, bytes->substr(0, *value)};
  bytes->remove_prefix(*value);
  return field;
}

void put_number(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

void put_field(uint64_t number, std::string_view bytes, std::string* out) {
  put_number(number << 3 | kBytes, out);
  put_number(bytes.size(), out);
  out->append(bytes);
}

void put_field(uint64_t number, uint64_t value, std::string* out) {
  put_number(number << 3 | kNumber, out);
  put_number(value, out);
}

bool read_tag(std::string_view bytes, std::vector<model::Header>* tags) {
  model::Header tag;
  while (!bytes.empty()) {
    const auto field = take_field(&bytes);
    if (!field) return false;
    if (field->number == 1) tag.name = field->bytes;
    if (field->number == 2) tag.value = std::string(field->bytes);
  }
  tags->push_back(std::move(tag));
  return true;
}

using Table = std::vector<std::string_view>;

bool read_user_record(std::string_view bytes, const Table& keys, const Table& hash_keys,
                      std::vector<UserRecord>* records) {
  UserRecord record;
  uint64_t key = keys.size();
  while (!bytes.empty()) {
    const auto field = take_field(&bytes);
    if (!field) return false;
    if (field->number == 1) key = field->value;
    if (field->number == 2) {
      if (field->value >= hash_keys.size()) return false;
      record.hash_key = std::string(hash_keys[field->value]);
    }
    if (field->number == 3) record.data = field->bytes;
    if (field->number == 4 && !read_tag(field->bytes, &record.tags)) return false;
  }
  if (key >= keys.size()) return false;
  record.key = keys[key];
  records->push_back(std::move(record));
  return true;
}

std::string_view bytes_of(const http::Md5& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

HashKey number_of(std::string_view decimal) {
  HashKey number = 0;
  for (char digit : decimal) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

HashKey number_of(const http::Md5& digest) {
  HashKey number = 0;
  for (uint8_t byte : digest) number = number << 8 | byte;
  return number;
}

}  // namespace

std::optional<std::vector<UserRecord>> read_aggregate(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kDigestBytes) {
    return std::nullopt;
  }
  std::string_view message =
      bytes.substr(kMagic.size(), bytes.size() - kMagic.size() - kDigestBytes);
  if (bytes_of(http::md5(message)) != bytes.substr(bytes.size() - kDigestBytes)) {
    return std::nullopt;
  }
  Table keys, hash_keys, packed;
  while (!message.empty()) {
    const auto field = take_field(&message);
    if (!field) return std::nullopt;
    if (field->number == 1) keys.push_back(field->bytes);
    if (field->number == 2) hash_keys.push_back(field->bytes);
    if (field->number == 3) packed.push_back(field->bytes);
  }
  std::vector<UserRecord> records;
  for (std::string_view record : packed) {
    if (!read_user_record(record, keys, hash_keys, &records)) return std::nullopt;
  }
  return records;
}

std::string make_aggregate(const std::vector<UserRecord>& records) {
  std::string keys, hash_keys, packed;
  uint64_t hash_key_count = 0;
  for (size_t i = 0; i < records.size(); ++i) {
    const UserRecord& record = records[i];
    put_field(1, record.key, &keys);
    std::string message;
    put_field(1, uint64_t{i}, &message);
    if (record.hash_key) {
      put_field(2, *record.hash_key, &hash_keys);
      put_field(2, hash_key_count++, &message);
    }
    put_field(3, record.data, &message);
    for (const model::Header& tag : record.tags) {
      std::string text;
      put_field(1, tag.name, &text);
      if (tag.value) put_field(2, *tag.value, &text);
      put_field(4, text, &message);
    }
    put_field(3, message, &packed);
  }
  const std::string message = keys + hash_keys + packed;
  return std::string(kMagic) + message + std::string(bytes_of(http::md5(message)));
}

bool lies_within(const UserRecord& record, std::string_view first_hash_key,
                 std::string_view last_hash_key) {
  const HashKey at =
      record.hash_key ? number_of(*record.hash_key) : number_of(http::md5(record.key));
  return number_of(first_hash_key) <= at && at <= number_of(last_hash_key);
}

}  // namespace pinflow::eventlog
