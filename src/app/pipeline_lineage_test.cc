#include "app/pipeline_lineage.h"

#include <algorithm>

#include "app/batch_fixture.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

class PipelineLineage : public testing::Test {
 protected:
  std::vector<LineageStep> steps() {
    return *pipeline_lineage(batch_.pipeline, "demo", *batch_.engine);
  }
  // "how from" of a column's rows; of influences where `column` is "".
  std::vector<std::string> rows(const std::string& table, const std::string& column) {
    std::vector<std::string> found;
    const std::vector<LineageStep> all = steps();
    for (const auto& row : lineage_rows(upstream_of(all, table)).rows) {
      auto text = [&](size_t at) { return std::get<std::string>(row[at]); };
      if (text(0) == table && text(1) == column) found.push_back(text(2) + " " + text(3));
    }
    return found;
  }

  TemporaryFolder folder_{"pinflow-lineage"};
  Batch batch_{folder_.path()};
};

using Texts = std::vector<std::string>;

TEST_F(PipelineLineage, FollowsAColumnFromTheTopicToTheAnswer) {
  EXPECT_EQ(rows("gold.demo_top_country", "country"), Texts{"copied silver.demo_geo.country"});
  EXPECT_EQ(rows("gold.demo_top_country", "follower_count"),
            Texts{"aggregated silver.demo_pin.follower_count"});
  EXPECT_EQ(rows("silver.demo_pin", "follower_count"),
            Texts{"computed bronze.demo_pin.follower_count"});
  EXPECT_EQ(rows("bronze.demo_pin", "follower_count"), Texts{"copied demo.pin.follower_count"});
}

TEST_F(PipelineLineage, NamesWhatRowsHangOn) {
  const Texts influences = rows("gold.demo_top_country", "");
  EXPECT_TRUE(std::ranges::count(influences, "joins by silver.demo_pin.ind"));
  EXPECT_TRUE(std::ranges::count(influences, "filters by silver.demo_geo.country"));
  EXPECT_TRUE(std::ranges::count(influences, "groups by silver.demo_geo.country"));
}

TEST_F(PipelineLineage, GivesWhatATableIsMadeOfItselfFirst) {
  const std::vector<LineageStep> all = steps();
  std::vector<std::string> tables;
  for (const LineageStep* step : upstream_of(all, "gold.demo_top_country")) {
    tables.push_back(step->table);
  }
  ASSERT_EQ(tables.size(), 5u);
  EXPECT_EQ(tables.front(), "gold.demo_top_country");
  EXPECT_TRUE(std::ranges::count(tables, "bronze.demo_geo"));
  EXPECT_TRUE(upstream_of(all, "gold.nothing").empty());
}

TEST_F(PipelineLineage, TellsOfEveryTableAndMetricOfThePipeline) {
  const size_t datasets = batch_.pipeline.datasets.size();
  EXPECT_EQ(steps().size(),
            3 * datasets + batch_.pipeline.queries.size() + batch_.pipeline.metrics.size());
  for (const LineageStep& step : steps()) EXPECT_FALSE(step.lineage.tables.empty()) << step.table;
}

}  // namespace
}  // namespace pinflow::app
