#include "stream/metric_feed.h"

#include <algorithm>
#include <utility>

#include "stream/commit_rows.h"

namespace pinflow::stream {

MetricFeed::MetricFeed(const StreamConfig& config, metric::LiveMetrics* metrics) : config_(config) {
  if (metrics != nullptr) metrics_ = metrics->of(config.user_id, config.dataset->name);
}

Status MetricFeed::begin(query::Session& session, lake::DeltaTable& table,
                         const lake::Snapshot& snapshot) {
  if (metrics_.empty()) return Status();
  TRY(session.bind_table(config_.dataset->view, table, snapshot));
  if (asks_commits()) {
    TRY_ASSIGN(std::vector<CommitRow> commits, noted_commits(table));
    TRY(session.bind_view("commits", commits_sql(commits)));
  }
  for (const auto& [metric, live] : metrics_) {
    TRY_ASSIGN(metric::Partial whole, run(session, *metric));
    TRY(live->reset(whole, to_int64(snapshot.version)));
  }
  return Status();
}

bool MetricFeed::asks_commits() const {
  return std::ranges::any_of(
      metrics_, [](const metric::LiveMetrics::Named& named) { return named.metric->of_commits; });
}

Status MetricFeed::measure(CleanBatch& batch) {
  measured_.clear();
  if (metrics_.empty()) return Status();
  query::Session& session = batch.session();
  TRY(session.bind_view(config_.dataset->view, batch.admitted()));
  if (asks_commits()) {
    CommitRow commit{batch.batch().taken_at, batch.counts()};
    TRY(session.bind_view("commits", commits_sql({commit})));
  }
  for (const auto& [metric, live] : metrics_) {
    TRY_ASSIGN(metric::Partial partial, run(session, *metric));
    measured_.push_back(std::move(partial));
  }
  return Status();
}

Status MetricFeed::publish(model::Version version) {
  for (size_t i = 0; i < measured_.size(); ++i) {
    TRY(metrics_[i].live->apply(measured_[i], to_int64(version)));
  }
  measured_.clear();
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
