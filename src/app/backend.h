// Backend: what stands in for a noun, named by a URI or by the noun whose configuration says it,
// and opened in a place of its own, so that promises can be tried on it beside others' data.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "app/parts.h"
#include "eventlog/event_log_promises.h"
#include "objects/store_promises.h"
#include "source/row_source_promises.h"

namespace pinflow::app {

// Each gives the place of this name: "pinflow-verify-1b2c-3". Nothing is made before it is opened.
using StorePlaces = std::function<objects::StorePlace(const std::string& name)>;
using EventLogPlaces = std::function<eventlog::EventLogPlace(const std::string& name)>;
using RowSourcePlaces = std::function<source::RowSourcePlace(const std::string& name)>;

struct Backend {
  std::string noun;   // "objects"
  std::string where;  // "s3://bucket/folder"; no password is in it.
  std::variant<StorePlaces, EventLogPlaces, RowSourcePlaces> places;
};

// `uri`: s3://BUCKET[/FOLDER], file:FOLDER or a path, kafka://HOST:PORT[,…], kinesis://REGION,
// mysql://…, postgresql://…, sqlite:FILE, a db_creds.yaml; or "eventlog", "objects", "lake",
// "source": what is configured. `?name=value` behind S3's, Kafka's and Kinesis' is one more setting
// of [objects.s3], [eventlog.kafka.properties] or [eventlog.kinesis]; what it leaves out is as
// configured. `config` and `parts`, made of it, outlive the Backend. Opens nothing. Errors:
// kInvalidArgument, naming what is near.
Result<Backend> find_backend(const std::string& uri, Config* config, Parts& parts);

}  // namespace pinflow::app
