// Schema: the fields of one message of Kafka's protocol, as a table says it. In the table each line
// is a field, two blanks deeper than the list it is in:
//
//   name type [first version[-last] or +] [=value]
//
//   topics []? 2+                 a list, which may be null, from version 2 on
//     name string                 types: bool int8 int16 int32 int64 string bytes; string? may be
//     null leader_epoch int32 5+ =-1   without a version: in all of them; =: what it is where it is
//     not
//
// A list of plain values is one whose elements have one field: the bytes are the same.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace pinflow::gateway::kafka {

enum class FieldType { kBool, kInt8, kInt16, kInt32, kInt64, kString, kBytes, kList };

struct Field {
  std::string_view name;
  FieldType type = FieldType::kInt32;
  bool is_nullable = false;
  int16_t first_version = 0;
  int16_t last_version = std::numeric_limits<int16_t>::max();
  int64_t standard = 0;       // A number's value where a message does not say it.
  std::vector<Field> fields;  // Of a list's elements.

  bool is_in(int16_t version) const { return version >= first_version && version <= last_version; }
};

using Schema = std::vector<Field>;

// `table` lives as long as the schema. A table that is wrong stops the program: it is ours.
Schema parse_schema(std::string_view table);

}  // namespace pinflow::gateway::kafka
