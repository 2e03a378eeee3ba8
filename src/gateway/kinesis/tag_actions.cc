// The actions on tags: those of streams by name, and those of any resource by ARN.
#include <algorithm>
#include <cctype>

#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/resource.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr size_t kTagCountMax = 50;
constexpr int64_t kTagsPerPage = 50;
constexpr std::string_view kAllowedMarks = "_./=+-@: ,";

// Letters and digits of any script, white space and a few marks.
bool is_allowed(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    auto letter = static_cast<unsigned char>(byte);
    return letter >= 0x80 || std::isalnum(letter) != 0 ||
           kAllowedMarks.find(byte) != std::string_view::npos;
  });
}

Status check_characters(std::string_view text) {
  if (is_allowed(text)) return Status();
  return invalid_argument(
      "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white "
      "space, _ . / = + - % @.");
}

Status add_tags(const Value& given, std::string_view what, Tags* tags) {
  for (size_t i = 0; i < given.values().size(); i += 2) {
    TRY(check_characters(given.values()[i].text()));
    TRY(check_characters(given.values()[i + 1].text()));
    tags->insert_or_assign(std::string(given.values()[i].text()),
                           std::string(given.values()[i + 1].text()));
  }
  if (tags->size() <= kTagCountMax) return Status();
  return invalid_argument("Failed to add tags to " + std::string(what) +
                          " because it cannot have more than " + std::to_string(kTagCountMax) +
                          " tags associated with it.");
}

Status remove_tags(const Value& keys, Tags* tags) {
  for (const Value& key : keys.values()) {
    TRY(check_characters(key.text()));
    tags->erase(std::string(key.text()));
  }
  return Status();
}

void write_tag(const Tags::value_type& tag, Encoder* output) {
  output->begin_object();
  output->text("Key", tag.first);
  output->text("Value", tag.second);
  output->end_object();
}

}  // namespace

Status add_tags_to_stream(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  return change_resource(service, {stream, ""}, [&](Tags& tags, std::string&) {
    return add_tags(call.input["Tags"],
                    "stream " + stream->name() + " under account " + service.options.account,
                    &tags);
  });
}

Status remove_tags_from_stream(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  return change_resource(service, {stream, ""}, [&](Tags& tags, std::string&) {
    return remove_tags(call.input["TagKeys"], &tags);
  });
}

Status list_tags_for_stream(Service& service, const Call& call) {
  TRY_ASSIGN(StreamPointer stream, find_stream(service, call.input));
  const Tags& tags = stream->state.tags;
  auto tag = tags.upper_bound(std::string(call.input["ExclusiveStartTagKey"].text()));
  const Value& given = call.input["Limit"];
  int64_t left = given ? given.number() : kTagsPerPage;
  call.output.begin_array("Tags");
  for (; tag != tags.end() && left > 0; ++tag, --left) write_tag(*tag, &call.output);
  call.output.end_array();
  call.output.flag("HasMoreTags", tag != tags.end());
  return Status();
}

Status tag_resource(Service& service, const Call& call) {
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  return change_resource(service, resource, [&](Tags& tags, std::string&) {
    return add_tags(call.input["Tags"], call.input["ResourceARN"].text(), &tags);
  });
}

Status untag_resource(Service& service, const Call& call) {
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  return change_resource(service, resource, [&](Tags& tags, std::string&) {
    return remove_tags(call.input["TagKeys"], &tags);
  });
}

Status list_tags_for_resource(Service& service, const Call& call) {
  TRY_ASSIGN(Resource resource, find_resource(service, call.input));
  call.output.begin_array("Tags");
  for (const auto& tag : tags_of(resource)) write_tag(tag, &call.output);
  call.output.end_array();
  return Status();
}

}  // namespace pinflow::gateway::kinesis
