// Counters, gauges and histograms, named pinflow_<folder>_<noun>_<unit>[_total].
//
//   Threads:   any. Handles live as long as the process; take them once, not per event.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pinflow::telemetry {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double by = 1) = 0;
};
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double to) = 0;
};
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double seconds) = 0;  // Buckets from 0.1 ms to 30 s.
};

// The same name and labels give the same object.
Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});

// All of them in Prometheus' text format 0.0.4.
std::string prometheus_text();

}  // namespace pinflow::telemetry
