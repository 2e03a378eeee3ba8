#include "eventlog/kinesis/mark_file.h"

#include <charconv>

#include "base/file.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::eventlog {

Result<MarksOfTopics> read_marks(const std::filesystem::path& file) {
  Result<std::string> text = read_file(file);
  if (text.status().code() == Code::kNotFound) return MarksOfTopics();
  if (!text.ok()) return text.status();
  json::Parser parser;
  const auto parsed = parser.parse(*text);
  if (!parsed.ok()) return Status(Code::kCorruption, file.string() + ": is no JSON");
  MarksOfTopics marks;
  parsed->each_member([&](std::string_view topic, json::Element shards) {
    shards.each_member([&](std::string_view shard, json::Element mark) {
      int32_t index = -1;
      std::from_chars(shard.data(), shard.data() + shard.size(), index);
      marks[std::string(topic)][index] = ShardMark::parse(mark.as_string().value_or(""));
      return true;
    });
    return true;
  });
  return marks;
}

Status write_marks(const std::filesystem::path& file, const MarksOfTopics& marks) {
  json::Writer writer;
  writer.begin_object();
  for (const auto& [topic, shards] : marks) {
    writer.key(topic).begin_object();
    for (const auto& [shard, mark] : shards) writer.member(std::to_string(shard), mark.text());
    writer.end_object();
  }
  writer.end_object();
  return replace_file(file, writer.text());
}

}  // namespace pinflow::eventlog
