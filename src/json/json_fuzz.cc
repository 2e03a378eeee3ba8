// Throws bytes at everything that reads JSON, and holds the readers to each other.
#include "base/check.h"
#include "json/compact.h"
#include "json/document.h"
#include "json/slice.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pinflow::json;
  std::string_view text(reinterpret_cast<const char*>(data), size);

  std::string once;
  bool is_json = compact(text, &once).ok();
  if (is_json) {
    std::string twice;
    pinflow::check(compact(once, &twice).ok());
    pinflow::check(once == twice);
  }

  Parser parser;
  pinflow::Result<Element> element = parser.parse(text);
  pinflow::check(is_json || !element.ok());
  if (element.ok()) {
    std::string written;
    element->write(&written);
    pinflow::check(parser.parse(once).ok());
    pinflow::check(parser.parse(written).ok());
  }

  constexpr std::string_view kFields[] = {"k", "v"};
  pinflow::Result<SlicedObjects> objects = slice_objects(text, "r", kFields);
  pinflow::check(is_json || objects.status().code() == pinflow::Code::kInvalidArgument);
  for (size_t index = 0; objects.ok() && index < objects->size(); ++index) {
    for (Slice slice : (*objects)[index]) {
      std::string value;
      pinflow::check(slice.data() == nullptr || compact(slice, &value).ok());
    }
  }
  return 0;
}
