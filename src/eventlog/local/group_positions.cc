#include "eventlog/local/group_positions.h"

#include "base/file.h"
#include "base/uuid.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kExtension = ".json";

std::string to_json(std::string_view group, const GroupPositions::ByTopicId& positions) {
  json::Writer writer;
  writer.begin_object().member("group", group).key("positions").begin_array();
  for (const auto& [of, offset] : positions) {
    writer.begin_object().member("topic_id", std::string_view(of.first));
    writer.member("partition", int64_t{to_int32(of.second)});
    writer.member("offset", to_int64(offset)).end_object();
  }
  writer.end_array().end_object();
  return writer.take();
}

bool read_position(json::Element element, GroupPositions::ByTopicId* positions) {
  auto id = element["topic_id"];
  auto partition = element["partition"];
  auto offset = element["offset"];
  if (!id || !id->as_string() || !partition || !partition->as_integer() || !offset ||
      !offset->as_integer()) {
    return false;
  }
  Partition of{static_cast<int32_t>(*partition->as_integer())};
  (*positions)[{std::string(*id->as_string()), of}] = Offset{*offset->as_integer()};
  return true;
}

}  // namespace

Result<std::unique_ptr<GroupPositions>> GroupPositions::open(
    const std::filesystem::path& directory) {
  TRY(create_directories_durably(directory));
  std::unique_ptr<GroupPositions> groups(new GroupPositions(directory));
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == kExtension) TRY(groups->load(entry->path()));
  }
  if (!error) return groups;
  return Status(Code::kUnavailable, "list: " + directory.string() + ": " + error.message());
}

Status GroupPositions::load(const std::filesystem::path& path) {
  TRY_ASSIGN(std::string bytes, read_file(path));
  json::Parser parser;
  auto parsed = parser.parse(bytes);
  if (!parsed.ok()) {
    return Status(Code::kCorruption, path.string() + ": " + parsed.status().message());
  }
  auto name = (*parsed)["group"];
  auto list = (*parsed)["positions"];
  bool is_whole = name && name->as_string() && list;
  Group group{path, {}};
  if (is_whole) {
    list->each_element(
        [&](json::Element element) { return is_whole = read_position(element, &group.positions); });
  }
  if (!is_whole) return Status(Code::kCorruption, path.string() + ": not a group's positions");
  groups_.emplace(*name->as_string(), std::move(group));
  return Status();
}

Status GroupPositions::commit(std::string_view group, const ByTopicId& positions) {
  std::lock_guard writing(writing_);
  Group changed{directory_ / (uuid4() + std::string(kExtension)), {}};
  {
    std::lock_guard lock(mutex_);
    if (auto known = groups_.find(group); known != groups_.end()) changed = known->second;
  }
  for (const auto& [of, offset] : positions) changed.positions[of] = offset;
  TRY(replace_file(changed.path, to_json(group, changed.positions)));
  std::lock_guard lock(mutex_);
  groups_.insert_or_assign(std::string(group), std::move(changed));
  return Status();
}

GroupPositions::ByTopicId GroupPositions::positions(std::string_view group) const {
  std::lock_guard lock(mutex_);
  auto known = groups_.find(group);
  return known == groups_.end() ? ByTopicId() : known->second.positions;
}

std::vector<std::string> GroupPositions::groups() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, group] : groups_) names.push_back(name);
  return names;
}

Status GroupPositions::forget_topic(const TopicId& id) {
  std::lock_guard writing(writing_);
  for (auto& [name, group] : groups_) {
    ByTopicId left = group.positions;
    std::erase_if(left, [&](const auto& position) { return position.first.first == id; });
    if (left.size() == group.positions.size()) continue;
    TRY(replace_file(group.path, to_json(name, left)));
    std::lock_guard lock(mutex_);
    group.positions = std::move(left);
  }
  return Status();
}

Status GroupPositions::forget_group(std::string_view group) {
  std::lock_guard writing(writing_);
  auto known = groups_.find(group);
  if (known == groups_.end()) {
    return Status(Code::kNotFound, "group " + std::string(group) + ": unknown");
  }
  std::error_code error;
  std::filesystem::remove(known->second.path, error);
  if (error) {
    return Status(Code::kUnavailable,
                  "remove: " + known->second.path.string() + ": " + error.message());
  }
  TRY(sync_directory(directory_));
  std::lock_guard lock(mutex_);
  groups_.erase(known);
  return Status();
}

}  // namespace pinflow::eventlog
