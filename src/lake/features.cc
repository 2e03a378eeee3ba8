#include "lake/features.h"

#include <algorithm>
#include <array>
#include <span>

namespace pinflow::lake {
namespace {

constexpr int64_t kReaderVersionMax = 3;
constexpr int64_t kWriterVersionMax = 7;
// Features that change nothing for a reader of the rows, besides those that it handles.
constexpr std::array<std::string_view, 3> kReaderFeatures{"timestampNtz", "vacuumProtocolCheck",
                                                          "columnMapping"};
constexpr std::array<std::string_view, 3> kWriterFeatures{"appendOnly", "invariants",
                                                          "columnMapping"};

Status needs(std::string_view what) {
  return Status(Code::kInvalidArgument,
                "the table needs '" + std::string(what) + "', which pinflow does not have");
}

Status check_features(const std::vector<std::string>& wanted,
                      std::span<const std::string_view> known) {
  for (const std::string& feature : wanted) {
    if (std::find(known.begin(), known.end(), feature) == known.end()) return needs(feature);
  }
  return Status();
}

// Tables may carry the feature without using it.
Status check_column_mapping(const Metadata& metadata) {
  auto mode = metadata.configuration.find("delta.columnMapping.mode");
  if (mode == metadata.configuration.end() || mode->second == "none") return Status();
  return needs("columnMapping");
}

}  // namespace

Status check_readable(const Protocol& protocol, const Metadata& metadata) {
  if (protocol.reader_version > kReaderVersionMax) {
    return needs("reader version " + std::to_string(protocol.reader_version));
  }
  TRY(check_features(protocol.reader_features, kReaderFeatures));
  return check_column_mapping(metadata);
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
  bool has_invariants = metadata.schema_string.find("delta.invariants") != std::string::npos;
  return has_invariants ? needs("invariants") : Status();
}

}  // namespace pinflow::lake
