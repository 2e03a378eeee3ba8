// Aggregates: many user records in one record of Kinesis, as the Kinesis Producer Library packs
// them and every consumer library of AWS unpacks them: a magic number, Protocol Buffers, an MD5.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"

namespace pinflow::eventlog {

struct UserRecord {
  std::string key;
  std::optional<std::string> hash_key = {};  // In decimal, where it is not that of the key.
  std::string data;
  std::vector<model::Header> tags = {};
};

// Nothing for bytes that are no aggregate: those are a record by themselves.
std::optional<std::vector<UserRecord>> read_aggregate(std::string_view bytes);

std::string make_aggregate(const std::vector<UserRecord>& records);

// Whether it belongs to the shard of these hash keys, in decimal. A producer that had not seen a
// reshard packs records of both children into both.
bool lies_within(const UserRecord& record, std::string_view first_hash_key,
                 std::string_view last_hash_key);

}  // namespace pinflow::eventlog
