#include "eventlog/local/topic_folders.h"

#include "base/file.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::eventlog {
namespace {

constexpr std::string_view kDescription = "topic.json";
constexpr std::string_view kDeleted = ".deleted";
constexpr int64_t kFormat = 1;

std::string to_json(const Topic& topic) {
  json::Writer writer;
  writer.begin_object();
  writer.member("format", kFormat).member("name", std::string_view(topic.name));
  writer.member("id", std::string_view(topic.id));
  writer.member("partition_count", int64_t{topic.config.partition_count});
  if (topic.config.retention_time) {
    writer.member("retention_ms", int64_t{topic.config.retention_time->count()});
  }
  if (topic.config.retention_bytes) {
    writer.member("retention_bytes", uint64_t{*topic.config.retention_bytes});
  }
  writer.member("record_bytes_max", topic.config.record_bytes_max);
  writer.key("closed").begin_array();
  for (Partition closed : topic.config.closed) writer.value(to_int32(closed));
  writer.end_array().member("metadata", topic.config.metadata);
  writer.member("revision", topic.revision);
  writer.member("created_at_ms", to_int64(topic.created_at)).end_object();
  return writer.take();
}

std::optional<int64_t> integer(json::Element object, std::string_view name) {
  auto member = object[name];
  return member ? member->as_integer() : std::nullopt;
}

std::optional<std::string> text(json::Element object, std::string_view name) {
  auto member = object[name];
  auto value = member ? member->as_string() : std::nullopt;
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

// What may be missing in the files of older versions too.
void read_config(json::Element description, TopicConfig* config) {
  if (auto millis = integer(description, "retention_ms")) {
    config->retention_time = std::chrono::milliseconds(*millis);
  }
  if (auto size_bytes = integer(description, "retention_bytes")) {
    config->retention_bytes = static_cast<uint64_t>(*size_bytes);
  }
  if (auto size_bytes = integer(description, "record_bytes_max")) {
    config->record_bytes_max = static_cast<uint64_t>(*size_bytes);
  }
  if (auto closed = description["closed"]) {
    closed->each_element([&](json::Element partition) {
      config->closed.insert(Partition{static_cast<int32_t>(partition.as_integer().value_or(0))});
      return true;
    });
  }
  config->metadata = text(description, "metadata").value_or("");
}

Result<Topic> from_json(std::string_view bytes) {
  json::Parser parser;
  auto parsed = parser.parse(bytes);
  if (!parsed.ok()) return Status(Code::kCorruption, parsed.status().message());
  if (integer(*parsed, "format").value_or(kFormat) != kFormat) {
    return Status(Code::kInvalidArgument, "written by a newer version of pinflow");
  }
  auto name = text(*parsed, "name");
  auto id = text(*parsed, "id");
  auto partition_count = integer(*parsed, "partition_count");
  auto created_at = integer(*parsed, "created_at_ms");
  if (!name || !id || !created_at || !partition_count || *partition_count < 1 ||
      *partition_count > kPartitionCountMax) {
    return Status(Code::kCorruption, "a member is missing or out of range");
  }
  Topic topic{*name, *id, {}, UnixMillis(std::chrono::milliseconds(*created_at)), 0};
  topic.revision = integer(*parsed, "revision").value_or(0);
  topic.config.partition_count = static_cast<int32_t>(*partition_count);
  read_config(*parsed, &topic.config);
  return topic;
}

Status remove_tree(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!error) return Status();
  return Status(Code::kUnavailable, "remove: " + folder.string() + ": " + error.message());
}

Result<std::vector<std::filesystem::path>> list_folders(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  std::filesystem::directory_iterator entry(root, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    folders.push_back(entry->path());
  }
  if (!error) return folders;
  return Status(Code::kUnavailable, "list: " + root.string() + ": " + error.message());
}

}  // namespace

Result<TopicFolders> TopicFolders::open(const std::filesystem::path& root) {
  TRY(create_directories_durably(root));
  TRY_ASSIGN(auto folders, list_folders(root));
  for (const auto& folder : folders) {
    std::error_code error;
    bool is_whole =
        folder.extension() != kDeleted && std::filesystem::exists(folder / kDescription, error);
    if (!is_whole && !error) TRY(remove_tree(folder));
  }
  return TopicFolders(root);
}

Result<std::vector<Topic>> TopicFolders::list() const {
  TRY_ASSIGN(auto folders, list_folders(root_));
  std::vector<Topic> topics;
  for (const auto& folder : folders) {
    TRY_ASSIGN(std::string bytes, read_file(folder / kDescription));
    Result<Topic> topic = from_json(bytes);
    if (!topic.ok()) return topic.status().with_context((folder / kDescription).string());
    topics.push_back(std::move(*topic));
  }
  return topics;
}

Status TopicFolders::create(const Topic& topic) const {
  TRY(create_directories_durably(root_ / topic.id));
  return write(topic);
}

Status TopicFolders::write(const Topic& topic) const {
  return replace_file(root_ / topic.id / kDescription, to_json(topic));
}

Status TopicFolders::remove(const Topic& topic) const {
  std::filesystem::path deleted = root_ / (topic.id + std::string(kDeleted));
  std::error_code error;
  std::filesystem::rename(root_ / topic.id, deleted, error);
  if (error) return Status(Code::kUnavailable, "delete: " + topic.id + ": " + error.message());
  TRY(sync_directory(root_));
  return remove_tree(deleted);
}

std::filesystem::path TopicFolders::partition_folder(const Topic& topic,
                                                     Partition partition) const {
  return root_ / topic.id / std::to_string(to_int32(partition));
}

}  // namespace pinflow::eventlog
