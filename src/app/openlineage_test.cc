#include "app/openlineage.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace pinflow::app {
namespace {

const LineageNames kNames{"shop", "daily", "urn:pinflow:7"};

LineageMoment moment(runs::State state) {
  LineageMoment moment;
  moment.run = runs::RunId{7};
  moment.created_at = UnixMillis(std::chrono::milliseconds(1'769'823'000'000));
  moment.state = state;
  moment.time = UnixMillis(std::chrono::milliseconds(1'769'823'000'007));
  return moment;
}

LineageMoment task_moment(runs::State state) {
  LineageMoment of_task = moment(state);
  of_task.task = runs::TaskRun{"clean", state, 1};
  return of_task;
}

LineageStep step() {
  LineageStep step{"clean", "silver.demo_pin", "SELECT max(n) AS best FROM raw_pin", {}};
  step.lineage.columns = {{"best", {{"bronze.demo_pin", "n"}}, query::Made::kAggregated}};
  step.lineage.influences = {{query::Influence::kFilter, {"bronze.demo_pin", "kind"}}};
  step.lineage.tables = {"bronze.demo_pin"};
  return step;
}

// The text at "run.runId" of an event; of a list its first element is meant.
std::string at(const std::string& event, const std::string& path) {
  json::Parser parser;
  std::optional<json::Element> place = *parser.parse(event);
  for (size_t begin = 0; place && begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (place->kind() == json::Kind::kArray) {
      std::optional<json::Element> first;
      place->each_element([&](json::Element element) {
        first = element;
        return false;
      });
      place = first;
      if (!place) return "";
    }
    place = (*place)[name];
    begin = end + 1;
  }
  return place ? std::string(place->as_string().value_or("")) : "";
}

TEST(OpenLineage, TellsOfATaskAndTheRunItIsPartOf) {
  const LineageStep made = step();
  const std::string event =
      openlineage_event(kNames, task_moment(runs::State::kSucceeded), {&made});
  EXPECT_EQ(at(event, "eventType"), "COMPLETE");
  EXPECT_EQ(at(event, "eventTime"), "2026-01-31T01:30:00.007Z");
  EXPECT_EQ(at(event, "job/namespace"), "shop");
  EXPECT_EQ(at(event, "job/name"), "daily.clean");
  const std::string of_run = openlineage_event(kNames, moment(runs::State::kRunning), {});
  EXPECT_EQ(at(of_run, "eventType"), "START");
  EXPECT_EQ(at(of_run, "job/name"), "daily");
  EXPECT_EQ(at(event, "run/facets/parent/run/runId"), at(of_run, "run/runId"));
  EXPECT_EQ(at(event, "run/facets/parent/job/name"), "daily");
}

TEST(OpenLineage, TellsWhichColumnsATablesColumnsComeFrom) {
  const LineageStep made = step();
  const std::string event =
      openlineage_event(kNames, task_moment(runs::State::kSucceeded), {&made});
  EXPECT_EQ(at(event, "inputs/name"), "bronze.demo_pin");
  EXPECT_EQ(at(event, "outputs/name"), "silver.demo_pin");
  EXPECT_EQ(at(event, "outputs/facets/schema/fields/name"), "best");
  const std::string lineage = "outputs/facets/columnLineage/";
  const std::string source = lineage + "fields/best/inputFields/";
  EXPECT_EQ(at(event, source + "name"), "bronze.demo_pin");
  EXPECT_EQ(at(event, source + "field"), "n");
  EXPECT_EQ(at(event, source + "transformations/subtype"), "AGGREGATION");
  EXPECT_EQ(at(event, lineage + "dataset/field"), "kind");
  EXPECT_EQ(at(event, lineage + "dataset/transformations/subtype"), "FILTER");
}

TEST(OpenLineage, SaysWhyATaskFailed) {
  LineageMoment failed = task_moment(runs::State::kFailed);
  failed.error = "no space left";
  const std::string event = openlineage_event(kNames, failed, {});
  EXPECT_EQ(at(event, "eventType"), "FAIL");
  EXPECT_EQ(at(event, "run/facets/errorMessage/message"), "no space left");
  const std::string cancelled = openlineage_event(kNames, moment(runs::State::kCancelled), {});
  EXPECT_EQ(at(cancelled, "eventType"), "ABORT");
}

TEST(OpenLineage, GivesARunTheSameIdWheneverItIsTold) {
  const std::string begun = openlineage_event(kNames, task_moment(runs::State::kRunning), {});
  const std::string ended = openlineage_event(kNames, task_moment(runs::State::kSucceeded), {});
  EXPECT_EQ(at(begun, "run/runId"), at(ended, "run/runId"));
  EXPECT_EQ(at(begun, "run/runId").size(), 36u);
  EXPECT_EQ(at(begun, "run/runId")[14], '8');
  LineageMoment other = task_moment(runs::State::kRunning);
  other.run = runs::RunId{8};
  EXPECT_NE(at(openlineage_event(kNames, other, {}), "run/runId"), at(begun, "run/runId"));
}

}  // namespace
}  // namespace pinflow::app
