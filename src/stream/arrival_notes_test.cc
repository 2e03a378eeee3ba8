#include "stream/arrival_notes.h"

#include <gtest/gtest.h>

namespace pinflow::stream {
namespace {

model::Metric sales() {
  model::Metric metric;
  metric.name = "sales";
  metric.sql = "SELECT item, count(*) AS count FROM arrivals GROUP BY item";
  metric.merge = {{"count", "sum"}};
  metric.of_arrivals = true;
  return metric;
}

std::string of(const model::Metric& metric, int64_t count) {
  return partials_json({{&metric, {{"item", "count"}, {{"tea", count}}}}});
}

// A commit's note; the states are what there was before the commit.
lake::CommitNote note(std::string state, std::string change) {
  return {false, {}, {}, std::move(state), std::move(change)};
}

int64_t count_in(const NotedMetric& noted) {
  return noted.holds.rows.empty() ? 0 : std::get<int64_t>(noted.holds.rows[0][1]);
}

TEST(ArrivalNotes, ComeToTheNewestStateWithTheChangesSince) {
  const model::Metric metric = sales();
  NotedMetric noted =
      noted_metric({note("", of(metric, 1)), note("", ""), note(of(metric, 100), of(metric, 10)),
                    note(of(metric, 5000), of(metric, 1000))},
                   metric);
  EXPECT_EQ(count_in(noted), 111);
  EXPECT_EQ(noted.notes_since_state, 2u);
}

TEST(ArrivalNotes, BeginWithTheChangesThatAreLeftWhereNoStateIs) {
  const model::Metric metric = sales();
  NotedMetric noted = noted_metric({note("", of(metric, 1)), note("", of(metric, 2))}, metric);
  EXPECT_EQ(count_in(noted), 3);
  EXPECT_FALSE(noted.notes_since_state);
  EXPECT_TRUE(noted_metric({}, metric).holds.columns.empty());
}

TEST(ArrivalNotes, OfAnotherDefinitionAreOfNoUse) {
  const model::Metric metric = sales();
  model::Metric changed = metric;
  changed.sql += " HAVING item <> 'rum'";
  std::vector<lake::CommitNote> notes = {note(of(metric, 100), of(metric, 10))};
  EXPECT_EQ(count_in(noted_metric(notes, changed)), 0);
  EXPECT_EQ(count_in(noted_metric(notes, metric)), 110);
}

TEST(ArrivalNotes, ThatSomebodyHasSpoiltArePassedOver) {
  const model::Metric metric = sales();
  std::string text = of(metric, 7);
  EXPECT_EQ(count_in(noted_metric({note("[1]", "nothing"), note("", text)}, metric)), 7);
  text.replace(text.find("count"), 5, "thing");
  EXPECT_EQ(count_in(noted_metric({note("", text)}, metric)), 0);
}

}  // namespace
}  // namespace pinflow::stream
