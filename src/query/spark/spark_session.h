// A Session of Spark's. `local` is a session of the engine beside it, which knows the same names
// as empty relations: it refuses SQL that only Spark takes, and tells an answer's columns as they
// are in every engine's tables.
#pragma once

#include <memory>
#include <string>

#include "query/engine.h"
#include "query/spark/spark_driver.h"

namespace pinflow::query {

Result<std::unique_ptr<Session>> open_spark_session(std::shared_ptr<SparkDriver> driver,
                                                    std::string name,
                                                    std::unique_ptr<Session> local);

}  // namespace pinflow::query
