#include "query/spark/requests.h"

#include <gtest/gtest.h>

namespace pinflow::query {
namespace {

// An answer of the driver, parsed.
struct Parsed {
  explicit Parsed(std::string_view text) : root(*parser.parse(text)) {}
  json::Parser parser;
  json::Element root;
};

TEST(SparkRequests, BucketsGoByTheNameThatHadoopGivesThem) {
  EXPECT_EQ(spark_url("s3://bucket/a/b"), "s3a://bucket/a/b");
  EXPECT_EQ(spark_url("file:///data/a"), "file:///data/a");
}

TEST(SparkRequests, ADatasetTellsWhatDecodingNeeds) {
  model::Dataset dataset;
  dataset.raw = {{{"id", model::Type::kLong}}};
  dataset.aliases = {{"number", "id"}};
  dataset.required = {"id"};
  json::Writer out = begin_request("s", "gather");
  out.key("dataset");
  write_dataset(dataset, {{{"id", model::Type::kLong}, {"_offset", model::Type::kLong}}}, &out);
  EXPECT_EQ(out.end_object().text(),
            R"({"session":"s","do":"gather","dataset":{"columns":[["id","long"]],)"
            R"("bronze":[["id","long"],["_offset","long"]],"aliases":{"number":"id"},)"
            R"("required":["id"],"reject_unknown":false}})");
}

TEST(SparkRequests, AnObjectReadInPartTellsWhichOnes) {
  ObjectToGather object;
  object.key = "k";
  object.url = "s3://b/k";
  object.from.topic = "t";
  object.parts = {{{2, 10, 5}}};
  object.crc = 7;
  json::Writer out;
  write_objects({object}, &out);
  EXPECT_EQ(out.text(), R"([{"index":0,"key":"k","url":"s3a://b/k","size":0,"topic":"t",)"
                        R"("partition":0,"offset":0,"crc":7,"parts":[[2,10,5]]}])");
}

TEST(SparkRequests, AnswersHaveTypedCells) {
  Parsed answer(R"({"columns":[["n","bigint"]],"rows":[[7,null,"x",1.5,true]],"truncated":true})");
  Table table = table_of(answer.root);
  EXPECT_EQ(table.columns.at(0).name, "n");
  const std::vector<Cell> expected = {int64_t{7}, std::monostate(), std::string("x"), 1.5, true};
  EXPECT_EQ(table.rows.at(0), expected);
  EXPECT_TRUE(table.truncated);
}

TEST(SparkRequests, ObjectsLettersAndFilesComeBack) {
  std::vector<ObjectToGather> objects(3);
  objects[1].key = "gone";
  objects[0].from.topic = "t";
  Parsed answer(R"({"files":[{"path":"f","size":9,"rows":2,"modified":5,"stats":"{}"}],)"
                R"("objects":[{"index":0,"crc":3,"records":2,"bytes":8},)"
                R"({"index":1,"error":"replaced","gone":true}],)"
                R"("letters":[[0,12,1,"not an object","Nw=="]]})");
  GatheredObjects gathered = gathered_of(answer.root, objects);
  EXPECT_EQ(gathered.files.at(0).row_count, 2);
  EXPECT_EQ(gathered.objects.at(0).record_count, 2);
  EXPECT_TRUE(gathered.objects.at(0).error.ok());
  EXPECT_EQ(gathered.objects.at(1).error.code(), Code::kNotFound);
  EXPECT_FALSE(gathered.objects.at(2).error.ok()) << "one that no answer names was not read";
  EXPECT_EQ(gathered.dead_letters.at(0).value, "7");
  EXPECT_EQ(gathered.dead_letters.at(0).offset, 12);
}

}  // namespace
}  // namespace pinflow::query
