// The metrics live in one prometheus-cpp registry; ours are thin handles on its series.
#include "telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "base/check.h"

namespace pinflow::telemetry {
namespace {

// Never destroyed: handles live as long as the process.
const std::shared_ptr<prometheus::Registry>& registry() {
  static const auto& only =
      *new std::shared_ptr<prometheus::Registry>(std::make_shared<prometheus::Registry>());
  return only;
}

struct RegisteredCounter final : Counter {
  explicit RegisteredCounter(prometheus::Counter& in_registry) : series(in_registry) {}
  void add(double by) override { series.Increment(by); }
  prometheus::Counter& series;
};

struct RegisteredGauge final : Gauge {
  explicit RegisteredGauge(prometheus::Gauge& in_registry) : series(in_registry) {}
  void set(double to) override { series.Set(to); }
  prometheus::Gauge& series;
};

struct RegisteredHistogram final : Histogram {
  explicit RegisteredHistogram(prometheus::Histogram& in_registry) : series(in_registry) {}
  void observe(double seconds) override { series.Observe(seconds); }
  prometheus::Histogram& series;
};

// The handle of this name and these labels, made at its first use. A name that Prometheus does
// not allow, or that another kind of metric has, is our own mistake.
template <class Handle, class Builder, class... Settings>
Handle& find_or_add(Builder builder, std::string_view name, std::string_view help,
                    const Labels& labels, const Settings&... settings) {
  using Key = std::pair<std::string, Labels>;
  static auto& mutex = *new std::mutex;
  static auto& handles = *new std::map<Key, std::unique_ptr<Handle>>;
  std::lock_guard lock(mutex);
  std::unique_ptr<Handle>& handle = handles[Key(name, labels)];
  if (handle) return *handle;
  try {
    auto& family = builder.Name(std::string(name)).Help(std::string(help)).Register(*registry());
    handle = std::make_unique<Handle>(family.Add(labels, settings...));
  } catch (const std::exception&) {
    check(false);
  }
  return *handle;
}

}  // namespace

Counter& counter(std::string_view name, std::string_view help, const Labels& labels) {
  return find_or_add<RegisteredCounter>(prometheus::BuildCounter(), name, help, labels);
}

Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels) {
  return find_or_add<RegisteredGauge>(prometheus::BuildGauge(), name, help, labels);
}

Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels) {
  static const prometheus::Histogram::BucketBoundaries kSeconds = {
      0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30};
  return find_or_add<RegisteredHistogram>(prometheus::BuildHistogram(), name, help, labels,
                                          kSeconds);
}

std::string prometheus_text() {
  return prometheus::TextSerializer().Serialize(registry()->Collect());
}

}  // namespace pinflow::telemetry
