// RecordSplitter: finds the JSON objects of a body in which they stand one after the other, while
// the body still comes. Each byte is looked at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pinflow::gateway {

class RecordSplitter {
 public:
  void add(std::string_view bytes);  // What next() gave before is gone then.
  // The next object that is whole, up to the bracket that closes it: whether it is good JSON is for
  // its reader to find out.
  std::optional<std::string_view> next();
  // How much there is of an object that is not whole yet.
  size_t begun_bytes();

 private:
  void skip_blanks();

  std::string text_;
  size_t begin_ = 0;    // Of the object that next() gives next.
  size_t scanned_ = 0;  // So far it has been looked at; what follows is about this place.
  size_t depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
};

}  // namespace pinflow::gateway
