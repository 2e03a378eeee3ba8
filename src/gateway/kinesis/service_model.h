// The service model: the actions of Kinesis, and what each one's request may hold. Reading,
// checking and naming of members all follow this table; service_table.cc holds it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pinflow::gateway::kinesis {

enum class ShapeKind {
  kString,
  kInteger,
  kBoolean,
  kBlob,
  kTimestamp,
  kList,
  kMap,
  kStructure,
};

struct Member;

struct Shape {
  static constexpr int64_t kUnbounded = -1;

  std::string_view name;
  ShapeKind kind;
  int64_t min = kUnbounded;  // Of a number itself, of all others the length.
  int64_t max = kUnbounded;
  std::string_view pattern = {};                  // Of strings; "" takes any.
  std::span<const std::string_view> values = {};  // Of strings; none takes any.
  std::span<const Member> members = {};           // Of structures, in the order of their errors.
  const Shape* key = nullptr;                     // Of maps.
  const Shape* element = nullptr;                 // Of lists and maps.
};

struct Member {
  std::string_view name;            // "StreamName"
  std::string_view name_in_errors;  // "streamName"
  const Shape* shape;
  bool is_required;
};

struct Operation {
  std::string_view name;
  const Shape* input;
};

std::span<const Operation> operations();  // By name.

// Null when there is none of that name.
const Operation* find_operation(std::string_view name);

}  // namespace pinflow::gateway::kinesis
