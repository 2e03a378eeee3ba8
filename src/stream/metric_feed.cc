#include "stream/metric_feed.h"

#include <algorithm>
#include <utility>

#include "stream/arrival_notes.h"
#include "stream/commit_rows.h"

namespace pinflow::stream {
namespace {

// A start reads so many changes more at most; a state is as large as many of them.
constexpr size_t kNotesPerState = 100;

// No more groups and windows than the metric keeps: what is noted has to stay small.
Result<metric::Partial> bounded(const metric::Partial& partial, const model::Metric& metric) {
  ChangeSignal unheard;
  metric::LiveMetric alone(metric, unheard);
  TRY(alone.apply(partial, 0));
  return alone.whole();
}

}  // namespace

MetricFeed::MetricFeed(const StreamConfig& config, metric::LiveMetrics* metrics) : config_(config) {
  if (metrics == nullptr) return;
  metrics_ = metrics->of(config.user_id, config.dataset->name);
  for (const auto& [metric, live] : metrics_) {
    asks_commits_ = asks_commits_ || metric->of_commits;
    if (!metric->of_arrivals) continue;
    for (const model::Column& column : stream::arrival_columns(*metric, *config.dataset).columns) {
      if (arrival_columns_.index_of(column.name)) continue;
      arrival_columns_.columns.push_back(column);
    }
  }
}

Status MetricFeed::begin(query::Session& session, lake::DeltaTable& table,
                         const lake::Snapshot& snapshot) {
  if (metrics_.empty()) return Status();
  TRY(session.bind_table(config_.dataset->view, table, snapshot));
  std::vector<lake::CommitNote> notes;
  if (asks_commits_ || !arrival_columns_.columns.empty()) {
    TRY_ASSIGN(notes, newest_notes(table, snapshot.version));
  }
  if (asks_commits_) TRY(session.bind_view("commits", commits_sql(noted_commits(notes))));
  TRY(begin_with_rows(session, to_int64(snapshot.version)));
  begin_with_notes(notes, to_int64(snapshot.version));
  return Status();
}

Status MetricFeed::begin_with_rows(query::Session& session, int64_t version) {
  for (const auto& [metric, live] : metrics_) {
    if (metric->of_arrivals) continue;
    TRY_ASSIGN(metric::Partial whole, run(session, *metric));
    TRY(live->reset(whole, version));
  }
  return Status();
}

void MetricFeed::begin_with_notes(const std::vector<lake::CommitNote>& notes, int64_t version) {
  notes_since_state_ = 0;
  for (const auto& [metric, live] : metrics_) {
    if (!metric->of_arrivals) continue;
    NotedMetric noted = noted_metric(notes, *metric);
    check(live->reset(noted.holds, version).ok());  // Its own columns, or none.
    notes_since_state_ =
        std::max(notes_since_state_, noted.notes_since_state.value_or(kNotesPerState));
  }
}

Status MetricFeed::measure(CleanBatch& batch) {
  measured_.clear();
  if (metrics_.empty()) return Status();
  query::Session& session = batch.session();
  TRY(session.bind_view(config_.dataset->view, batch.admitted()));
  if (asks_commits_) {
    CommitRow commit{batch.batch().taken_at, batch.counts()};
    TRY(session.bind_view("commits", commits_sql({commit})));
  }
  TRY(batch.bind_arrivals());
  for (const auto& [metric, live] : metrics_) {
    TRY_ASSIGN(metric::Partial partial, run(session, *metric));
    if (metric->of_arrivals) {
      TRY_ASSIGN(partial, bounded(partial, *metric));
    }
    measured_.push_back(std::move(partial));
  }
  return session.unbind(kArrivals);
}

bool MetricFeed::is_state_due() const { return notes_since_state_ >= kNotesPerState; }

void MetricFeed::write_to_note(lake::CommitNote* note) const {
  if (arrival_columns_.columns.empty()) return;
  std::vector<MetricPartial> states, changes;
  for (size_t i = 0; i < measured_.size(); ++i) {
    const auto& [metric, live] = metrics_[i];
    if (!metric->of_arrivals) continue;
    // Of the version before this commit, which fails if another stream's comes in between.
    if (is_state_due()) states.push_back({metric, live->whole()});
    if (!measured_[i].rows.empty()) changes.push_back({metric, measured_[i]});
  }
  if (!states.empty()) note->state = partials_json(states);
  if (!changes.empty()) note->change = partials_json(changes);
}

Status MetricFeed::publish(model::Version version) {
  for (size_t i = 0; i < measured_.size(); ++i) {
    TRY(metrics_[i].live->apply(measured_[i], to_int64(version)));
  }
  measured_.clear();
  notes_since_state_ = is_state_due() ? 1 : notes_since_state_ + 1;
  return Status();
}

Result<metric::Partial> MetricFeed::run(query::Session& session,
                                        const model::Metric& metric) const {
  Result<query::Table> answer = session.query(metric.sql);
  if (!answer.ok()) return answer.status().with_context("metric " + metric.name);
  metric::Partial partial;
  for (const query::Table::Column& column : answer->columns) partial.columns.push_back(column.name);
  partial.rows = std::move(answer->rows);
  return partial;
}

}  // namespace pinflow::stream
