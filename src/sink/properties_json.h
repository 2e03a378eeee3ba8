// A connector's properties as the JSON object that Connect's REST API and the RunStore hold.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "json/document.h"
#include "sink/properties.h"

namespace pinflow::sink {

std::string properties_json(const Properties& properties);  // {"flush.size":"1",…}

// Numbers and flags are taken as their text, as Connect does; null leaves a property out.
// Errors: kInvalidArgument: no object, or a property that is an object or a list.
Result<Properties> read_properties(json::Element object);
Result<Properties> parse_properties_json(std::string_view json);

}  // namespace pinflow::sink
