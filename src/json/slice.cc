// One walk of the Reader over the whole body: what is sliced and what is skipped is all checked.
#include "json/slice.h"

#include <optional>
#include <string>

#include "json/compact.h"
#include "json/reader.h"

namespace pinflow::json {
namespace {

// A member's name as asked for, however the text escapes it.
bool is_name(std::string_view raw_name, std::string_view name) {
  std::string_view inner = raw_name.substr(1, raw_name.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return inner == name;
  std::string plain;
  compact_valid(raw_name, &plain);
  return std::string_view(plain).substr(1, plain.size() - 2) == name;
}

struct Slicer {
  Reader reader;
  std::span<const std::string_view> field_names;
  SlicedObjects sliced;
  std::optional<size_t> not_an_object;  // Index of the first such element.

  void slice_object() {
    size_t begin = sliced.fields.size();
    sliced.fields.resize(begin + sliced.field_count);
    std::string_view raw_name;
    std::string_view raw_value;
    reader.enter();
    while (reader.next_member(&raw_name) && reader.read_value(&raw_value)) {
      for (size_t field = 0; field < field_names.size(); ++field) {
        if (is_name(raw_name, field_names[field])) sliced.fields[begin + field] = raw_value;
      }
    }
  }

  void slice_array() {
    sliced.fields.clear();
    not_an_object.reset();
    std::string_view raw_value;
    reader.enter();
    for (size_t index = 0; reader.next_element(); ++index) {
      if (reader.peek() == '{') {
        slice_object();
      } else if (reader.read_value(&raw_value) && !not_an_object) {
        not_an_object = index;
      }
    }
  }
};

}  // namespace

Result<SlicedObjects> slice_objects(std::string_view body, std::string_view array_name,
                                    std::span<const std::string_view> field_names) {
  check(!field_names.empty());
  Slicer slicer{.reader = Reader(body),
                .field_names = field_names,
                .sliced = {.field_count = field_names.size(), .fields = {}},
                .not_an_object = {}};
  Reader& reader = slicer.reader;
  std::string_view raw_name;
  std::string_view raw_value;
  bool found = false;
  if (reader.peek() != '{') {
    reader.read_value(&raw_value);
    TRY(reader.finish());
    return Status(Code::kNotFound, "the body is not a JSON object");
  }
  reader.enter();
  while (reader.next_member(&raw_name)) {
    bool is_wanted = is_name(raw_name, array_name);
    if (is_wanted) found = reader.peek() == '[';
    if (is_wanted && found) {
      slicer.slice_array();
    } else {
      reader.read_value(&raw_value);
    }
  }
  TRY(reader.finish());
  if (!found) {
    return Status(Code::kNotFound, "the body has no array '" + std::string(array_name) + "'");
  }
  if (slicer.not_an_object) {
    return Status(Code::kOutOfRange, std::string(array_name) + "[" +
                                         std::to_string(*slicer.not_an_object) +
                                         "] is not an object");
  }
  return std::move(slicer.sliced);
}

}  // namespace pinflow::json
