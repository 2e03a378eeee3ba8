#include "post/follow_position.h"

#include <sys/file.h>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::post {
namespace {

constexpr const char* kPositionEnding = ".json";

std::filesystem::path position_file(const std::filesystem::path& folder, const std::string& name) {
  return folder / (name + kPositionEnding);
}

}  // namespace

Result<std::optional<FollowPosition>> read_position(const std::filesystem::path& folder,
                                                    const std::string& name) {
  const std::filesystem::path file = position_file(folder, name);
  Result<std::string> text = read_file(file);
  if (text.status().code() == Code::kNotFound) return std::optional<FollowPosition>();
  if (!text.ok()) return text.status();
  json::Parser parser;
  const auto parsed = parser.parse(*text);
  if (!parsed.ok())
    return Status(Code::kCorruption,
                  file.string() + ": is no JSON; without this file it begins anew");
  FollowPosition position;
  position.source_name = parsed->text_of("source");
  position.follow = {parsed->text_of("table"), parsed->text_of("key_column"),
                     parsed->text_of("timestamp_column")};
  position.place = {parsed->text_of("timestamp"), parsed->text_of("key")};
  const std::string& key = position.place.key;
  if (key.empty() || key.find_first_not_of("-0123456789") != key.npos) {
    return Status(Code::kCorruption,
                  file.string() + ": names no key; without this file it begins anew");
  }
  if (auto count = (*parsed)["rows"]) {
    position.row_count = static_cast<uint64_t>(count->as_integer().value_or(0));
  }
  return std::optional(std::move(position));
}

Status write_position(const std::filesystem::path& folder, const std::string& name,
                      const FollowPosition& position) {
  json::Writer writer;
  writer.begin_object().member("source", position.source_name);
  writer.member("table", position.follow.table).member("key_column", position.follow.key);
  writer.member("timestamp_column", position.follow.timestamp);
  writer.member("timestamp", position.place.timestamp).member("key", position.place.key);
  writer.member("rows", position.row_count).end_object();
  return replace_file(position_file(folder, name), writer.text());
}

Result<std::map<std::string, FollowPosition>> list_positions(const std::filesystem::path& folder) {
  std::map<std::string, FollowPosition> positions;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() != kPositionEnding) continue;
    const std::string name = at->path().stem().string();
    TRY_ASSIGN(auto position, read_position(folder, name));
    if (position) positions[name] = std::move(*position);
  }
  if (!error || error == std::errc::no_such_file_or_directory) return positions;
  return Status(Code::kUnavailable, folder.string() + ": " + error.message());
}

Status remove_position(const std::filesystem::path& folder, const std::string& name) {
  std::error_code error;
  if (std::filesystem::remove(position_file(folder, name), error)) return sync_directory(folder);
  if (error) return Status(Code::kUnavailable, folder.string() + ": " + error.message());
  return Status(Code::kNotFound, "no position '" + name + "'");
}

Result<File> lock_position(const std::filesystem::path& folder, const std::string& name) {
  TRY(create_directories_durably(folder));
  const std::filesystem::path path = folder / (name + ".lock");
  TRY_ASSIGN(File file, File::open(path, File::Mode::kAppend));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) return file;
  return Status(Code::kAlreadyExists, name + " is followed by another process");
}

}  // namespace pinflow::post
