#include "lake/deletion_vector.h"

#include <optional>

#include "base/crc32.h"
#include "lake/action.h"
#include "lake/roaring.h"

namespace pinflow::lake {
namespace {

constexpr size_t kChecksumBytes = 4;

Status damaged(std::string_view what) {
  return Status(Code::kCorruption, "deletion vector: " + std::string(what));
}

uint64_t big_endian(std::string_view bytes) {
  uint64_t number = 0;
  for (char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

// Base85 with ZeroMQ's alphabet (rfc.zeromq.org/spec/32): five letters for four bytes.
std::optional<std::string> decode_z85(std::string_view text) {
  static constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  if (text.size() % 5 != 0) return std::nullopt;
  std::string bytes;
  for (; !text.empty(); text.remove_prefix(5)) {
    uint64_t number = 0;
    for (char letter : text.substr(0, 5)) {
      size_t digit = kLetters.find(letter);
      if (digit == std::string_view::npos) return std::nullopt;
      number = number * 85 + digit;
    }
    if (number > UINT32_MAX) return std::nullopt;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  }
  return bytes;
}

// The key of a file 'u': an optional folder, and a UUID in 20 letters of base85.
Result<std::string> uuid_file(std::string_view place) {
  constexpr size_t kUuidLetters = 20;
  if (place.size() < kUuidLetters) return damaged("its UUID is too short");
  std::string_view folder = place.substr(0, place.size() - kUuidLetters);
  std::optional<std::string> uuid = decode_z85(place.substr(folder.size()));
  if (!uuid) return damaged("its UUID is not base85");
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string name;
  for (size_t i = 0; i < uuid->size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) name += '-';
    auto byte = static_cast<uint8_t>((*uuid)[i]);
    name += {kHex[byte >> 4], kHex[byte & 15]};
  }
  return std::string(folder) + (folder.empty() ? "" : "/") + "deletion_vector_" + name + ".bin";
}

// In the file: size, bitmap, checksum; the numbers big-endian.
Result<std::string> bitmap_in_file(const DeletionVector& vector, const objects::Store& store,
                                   const std::string& key) {
  TRY_ASSIGN(std::string file, store.get(key));
  auto offset = static_cast<size_t>(vector.offset), size = static_cast<size_t>(vector.size_bytes);
  bool fits = vector.offset >= 0 && vector.size_bytes >= 0 && offset <= file.size() &&
              file.size() - offset >= 4 + kChecksumBytes &&
              size <= file.size() - offset - 4 - kChecksumBytes;
  if (!fits) return damaged(key + " is shorter than the log says");
  std::string_view found = std::string_view(file).substr(offset);
  if (big_endian(found.substr(0, 4)) != size) return damaged(key + " has another size");
  std::string_view bitmap = found.substr(4, size);
  if (crc32(bitmap) != big_endian(found.substr(4 + size, kChecksumBytes))) {
    return damaged(key + " does not match its checksum");
  }
  return std::string(bitmap);
}

Result<std::string> bitmap_bytes(const DeletionVector& vector, const objects::Store& store,
                                 std::string_view prefix) {
  if (vector.storage_type == 'i') {
    std::optional<std::string> bytes = decode_z85(vector.place);
    if (!bytes || static_cast<int64_t>(bytes->size()) < vector.size_bytes) {
      return damaged("the inline one is not base85 of its size");
    }
    bytes->resize(static_cast<size_t>(vector.size_bytes));  // It is padded to whole groups.
    return std::move(*bytes);
  }
  if (vector.storage_type == 'p') {
    return bitmap_in_file(vector, store, std::string(prefix) + decode_path(vector.place));
  }
  if (vector.storage_type != 'u') return damaged("its storage type is not known");
  TRY_ASSIGN(std::string file, uuid_file(vector.place));
  return bitmap_in_file(vector, store, std::string(prefix) + file);
}

}  // namespace

std::string DeletionVector::unique_id() const {
  return storage_type + place + "@" + std::to_string(offset);
}

Result<std::vector<uint64_t>> deleted_rows(const DeletionVector& vector,
                                           const objects::Store& store, std::string_view prefix) {
  TRY_ASSIGN(std::string bytes, bitmap_bytes(vector, store, prefix));
  Result<std::vector<uint64_t>> decoded = decode_roaring_array(bytes);
  if (!decoded.ok()) return damaged(decoded.status().message());
  std::vector<uint64_t>& rows = *decoded;
  if (static_cast<int64_t>(rows.size()) != vector.cardinality) {
    return damaged("it has " + std::to_string(rows.size()) + " rows and should have " +
                   std::to_string(vector.cardinality));
  }
  return std::move(rows);
}

}  // namespace pinflow::lake
