#include "gateway/kinesis/conversion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/base64.h"
#include "gateway/kinesis/fault.h"

namespace pinflow::gateway::kinesis {
namespace {

std::string_view java_class(Given given) {
  switch (given) {
    case Given::kBoolean:
      return "class java.lang.Boolean";
    case Given::kNumber:
      return "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";
    case Given::kBytes:
      return "class java.nio.HeapByteBuffer";
    default:
      return "class java.lang.String";
  }
}

std::string_view wanted(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kBoolean:
      return " can not be converted to an Boolean";
    case ShapeKind::kInteger:
      return " can not be converted to an Integer";
    case ShapeKind::kBlob:
      return " can not be converted to a Blob";
    case ShapeKind::kTimestamp:
      return " can not be converted to milliseconds since epoch";
    default:
      return " can not be converted to an String";
  }
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& letter : upper) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return upper;
}

Status blob_fault(std::string_view base64, const std::string& cause) {
  return serialization_fault("'" + std::string(base64) +
                             "' can not be converted to a Blob: " + cause);
}

bool is_base64(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '+' || letter == '/' || letter == '=';
}

}  // namespace

Status wrong_type(const Shape& shape, Given given, std::string_view text) {
  if (given == Given::kList) return serialization_fault("Start of list found where not expected");
  if (given == Given::kMap) {
    return serialization_fault("Start of structure or map found where not expected.");
  }
  switch (shape.kind) {
    case ShapeKind::kList:
      return serialization_fault("Expected list or null");
    case ShapeKind::kMap:
      return serialization_fault("Expected map or null");
    case ShapeKind::kStructure:
      return serialization_fault("Expected null");
    default:
      break;
  }
  std::string from(java_class(given));
  if (shape.kind == ShapeKind::kBoolean && given == Given::kText) {
    from = "'" + upper_case(text) + "'";
  }
  return serialization_fault(from.append(wanted(shape.kind)));
}

Value number_value(const Shape& shape, double number) {
  constexpr double kIntegerMax = std::numeric_limits<int32_t>::max();
  constexpr double kMillisMax = 1e15;
  if (std::isnan(number)) number = 0;  // As Java's casts have it, which CBOR may carry.
  if (shape.kind == ShapeKind::kTimestamp) {
    double millis = std::clamp(std::round(number * 1000), -kMillisMax, kMillisMax);
    return Value::of_number(static_cast<int64_t>(millis));
  }
  double whole = std::clamp(std::floor(number), -kIntegerMax, kIntegerMax);
  return Value::of_number(static_cast<int64_t>(whole));
}

Result<Value> decode_blob(std::string_view base64, Arena* arena) {
  std::span<char> bytes = arena->bytes(base64_bytes_max(base64.size()));
  auto size_bytes = base64_decode_into(base64, bytes);
  if (size_bytes) return Value::of_text({bytes.data(), *size_bytes});
  if (base64.size() % 4 != 0) {
    return blob_fault(base64,
                      "Base64 encoded length is expected a multiple of 4 bytes but found: " +
                          std::to_string(base64.size()));
  }
  size_t padding = std::min(base64.find('='), base64.size());
  auto wrong = std::find_if_not(base64.begin(), base64.end(), is_base64);
  if (wrong != base64.end()) {
    return blob_fault(base64, "Invalid Base64 character: '" + std::string(1, *wrong) + "'");
  }
  if (padding + 2 < base64.size() || base64.find_first_not_of('=', padding) != base64.npos) {
    return blob_fault(base64, "Invalid Base64 character: '='");
  }
  return blob_fault(base64, "Invalid last non-pad Base64 character dectected");
}

}  // namespace pinflow::gateway::kinesis
