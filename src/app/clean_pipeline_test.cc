// The batch steps end to end: objects in, answers out, on the embedded stand-ins.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/batch_fixture.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class CleanPipelineTest : public BatchFixture {
 protected:
  Batch batch_{folder_};
};

TEST_F(CleanPipelineTest, AnswersQuestionsFromObjects) {
  ASSERT_TRUE(
      batch_.put("pin", 0, pin_line(1, "a") + pin_line(2, "b", R"("follower_count":"3M")")).ok());
  ASSERT_TRUE(batch_
                  .put("geo", 0,
                       R"({"ind":1,"timestamp":"2020-08-28 03:52:47","latitude":-89.9787,)"
                       R"("longitude":-173.293,"country":"Albania"})"
                       "\n"
                       R"({"ind":2,"timestamp":"2021-01-01T00:00:00","latitude":1,)"
                       R"("longitude":2.5,"country":"Chad"})"
                       "\n")
                  .ok());
  ASSERT_TRUE(batch_
                  .put("user", 0,
                       R"({"ind":1,"first_name":"Abigail","last_name":"Ali","age":20,)"
                       R"("date_joined":"2015-10-24 11:23:51"})"
                       "\n"
                       R"({"index":"2","first_name":"Dylan","last_name":"Holmes","age":"51",)"
                       R"("date_joined":"2016:10:23 14:06:51"})"
                       "\n")
                  .ok());
  Status done = batch_.run_all();
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch_.rows("SELECT * FROM pin ORDER BY ind"),
            (Rows{"1|a|t|d|1000|p|a,b|image|s|/data/art|art",
                  "2|b|t|d|3000000|p|a,b|image|s|/data/art|art"}));
  EXPECT_EQ(batch_.rows("SELECT * FROM geo ORDER BY ind"),
            (Rows{"1|Albania|[-89.9787,-173.293]|2020-08-28 03:52:47",
                  "2|Chad|[1.0,2.5]|2021-01-01 00:00:00"}));
  EXPECT_EQ(
      batch_.rows("SELECT * FROM users ORDER BY ind"),
      (Rows{"1|Abigail Ali|20|2015-10-24 11:23:51", "2|Dylan Holmes|51|2016-10-23 14:06:51"}));
  EXPECT_EQ(batch_.answered.size(), 9u);
  EXPECT_EQ(batch_.rows("SELECT * FROM demo_top_country", {"gold.demo_top_country"}),
            Rows{"Chad|3000000"});
  EXPECT_EQ(batch_.rows("SELECT * FROM demo_median_followers_by_age_group ORDER BY ALL",
                        {"gold.demo_median_followers_by_age_group"}),
            (Rows{"18-24|1000", "50+|3000000"}));
}

TEST_F(CleanPipelineTest, ChangesNothingWhenThereIsNothingNew) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a") + "not json\n").ok());
  ASSERT_TRUE(batch_.run_all().ok());
  auto versions = batch_.versions();
  EXPECT_TRUE(versions.contains("bronze.demo_pin_dead_letters"));
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.versions(), versions);
  Batch later(folder_);
  ASSERT_TRUE(later.run_all().ok());
  EXPECT_EQ(later.versions(), versions);
  EXPECT_EQ(later.gathered.objects, 0);
}

TEST_F(CleanPipelineTest, WorksWhenThereAreNoObjectsAtAll) {
  Status done = batch_.run_all();
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch_.rows("SELECT count(*) FROM pin"), Rows{"0"});
  EXPECT_EQ(batch_.ledger("pin"), clean::Ledger());
}

TEST_F(CleanPipelineTest, TakesNewObjectsInAnyOrderOfOffsets) {
  ASSERT_TRUE(batch_.put("pin", 10, pin_line(10, "k")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  ASSERT_TRUE(batch_.put("pin", 3, pin_line(3, "c") + pin_line(4, "d")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.rows("SELECT ind, unique_id FROM pin ORDER BY ind"),
            (Rows{"3|c", "4|d", "10|k"}));
  EXPECT_EQ(
      batch_.rows("SELECT _offset, _object FROM demo_pin WHERE index = 4", {"bronze.demo_pin"}),
      Rows{"4|topics/demo.pin/partition=0/demo.pin+0+0000000003.json"});
}

TEST_F(CleanPipelineTest, KeepsTheFirstOfDuplicatesAndLaysConflictsAside) {
  ASSERT_TRUE(batch_
                  .put("pin", 0,
                       pin_line(1, "a") + pin_line(2, "b") + pin_line(1, "a") + pin_line(7, "a") +
                           pin_line(1, "a"))
                  .ok());
  ASSERT_TRUE(batch_.run_all().ok());
  ASSERT_TRUE(batch_.put("pin", 5, pin_line(2, "b") + pin_line(8, "b") + pin_line(3, "c")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.rows("SELECT ind, unique_id FROM pin ORDER BY ind"),
            (Rows{"1|a", "2|b", "3|c"}));
  EXPECT_EQ(batch_.rows("SELECT reason, topic, \"partition\", \"offset\", \"index\", "
                        "decode(value) LIKE '{\"index\":_,\"unique_id\":%' "
                        "FROM demo_pin_dead_letters ORDER BY \"offset\"",
                        {"silver.demo_pin_dead_letters"}),
            (Rows{"key conflict|demo.pin|0|3|0|true", "key conflict|demo.pin|0|6|0|true"}));
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{8, 3, 3, 2}));
}

TEST_F(CleanPipelineTest, TellsRowsOfDatasetsWithoutAKeyApartByAllColumns) {
  std::string row = R"({"ind":1,"timestamp":"2020-08-28 03:52:47","latitude":1.5,"longitude":2,)";
  std::string albania = row + R"("country":"Albania"})" + "\n";
  std::string unknown = row + R"("country":null})" + "\n";
  ASSERT_TRUE(batch_.put("geo", 0, albania + unknown + albania + unknown).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.ledger("geo"), (clean::Ledger{4, 2, 2, 0}));
  ASSERT_TRUE(batch_.put("geo", 4, unknown + albania).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.ledger("geo"), (clean::Ledger{6, 2, 4, 0}));
}

TEST_F(CleanPipelineTest, KeepsWhatCannotBeDecodedWithItsBytes) {
  ASSERT_TRUE(batch_
                  .put("pin", 4,
                       "[" + pin_line(1, "a").substr(0, pin_line(1, "a").size() - 1) +
                           ",{\"ind\":7,\"country\":\"Chad\"}]\nbroken \xff\n" + pin_line(2, "b"))
                  .ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.rows("SELECT \"offset\", \"index\", reason LIKE '%unique_id%', "
                        "octet_length(value) FROM demo_pin_dead_letters ORDER BY \"offset\"",
                        {"bronze.demo_pin_dead_letters"}),
            (Rows{"4|1|true|26", "5|0|false|8"}));
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{4, 2, 0, 2}));
}

TEST_F(CleanPipelineTest, LaysRowsWithoutTheirKeyAside) {
  ASSERT_TRUE(batch_
                  .put("pin", 0,
                       R"({"index":1,"unique_id":"","title":"t"})"
                       "\n"
                       R"({"index":null,"unique_id":"a"})"
                       "\n")
                  .ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.rows("SELECT reason FROM demo_pin_dead_letters ORDER BY \"offset\"",
                        {"silver.demo_pin_dead_letters"}),
            (Rows{"unique_id is null", "ind is null"}));
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{2, 0, 0, 2}));
}

TEST_F(CleanPipelineTest, LeavesStrangeObjectsAlone) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a")).ok());
  ASSERT_TRUE(batch_.bucket->put("topics/demo.pin/notes.txt", "hello").ok());
  ASSERT_TRUE(batch_.gather("pin").ok());
  EXPECT_EQ(batch_.gathered.objects, 1);
  EXPECT_EQ(batch_.gathered.strange_names, 1);
}

TEST_F(CleanPipelineTest, TellsOfAChangedObjectAndReadsItAgainOnlyWhenAllAreRead) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a")).ok());
  ASSERT_TRUE(batch_.gather("pin").ok());
  EXPECT_EQ(batch_.gathered.changed, 0);
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(9, "z")).ok());
  ASSERT_TRUE(batch_.gather("pin").ok());
  EXPECT_EQ(batch_.gathered.changed, 1);
  EXPECT_EQ(batch_.gathered.objects, 0);
  ASSERT_TRUE(batch_.run_all(true).ok());
  EXPECT_EQ(batch_.rows("SELECT ind FROM pin"), Rows{"9"});
}

TEST_F(CleanPipelineTest, MakesTheSameTablesAnewWhenToldTo) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a") + "x\n" + pin_line(7, "a")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  ASSERT_TRUE(batch_.put("pin", 3, pin_line(2, "b") + pin_line(1, "a")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  auto rows = batch_.rows("SELECT * FROM pin ORDER BY ALL");
  auto ledger = batch_.ledger("pin");
  auto versions = batch_.versions();
  Status done = batch_.run_all(true);
  ASSERT_TRUE(done.ok()) << done.message();
  EXPECT_EQ(batch_.rows("SELECT * FROM pin ORDER BY ALL"), rows);
  EXPECT_EQ(batch_.ledger("pin"), ledger);
  EXPECT_EQ(ledger, (clean::Ledger{5, 2, 1, 2}));
  for (const auto& [name, version] : versions) EXPECT_GT(batch_.versions()[name], version) << name;
}

TEST_F(CleanPipelineTest, CleansAnewWhatGatherHasReadAnew) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a")).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  ASSERT_TRUE(batch_.bucket->remove("topics/demo.pin/partition=0/demo.pin+0+0000000000.json").ok());
  ASSERT_TRUE(batch_.put("pin", 1, pin_line(2, "b")).ok());
  ASSERT_TRUE(batch_.gather("pin", true).ok());
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(batch_.rows("SELECT ind FROM pin"), Rows{"2"});
  EXPECT_EQ(batch_.ledger("pin"), (clean::Ledger{1, 1, 0, 0}));
}

TEST_F(CleanPipelineTest, SplitsManyBytesIntoSeveralCommits) {
  for (int offset = 0; offset < 5; ++offset) {
    ASSERT_TRUE(batch_.put("pin", offset, pin_line(offset, std::to_string(offset))).ok());
  }
  clean::GatherOptions options;
  options.bucket_name = "user-demo-bucket";
  options.commit_bytes_max = 2 * pin_line(0, "0").size();
  auto report =
      clean::gather(batch_.site(), *batch_.pipeline.dataset("pin"), *batch_.bucket, options);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->objects, 5);
  EXPECT_EQ(batch_.versions()["bronze.demo_pin"], 3);
  ASSERT_TRUE(batch_.gather("pin").ok());
  EXPECT_EQ(batch_.gathered.objects, 0);
}

TEST_F(CleanPipelineTest, RefusesCleanSqlThatLosesRows) {
  ASSERT_TRUE(batch_.put("pin", 0, pin_line(1, "a") + pin_line(2, "b")).ok());
  ASSERT_TRUE(batch_.gather("pin").ok());
  batch_.pipeline.datasets[0].clean_sql += " WHERE index > 1";
  Status refused = batch_.clean("pin");
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_NE(refused.message().find("1 rows for 2"), std::string::npos) << refused.message();
  EXPECT_EQ(batch_.versions()["silver.demo_pin"], 0);
}

TEST_F(CleanPipelineTest, AnswersAgainWhenTheQuestionChanges) {
  ASSERT_TRUE(batch_.run_all().ok());
  batch_.pipeline.queries[0].sql = "SELECT 1 AS country, 'x' AS category, 2 AS category_count";
  EXPECT_EQ(batch_.run_all().code(), Code::kInvalidArgument);
  batch_.pipeline.queries[0].sql =
      "SELECT 'c' AS country, 'x' AS category, CAST(2 AS BIGINT) AS category_count";
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_TRUE(batch_.answered[0].changed);
  EXPECT_FALSE(batch_.answered[1].changed);
}

TEST(TableSchema, NamesAColumnThatNoTableCanHold) {
  auto schema = clean::table_schema({{"n", "HUGEINT"}, {"d", "DECIMAL(18,3)"}});
  ASSERT_TRUE(schema.ok());
  EXPECT_EQ(schema->columns[0].type, model::Type::kLong);
  EXPECT_EQ(schema->columns[1].type, model::Type::kDouble);
  EXPECT_NE(clean::table_schema({{"m", "MAP(VARCHAR, VARCHAR)"}}).status().message().find("'m'"),
            std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
