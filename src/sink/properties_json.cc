#include "sink/properties_json.h"

#include "json/writer.h"

namespace pinflow::sink {

std::string properties_json(const Properties& properties) {
  json::Writer writer;
  writer.begin_object();
  for (const auto& [name, value] : properties) writer.member(name, value);
  return writer.end_object().take();
}

Result<Properties> read_properties(json::Element object) {
  if (object.kind() != json::Kind::kObject) {
    return Status(Code::kInvalidArgument, "an object of properties is wanted");
  }
  Properties properties;
  Status status;
  object.each_member([&](std::string_view name, json::Element value) {
    std::string text;
    switch (value.kind()) {
      case json::Kind::kNull:
        return true;
      case json::Kind::kObject:
      case json::Kind::kArray:
        status = Status(Code::kInvalidArgument,
                        "property '" + std::string(name) + "': a string is wanted");
        return false;
      case json::Kind::kString:
        text = *value.as_string();
        break;
      default:
        value.write(&text);
    }
    properties[std::string(name)] = std::move(text);
    return true;
  });
  if (!status.ok()) return status;
  return properties;
}

Result<Properties> parse_properties_json(std::string_view json) {
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(json));
  return read_properties(root);
}

}  // namespace pinflow::sink
