#include "stream/arrival_notes.h"

#include <algorithm>
#include <ranges>

#include "base/crc32c.h"
#include "json/document.h"
#include "json/writer.h"
#include "metric/partial_json.h"

namespace pinflow::stream {
namespace {

// Of what decides which rows it gives.
int64_t definition_of(const model::Metric& metric) {
  std::string text = metric.sql + "\n" + metric.window;
  for (const auto& [column, how] : metric.merge) text += "\n" + column + "=" + how;
  return crc32c(text);
}

// The metric's part of a note's `state` or `change`.
std::optional<metric::Partial> find_partial(const std::string& note, const model::Metric& metric) {
  if (note.empty()) return std::nullopt;
  json::Parser parser;
  Result<json::Element> root = parser.parse(note);
  auto own = root.ok() ? (*root)[metric.name] : std::nullopt;
  auto of = own ? (*own)["of"] : std::nullopt;
  auto holds = own ? (*own)["holds"] : std::nullopt;
  if (!of || !holds || of->as_integer() != definition_of(metric)) return std::nullopt;
  Result<metric::Partial> partial = metric::parse_partial(*holds);
  if (!partial.ok()) return std::nullopt;
  bool is_whole = partial->columns.empty() ||
                  std::ranges::all_of(metric.merge | std::views::keys, [&](const auto& column) {
                    return std::ranges::find(partial->columns, column) != partial->columns.end();
                  });
  if (!is_whole) return std::nullopt;
  return std::move(*partial);
}

}  // namespace

std::string partials_json(const std::vector<MetricPartial>& partials) {
  json::Writer out;
  out.begin_object();
  for (const auto& [metric, partial] : partials) {
    out.key(metric->name).begin_object().member("of", definition_of(*metric)).key("holds");
    metric::write_partial(partial, &out);
    out.end_object();
  }
  return out.end_object().take();
}

NotedMetric noted_metric(const std::vector<lake::CommitNote>& notes, const model::Metric& metric) {
  NotedMetric noted;
  metric::Partial state;
  std::vector<metric::Partial> changes;  // The newest first.
  for (size_t i = 0; i < notes.size() && !noted.notes_since_state; ++i) {
    if (auto change = find_partial(notes[i].change, metric)) changes.push_back(std::move(*change));
    auto found = find_partial(notes[i].state, metric);
    if (!found) continue;
    state = std::move(*found);
    noted.notes_since_state = i;
  }
  ChangeSignal unheard;
  metric::LiveMetric replayed(metric, unheard);
  int64_t version = 0;
  // They have the metric's columns: find_partial() has looked.
  check(replayed.reset(state, version).ok());
  for (const metric::Partial& change : std::views::reverse(changes)) {
    check(replayed.apply(change, ++version).ok());
  }
  noted.holds = replayed.whole();
  return noted;
}

}  // namespace pinflow::stream
