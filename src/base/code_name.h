// code_name(): what a Code is called in answers and messages: "not_found".
#pragma once

#include <string_view>

#include "base/result.h"

namespace pinflow {

std::string_view code_name(Code code);

}  // namespace pinflow
