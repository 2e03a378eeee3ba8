#include "lake/features.h"

#include <algorithm>
#include <array>
#include <span>

namespace pinflow::lake {
namespace {

constexpr int64_t kReaderVersionMax = 3;
constexpr int64_t kWriterVersionMax = 7;
// Those that a reader handles, and those that change nothing for it. Wider types are cast to.
constexpr std::array<std::string_view, 7> kReaderFeatures{
    "columnMapping",        "deletionVectors", "timestampNtz",       "typeWidening",
    "typeWidening-preview", "v2Checkpoint",    "vacuumProtocolCheck"};
constexpr std::array<std::string_view, 3> kWriterFeatures{"appendOnly", "invariants",
                                                          "columnMapping"};

Status check_features(const std::vector<std::string>& wanted,
                      std::span<const std::string_view> known) {
  for (const std::string& feature : wanted) {
    if (std::find(known.begin(), known.end(), feature) == known.end()) return needs(feature);
  }
  return Status();
}

// Tables may carry the feature without using it: mode "none".
std::string column_mapping_mode(const Metadata& metadata) {
  auto mode = metadata.configuration.find("delta.columnMapping.mode");
  return mode == metadata.configuration.end() ? "none" : mode->second;
}

}  // namespace

Status needs(std::string_view what) {
  return Status(Code::kInvalidArgument,
                "the table needs '" + std::string(what) + "', which pinflow does not have");
}

Status check_readable(const Protocol& protocol, const Metadata& metadata) {
  if (protocol.reader_version > kReaderVersionMax) {
    return needs("reader version " + std::to_string(protocol.reader_version));
  }
  TRY(check_features(protocol.reader_features, kReaderFeatures));
  std::string mode = column_mapping_mode(metadata);
  bool is_known = mode == "none" || mode == "name" || mode == "id";
  return is_known ? Status() : needs("columnMapping mode " + mode);
}

Status check_writable(const Protocol& protocol, const Metadata& metadata) {
  TRY(check_readable(protocol, metadata));
  if (protocol.writer_version > kWriterVersionMax) {
    return needs("writer version " + std::to_string(protocol.writer_version));
  }
  // From version 3 to 6 each one means one more feature that all tables of it have.
  if (protocol.writer_version > 2 && protocol.writer_version < 7) {
    return needs("writer version " + std::to_string(protocol.writer_version));
  }
  TRY(check_features(protocol.writer_features, kWriterFeatures));
  if (column_mapping_mode(metadata) != "none") return needs("columnMapping");
  bool has_invariants = metadata.schema_string.find("delta.invariants") != std::string::npos;
  return has_invariants ? needs("invariants") : Status();
}

}  // namespace pinflow::lake
