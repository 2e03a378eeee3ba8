// The actions on tags: those of streams by name, and those of any resource by ARN.
#include "gateway/kinesis/actions.h"
#include "gateway/kinesis/lookup.h"
#include "gateway/kinesis/resource.h"
#include "gateway/kinesis/tags.h"

namespace pinflow::gateway::kinesis {
namespace {

constexpr int64_t kTagsPerPage = 50;

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
