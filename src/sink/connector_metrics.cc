#include "sink/connector_metrics.h"

namespace pinflow::sink {
namespace {

telemetry::Counter& counter(const char* name, const char* help, const std::string& connector) {
  return telemetry::counter(name, help, {{"connector", connector}});
}

}  // namespace

ConnectorMetrics::ConnectorMetrics(const std::string& connector)
    : written_(
          counter("pinflow_sink_records_written_total", "records put into objects", connector)),
      skipped_(counter("pinflow_sink_records_skipped_total",
                       "records left out as the properties say", connector)),
      lost_(counter("pinflow_sink_records_lost_total",
                    "records that retention deleted before they were read", connector)),
      objects_(counter("pinflow_sink_objects_put_total", "objects put", connector)),
      failures_(counter("pinflow_sink_failures_total", "attempts that failed", connector)) {}

void ConnectorMetrics::count(const TaskCounts& before, const TaskCounts& after, bool failed) {
  written_.add(static_cast<double>(after.records_written - before.records_written));
  skipped_.add(static_cast<double>(after.records_skipped - before.records_skipped));
  lost_.add(static_cast<double>(after.records_lost - before.records_lost));
  objects_.add(static_cast<double>(after.objects_put - before.objects_put));
  if (failed) failures_.add();
}

}  // namespace pinflow::sink
