#include "eventlog/local/producer_ids.h"

#include <charconv>

#include "base/file.h"

namespace pinflow::eventlog {

Result<std::unique_ptr<ProducerIds>> ProducerIds::open(const std::filesystem::path& file) {
  int64_t first = 0;
  Result<std::string> stored = read_file(file);
  if (stored.ok()) {
    const char* end = stored->data() + stored->size();
    auto [stop, fault] = std::from_chars(stored->data(), end, first);
    if (fault != std::errc() || stop != end || first < 0) {
      return Status(Code::kCorruption, file.string() + ": not a producer id");
    }
  } else if (stored.status().code() != Code::kNotFound) {
    return stored.status();
  }
  return std::unique_ptr<ProducerIds>(new ProducerIds(file, first));
}

Result<ProducerId> ProducerIds::next() {
  std::lock_guard lock(mutex_);
  if (next_ == end_) {
    TRY(replace_file(file_, std::to_string(end_ + kBlock)));
    end_ += kBlock;
  }
  return ProducerId{next_++};
}

}  // namespace pinflow::eventlog
