// Throws bytes at the parser of commits: what it takes adds up to a table or is refused, and the
// lines of a checkpoint of it mean the same table.
#include "base/check.h"
#include "lake/table_state.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow;
  using namespace pinflow::lake;
  ActionParser parser;
  auto actions = parser.parse_commit({reinterpret_cast<const char*>(data), size});
  if (!actions.ok()) {
    check(actions.status().code() == Code::kCorruption);
    return 0;
  }
  TableState state;
  state.apply(*actions);
  auto snapshot = state.snapshot(Version{0});
  if (!snapshot.ok()) return 0;

  std::string text;
  for (const std::string& line : state.checkpoint_lines(UnixMillis())) text += line + "\n";
  auto again = parser.parse_commit(text);
  check(again.ok());
  TableState copy;
  copy.apply(*again);
  auto same = copy.snapshot(Version{0});
  check(same.ok());
  check(same->schema == snapshot->schema && same->transactions == snapshot->transactions);
  check(same->files.size() == snapshot->files.size());
  for (size_t i = 0; i < same->files.size(); ++i) {
    check(same->files[i].partition_values == snapshot->files[i].partition_values);
  }
  return 0;
}
