// flow_picture(): the pipeline as a picture of parts and the ways between them, for people.
#pragma once

#include <string>

#include "app/parts.h"

namespace pinflow::app {

// {"nodes": [{"id", "kind", "name", "user_id", "dataset"}], "edges": [[from, to], …]}, where `kind`
// is "topic", "connector", "stream", "bucket", "table" or "answers", and an id is the kind, a colon
// and the name. What is not there yet is in it too. Errors: those of user_ids() and
// stream_configs().
Result<std::string> flow_picture(Parts& parts);

}  // namespace pinflow::app
