// Notes to JSON and back.
#include "lake/commit_note.h"

#include "json/document.h"
#include "json/writer.h"

namespace pinflow::lake {

std::string to_json(const CommitNote& note) {
  json::Writer writer;
  writer.begin_object().member("replaces", note.replaces);
  for (const auto& [name, count] : note.counts) writer.member(name, count);
  return writer.end_object().take();
}

CommitNote parse_note(std::string_view json) {
  CommitNote note;
  json::Parser parser;
  Result<json::Element> root = parser.parse(json);
  if (!root.ok()) return note;
  root->each_member([&](std::string_view name, json::Element value) {
    if (name == "replaces") note.replaces = value.as_bool().value_or(false);
    if (auto count = value.as_integer()) note.counts[std::string(name)] = *count;
    return true;
  });
  return note;
}

}  // namespace pinflow::lake
