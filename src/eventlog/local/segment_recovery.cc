#include "eventlog/local/segment_recovery.h"

#include <cstdio>

#include "eventlog/local/batch_scanner.h"
#include "telemetry/log.h"

namespace pinflow::eventlog {
namespace {

constexpr uint64_t kScanAheadBytes = 1u << 20;

std::filesystem::path offset_path(const std::filesystem::path& partition, Offset base_offset,
                                  const char* extension) {
  char name[40];
  std::snprintf(name, sizeof name, "%020lld%s", static_cast<long long>(to_int64(base_offset)),
                extension);
  return partition / name;
}

// Adds all whole batches of `file` to `index`, and to `producers` unless that is null, and returns
// the damage that ended them, if any.
Status scan(const File& file, uint64_t size_bytes, SegmentIndex* index, ProducerTable* producers) {
  BatchScanner scanner(file, {index->base_offset(), 0}, size_bytes, kScanAheadBytes);
  while (true) {
    TRY_ASSIGN(bool found, scanner.next());
    if (!found) return Status();
    TRY(scanner.check_bytes());
    index->add(scanner.header());
    if (producers != nullptr) producers->note(scanner.header());
  }
}

// True when a later write left a whole batch in the `rest` behind the damage at the end of `index`:
// then it is not the trace of a crash, since each write is synced before the next.
bool has_batch_behind(std::string_view rest, const SegmentIndex& index) {
  for (size_t position = 1; position + kBatchHeaderBytes <= rest.size(); ++position) {
    std::string_view bytes = rest.substr(position);
    Result<BatchHeader> header = parse_batch_header(bytes);
    if (!header.ok() || header->size_bytes > bytes.size()) continue;
    if (header->commit_index != 0) continue;  // May be of the same write.
    // A damaged batch of n bytes held fewer than n records; another offset is record content.
    int64_t skipped = header->base_offset - index.end_offset();
    if (skipped < 1 || skipped > static_cast<int64_t>(position)) continue;
    if (check_batch(bytes.substr(0, header->size_bytes), *header).ok()) return true;
  }
  return false;
}

}  // namespace

std::filesystem::path segment_path(const std::filesystem::path& partition, Offset base_offset) {
  return offset_path(partition, base_offset, ".log");
}

std::filesystem::path index_path(const std::filesystem::path& partition, Offset base_offset) {
  return offset_path(partition, base_offset, ".index");
}

std::filesystem::path producers_path(const std::filesystem::path& partition, Offset base_offset) {
  return offset_path(partition, base_offset, ".producers");
}

Result<SegmentIndex> load_sealed_segment(const std::filesystem::path& partition,
                                         Offset base_offset) {
  const auto path = segment_path(partition, base_offset);
  TRY_ASSIGN(File file, File::open(path, File::Mode::kRead));
  TRY_ASSIGN(uint64_t size_bytes, file.size_bytes());
  Result<std::string> stored = read_file(index_path(partition, base_offset));
  if (stored.ok()) {
    auto index = SegmentIndex::decode(*stored, base_offset, size_bytes);
    if (index) return std::move(*index);
  }
  SegmentIndex index(base_offset);
  Status status = scan(file, size_bytes, &index, nullptr);
  if (!status.ok()) return std::move(status).with_context(path.string());
  TRY(replace_file(index_path(partition, base_offset), index.encode()));
  return index;
}

Result<SegmentIndex> recover_last_segment(const std::filesystem::path& partition,
                                          Offset base_offset, ProducerTable* producers) {
  const auto path = segment_path(partition, base_offset);
  TRY_ASSIGN(File file, File::open(path, File::Mode::kAppend));
  TRY_ASSIGN(uint64_t size_bytes, file.size_bytes());
  SegmentIndex index(base_offset);
  Status damage = scan(file, size_bytes, &index, producers);
  if (!damage.ok()) {
    if (damage.code() != Code::kCorruption) return damage;
    TRY_ASSIGN(std::string rest, file.read_at(index.size_bytes(), size_bytes - index.size_bytes()));
    if (has_batch_behind(rest, index)) return std::move(damage).with_context(path.string());
    TRY(file.truncate(index.size_bytes()));
    // Zeros are what a SegmentFile has ahead of its batches, and nothing to be told.
    const size_t torn_end = rest.find_last_not_of('\0');
    if (torn_end != std::string::npos) {
      telemetry::log(
          telemetry::Level::kWarning, "eventlog", "torn tail cut off",
          {{"file", path.string()}, {"bytes", torn_end + 1}, {"cause", damage.message()}});
    }
  }
  TRY(file.sync());
  return index;
}

Result<ProducerTable> load_producers(const std::filesystem::path& partition, Offset base_offset,
                                     const std::vector<Offset>& before) {
  const auto path = producers_path(partition, base_offset);
  Result<std::string> stored = read_file(path);
  if (stored.status().code() == Code::kNotFound) return ProducerTable();
  TRY(stored.status());
  if (auto table = ProducerTable::decode(*stored)) return std::move(*table);
  telemetry::log(telemetry::Level::kWarning, "eventlog", "damaged: made anew from the segments",
                 {{"file", path.string()}});
  ProducerTable table;
  for (Offset base : before) {
    const auto segment = segment_path(partition, base);
    TRY_ASSIGN(File file, File::open(segment, File::Mode::kRead));
    TRY_ASSIGN(uint64_t size_bytes, file.size_bytes());
    SegmentIndex index(base);
    TRY(scan(file, size_bytes, &index, &table).with_context(segment.string()));
  }
  return table;
}

}  // namespace pinflow::eventlog
