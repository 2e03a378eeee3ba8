// CopyPlace: an end of `pinflow copy`, named by a URI or by a noun that is configured.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "app/config.h"
#include "app/parts.h"

namespace pinflow::app {

struct CopyPlace {
  std::string where;  // "kafka://b-1:9092"; no password is in it.
  std::variant<std::shared_ptr<eventlog::EventLog>, std::shared_ptr<objects::Store>> noun;

  eventlog::EventLog* log() const;  // Null where it is objects.
  objects::Store* objects() const;  // Null where it is a log.
};

// `uri`: kafka://HOST:PORT[,…], kinesis://REGION, eventlog:FOLDER (the embedded log of a data
// folder); s3://BUCKET[/FOLDER], file:FOLDER or a path; or "eventlog", "lake": what is configured.
// `?name=value` is as for verify-backend. `folder` is for what the place keeps between two runs;
// `config` and `parts`, made of it, outlive the place. Opens it. Errors: kInvalidArgument; those of
// opening.
Result<CopyPlace> open_copy_place(const std::string& uri, Config config, Parts& parts,
                                  const std::filesystem::path& folder);

}  // namespace pinflow::app
