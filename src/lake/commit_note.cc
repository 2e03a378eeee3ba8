// Notes to JSON and back.
#include "lake/commit_note.h"

#include <vector>

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::lake {

std::string to_json(const CommitNote& note) {
  json::Writer writer;
  writer.begin_object().member("replaces", note.replaces);
  for (const auto& [name, count] : note.counts) writer.member(name, count);
  if (!note.ranges.empty()) {
    writer.key("ranges").begin_object();
    for (const auto& [name, range] : note.ranges) {
      writer.key(name).begin_array().value(range.first).value(range.second).end_array();
    }
    writer.end_object();
  }
  if (!note.state.empty()) writer.key("state").raw(note.state);
  if (!note.change.empty()) writer.key("change").raw(note.change);
  return writer.end_object().take();
}

namespace {

std::map<std::string, std::pair<int64_t, int64_t>> parse_ranges(json::Element object) {
  std::map<std::string, std::pair<int64_t, int64_t>> ranges;
  object.each_member([&](std::string_view name, json::Element pair) {
    std::vector<int64_t> ends;
    pair.each_element([&](json::Element end) {
      ends.push_back(end.as_integer().value_or(0));
      return true;
    });
    if (ends.size() == 2) ranges[std::string(name)] = {ends[0], ends[1]};
    return true;
  });
  return ranges;
}

}  // namespace

CommitNote parse_note(std::string_view json) {
  CommitNote note;
  json::Parser parser;
  Result<json::Element> root = parser.parse(json);
  if (!root.ok()) return note;
  root->each_member([&](std::string_view name, json::Element value) {
    if (name == "replaces") note.replaces = value.as_bool().value_or(false);
    if (name == "ranges") note.ranges = parse_ranges(value);
    if (name == "state") value.write(&note.state);
    if (name == "change") value.write(&note.change);
    if (auto count = value.as_integer()) note.counts[std::string(name)] = *count;
    return true;
  });
  return note;
}

}  // namespace pinflow::lake
