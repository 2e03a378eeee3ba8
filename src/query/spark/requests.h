// Requests to the driver and its answers, as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "model/pipeline.h"
#include "model/schema.h"
#include "query/engine.h"

namespace pinflow::query {

// An object with these two members, still open.
json::Writer begin_request(std::string_view session, std::string_view operation);
void write_schema(const model::Schema& schema, json::Writer* out);  // [["ind", "long"], …]
void write_dataset(const model::Dataset& dataset, const model::Schema& schema, json::Writer* out);
void write_objects(const std::vector<ObjectToGather>& objects, json::Writer* out);

// Spark reads "s3a://" where the store says "s3://".
std::string spark_url(const std::string& url);

Table table_of(json::Element answer);
std::vector<lake::DataFile> files_of(json::Element answer);
GatheredObjects gathered_of(json::Element answer, const std::vector<ObjectToGather>& objects);

}  // namespace pinflow::query
