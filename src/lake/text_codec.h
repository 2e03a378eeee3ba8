// For tests only: a ParquetCodec whose checkpoint files are the lines themselves.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "lake/parquet.h"

namespace pinflow::lake {

class TextCodec final : public ParquetCodec {
 public:
  Result<std::vector<std::string>> read_checkpoint(const std::filesystem::path& file) override {
    TRY_ASSIGN(std::string text, read_file(file));
    if (!text.starts_with("CHECKPOINT\n")) return Status(Code::kCorruption, "no checkpoint");
    ++read_count;
    std::vector<std::string> lines;
    for (size_t at = text.find('\n') + 1; at < text.size();) {
      size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

  Status write_checkpoint(const std::vector<std::string>& actions,
                          const std::filesystem::path& file) override {
    std::string text = "CHECKPOINT\n";
    for (const std::string& action : actions) text += action + "\n";
    return replace_file(file, text);
  }

  int read_count = 0;
};

}  // namespace pinflow::lake
