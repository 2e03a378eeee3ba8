#include "serve/notebooks.h"

#include <algorithm>

#include "base/file.h"

namespace pinflow::serve {
namespace {

constexpr std::string_view kEnding = ".sql";
constexpr size_t kNameMax = 64;

bool is_in_notebook_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
}

}  // namespace

Status Notebooks::check_name(std::string_view name) {
  if (!name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, is_in_notebook_name)) {
    return Status();
  }
  return Status(Code::kInvalidArgument,
                "a notebook's name has 1 to 64 letters, digits, '-' and '_'");
}

Result<std::vector<std::string>> Notebooks::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() != kEnding || !check_name(path.stem().string()).ok()) continue;
    names.push_back(path.stem().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return Status(Code::kUnavailable, folder_.string() + ": " + error.message());
  }
  std::ranges::sort(names);
  return names;
}

Result<std::string> Notebooks::read(std::string_view name) const {
  TRY(check_name(name));
  Result<std::string> text = read_file(file_of(name));
  if (text.status().code() != Code::kNotFound) return text;
  return Status(Code::kNotFound, "no notebook '" + std::string(name) + "'");
}

Status Notebooks::write(std::string_view name, std::string_view text) {
  TRY(check_name(name));
  if (text.size() > kBytesMax) {
    return Status(Code::kInvalidArgument, "a notebook has no more than 1 MiB");
  }
  TRY_ASSIGN(std::vector<std::string> known, names());
  if (known.size() >= kCountMax && std::ranges::count(known, name) == 0) {
    return Status(Code::kExhausted, "there are 1000 notebooks: delete one");
  }
  TRY(create_directories_durably(folder_));
  return replace_file(file_of(name), text);
}

Status Notebooks::remove(std::string_view name) {
  TRY(read(name).status());
  std::error_code error;
  std::filesystem::remove(file_of(name), error);
  if (error) return Status(Code::kUnavailable, file_of(name).string() + ": " + error.message());
  return sync_directory(folder_);
}

std::filesystem::path Notebooks::file_of(std::string_view name) const {
  return folder_ / (std::string(name) + std::string(kEnding));
}

}  // namespace pinflow::serve
