#include "app/openlineage.h"

#include "http/sha256.h"
#include "json/writer.h"
#include "schedule/dag.h"

namespace pinflow::app {
namespace {

using json::Writer;

constexpr const char* kFacets = "https://openlineage.io/spec/facets/";

// A version 8 UUID (RFC 9562) of what names a run.
std::string run_uuid(const LineageNames& names, const LineageMoment& moment) {
  std::string text = names.name_space + "/" + names.dag + "/" +
                     std::to_string(static_cast<int64_t>(moment.run)) + "/" +
                     std::to_string(to_int64(moment.created_at)) + "/" +
                     (moment.task ? moment.task->task : "");
  std::string hex = http::to_hex(http::sha256(text)).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[hex[16] % 4];
  for (size_t at : {8, 13, 18, 23}) hex.insert(at, "-");
  return hex;
}

// "2026-01-31T01:30:00.007Z".
std::string event_time(UnixMillis time) {
  std::string text = schedule::time_text(time);
  const std::string millis = std::to_string(1000 + to_int64(time) % 1000);
  return text.replace(text.size() - 1, 1, "." + millis.substr(1) + "Z");
}

const char* event_type(runs::State state) {
  switch (state) {
    case runs::State::kSucceeded:
      return "COMPLETE";
    case runs::State::kFailed:
      return "FAIL";
    case runs::State::kSkipped:
    case runs::State::kCancelled:
      return "ABORT";
    default:
      return "START";
  }
}

std::string job_name(const LineageNames& names, const LineageMoment& moment) {
  return moment.task ? names.dag + "." + moment.task->task : names.dag;
}

// "schema" of "facets/1-2-0/SchemaDatasetFacet.json".
void begin_facet(const LineageNames& names, const char* name, const char* version,
                 const std::string& type, Writer* writer) {
  writer->key(name).begin_object().member("_producer", names.producer);
  writer->member("_schemaURL", kFacets + (version + ("/" + type)) + ".json#/$defs/" + type);
}

void write_run(const LineageNames& names, const LineageMoment& moment, Writer* writer) {
  writer->key("run").begin_object().member("runId", run_uuid(names, moment));
  writer->key("facets").begin_object();
  if (moment.task) {
    LineageMoment parent = moment;
    parent.task.reset();
    begin_facet(names, "parent", "1-2-0", "ParentRunFacet", writer);
    writer->key("run").begin_object().member("runId", run_uuid(names, parent)).end_object();
    writer->key("job").begin_object().member("namespace", names.name_space);
    writer->member("name", job_name(names, parent)).end_object().end_object();
  }
  if (!moment.error.empty()) {
    begin_facet(names, "errorMessage", "1-0-1", "ErrorMessageRunFacet", writer);
    writer->member("message", moment.error).member("programmingLanguage", "C++").end_object();
  }
  writer->end_object().end_object();
}

void write_job(const LineageNames& names, const LineageMoment& moment, Writer* writer) {
  writer->key("job").begin_object().member("namespace", names.name_space);
  writer->member("name", job_name(names, moment)).key("facets").begin_object();
  begin_facet(names, "jobType", "2-0-4", "JobTypeJobFacet", writer);
  writer->member("processingType", "BATCH").member("integration", "PINFLOW");
  writer->member("jobType", moment.task ? "TASK" : "DAG").end_object();
  writer->end_object().end_object();
}

void write_source(const std::string& name_space, const query::SourceColumn& source,
                  const char* type, const char* subtype, Writer* writer) {
  writer->begin_object().member("namespace", name_space).member("name", source.table);
  writer->member("field", source.column).key("transformations").begin_array().begin_object();
  writer->member("type", type).member("subtype", subtype).member("masking", false);
  writer->end_object().end_array().end_object();
}

const char* subtype(query::Made made) {
  constexpr const char* kSubtypes[] = {"IDENTITY", "TRANSFORMATION", "AGGREGATION"};
  return kSubtypes[static_cast<size_t>(made)];
}

const char* subtype(query::Influence influence) {
  constexpr const char* kSubtypes[] = {"JOIN", "FILTER", "GROUP_BY", "WINDOW", "SORT"};
  return kSubtypes[static_cast<size_t>(influence)];
}

void write_column_lineage(const LineageNames& names, const query::Lineage& lineage,
                          Writer* writer) {
  begin_facet(names, "columnLineage", "1-2-0", "ColumnLineageDatasetFacet", writer);
  writer->key("fields").begin_object();
  for (const query::Lineage::Column& column : lineage.columns) {
    writer->key(column.name).begin_object().key("inputFields").begin_array();
    for (const query::SourceColumn& source : column.from) {
      write_source(names.name_space, source, "DIRECT", subtype(column.made), writer);
    }
    writer->end_array().end_object();
  }
  writer->end_object().key("dataset").begin_array();
  for (const auto& [influence, source] : lineage.influences) {
    write_source(names.name_space, source, "INDIRECT", subtype(influence), writer);
  }
  writer->end_array().end_object();
}

void write_output(const LineageNames& names, const LineageStep& step, Writer* writer) {
  writer->begin_object().member("namespace", names.name_space).member("name", step.table);
  writer->key("facets").begin_object();
  begin_facet(names, "schema", "1-2-0", "SchemaDatasetFacet", writer);
  writer->key("fields").begin_array();
  for (const query::Lineage::Column& column : step.lineage.columns) {
    writer->begin_object().member("name", column.name).end_object();
  }
  writer->end_array().end_object();
  write_column_lineage(names, step.lineage, writer);
  writer->end_object().end_object();
}

}  // namespace

std::string openlineage_event(const LineageNames& names, const LineageMoment& moment,
                              const std::vector<const LineageStep*>& steps) {
  Writer writer;
  writer.begin_object().member("eventType", event_type(moment.state));
  writer.member("eventTime", event_time(moment.time)).member("producer", names.producer);
  writer.member("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
  write_run(names, moment, &writer);
  write_job(names, moment, &writer);
  std::set<std::string> inputs;
  for (const LineageStep* step : steps) {
    inputs.insert(step->lineage.tables.begin(), step->lineage.tables.end());
  }
  writer.key("inputs").begin_array();
  for (const std::string& table : inputs) {
    writer.begin_object().member("namespace", names.name_space).member("name", table).end_object();
  }
  writer.end_array().key("outputs").begin_array();
  for (const LineageStep* step : steps) write_output(names, *step, &writer);
  writer.end_array().end_object();
  return writer.take();
}

}  // namespace pinflow::app
