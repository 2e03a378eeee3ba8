// The table itself is made by cmake/embed.cmake.
#include "app/embedded.h"

#include <cstddef>
#include <span>

namespace pinflow::app {

struct EmbeddedFile {
  const char* path;
  const char* begin;
  const char* end;
};
extern const EmbeddedFile kEmbeddedFiles[];
extern const size_t kEmbeddedFileCount;

std::optional<std::string_view> embedded_file(std::string_view path) {
  for (const EmbeddedFile& file : std::span(kEmbeddedFiles, kEmbeddedFileCount)) {
    if (path == file.path) return std::string_view(file.begin, file.end);
  }
  return std::nullopt;
}

std::vector<std::string_view> embedded_files(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (const EmbeddedFile& file : std::span(kEmbeddedFiles, kEmbeddedFileCount)) {
    if (std::string_view(file.path).starts_with(prefix)) paths.emplace_back(file.path);
  }
  return paths;
}

}  // namespace pinflow::app
