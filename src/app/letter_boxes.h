// The dead letters of a data folder: those of the streams, which can be mended, and all of them as
// rows for people.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/parts.h"
#include "stream/letter_box.h"

namespace pinflow::app {

// The dead letters of one stream's table.
struct Box {
  stream::StreamConfig config;
  std::unique_ptr<stream::LetterBox> letters;
};

// One for each user and dataset. Refers to `parts`.
Result<std::vector<std::unique_ptr<Box>>> open_boxes(Parts& parts);

// The box that has the letter. Errors: kNotFound: nobody has it; kInvalidArgument: it is one of the
// batch way.
Result<Box*> box_of(Parts& parts, const std::vector<std::unique_ptr<Box>>& boxes,
                    const stream::LetterId& id);

// Puts the named letters into their tables, or all of the stream tables whose reason says `reason`.
// Errors: as box_of(); those of LetterBox::replay().
Result<stream::ReplayReport> replay_letters(Parts& parts, const std::vector<stream::LetterId>& ids);
Result<stream::ReplayReport> replay_reason(Parts& parts, const std::string& reason);

// The tables of dead letters, of streams and of the batch way, whose name says `wanted`.
Result<std::vector<std::string>> letter_tables(Parts& parts, const std::string& wanted);

// "table", "id", "reason", "recorded_at", "value" of the letters for which the SQL `condition`
// holds.
Result<query::Table> select_letters(Parts& parts, const std::vector<std::string>& tables,
                                    const std::string& condition, size_t count_max);

}  // namespace pinflow::app
