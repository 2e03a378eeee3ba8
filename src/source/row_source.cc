#include "source/row_source.h"

#include "json/writer.h"

namespace pinflow::source {

std::string to_json(const model::Schema& schema, const Row& row) {
  check(schema.columns.size() == row.size());
  json::Writer writer;
  writer.begin_object();
  for (size_t index = 0; index < row.size(); ++index) {
    const model::Column& column = schema.columns[index];
    writer.key(column.name);
    if (const auto* integer = std::get_if<int64_t>(&row[index])) {
      if (column.type == model::Type::kBoolean) {
        writer.value(*integer != 0);
      } else {
        writer.value(*integer);
      }
    } else if (const auto* number = std::get_if<double>(&row[index])) {
      writer.value(*number);
    } else if (const auto* text = std::get_if<std::string>(&row[index])) {
      writer.value(std::string_view(*text));
    } else {
      writer.null();
    }
  }
  writer.end_object();
  return writer.take();
}

}  // namespace pinflow::source
