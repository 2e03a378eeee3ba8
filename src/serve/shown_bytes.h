// write_bytes(): bytes in JSON, as people can read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/writer.h"

namespace pinflow::serve {

// "name":…,"name_encoding":"json", "text", "base64" or "none", which is null.
void write_bytes(const std::string& name, const std::optional<std::string>& bytes,
                 json::Writer* writer);

// The longest beginning of UTF-8 text that does not end within a letter; all of what is no text.
std::string_view whole_letters(std::string_view bytes);

}  // namespace pinflow::serve
