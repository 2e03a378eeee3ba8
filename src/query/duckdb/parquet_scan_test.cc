#include "query/duckdb/parquet_scan.h"

#include <gtest/gtest.h>

#include "query/duckdb/instance.h"
#include "query/duckdb/statement.h"

namespace pinflow::query {
namespace {

TEST(ParquetScan, TypesOfDeltaThatOursLackKeepTheirOwn) {
  lake::Snapshot snapshot;
  snapshot.schema_string = R"json({"type":"struct","fields":[
      {"name":"a","type":"byte"}, {"name":"b","type":"decimal(10,2)"},
      {"name":"c","type":{"type":"array","elementType":{"type":"struct","fields":[
          {"name":"x y","type":"long"}]}}},
      {"name":"d","type":{"type":"map","keyType":"string","valueType":"timestamp"}},
      {"name":"e","type":"timestamp"}, {"name":"f","type":"timestamp_ntz"}]})json";
  auto columns = scan_columns(snapshot);
  ASSERT_TRUE(columns.ok()) << columns.status().message();
  std::string text;
  for (const ScanColumn& column : *columns) {
    text += column.name + " " + column.type + (column.is_instant ? " instant;" : ";");
  }
  EXPECT_EQ(text,
            "a TINYINT;b decimal(10,2);c STRUCT(\"x y\" BIGINT)[];d MAP(VARCHAR, TIMESTAMP);"
            "e TIMESTAMP instant;f TIMESTAMP;");
  snapshot.schema_string = R"({"fields":[{"name":"a","type":"quaternion"}]})";
  EXPECT_EQ(scan_columns(snapshot).status().code(), Code::kInvalidArgument);
}

TEST(ParquetScan, WithoutADeltaSchemaTheColumnsAreTheDeclaredOnes) {
  lake::Snapshot snapshot;
  snapshot.schema.columns = {{"a", model::Type::kTimestamp}};
  auto columns = scan_columns(snapshot);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ((*columns)[0].name, "a");
  EXPECT_TRUE((*columns)[0].is_instant);
}

TEST(ParquetScan, FilesOfOnePartitionShareAScan) {
  std::vector<ScanColumn> columns{{"a", "BIGINT"}, {"p", "INTEGER"}};
  std::string sql = scan_sql(
      columns, {{"/x's", {{"p", "1"}}}, {"/y", {{"p", std::nullopt}}}, {"/z", {{"p", "1"}}}});
  EXPECT_EQ(sql,
            "SELECT \"a\", CAST(NULL AS INTEGER) AS \"p\" FROM read_parquet(['/y'], "
            "schema = MAP {'a': {name: 'a', type: 'BIGINT', default_value: NULL}}, "
            "hive_partitioning = false)"
            " UNION ALL "
            "SELECT \"a\", CAST('1' AS INTEGER) AS \"p\" FROM read_parquet(['/x''s', '/z'], "
            "schema = MAP {'a': {name: 'a', type: 'BIGINT', default_value: NULL}}, "
            "hive_partitioning = false)");
}

TEST(ParquetScan, MappedColumnsAreFoundUnderTheirStoredNameOrId) {
  lake::Snapshot snapshot;
  snapshot.schema_string =
      R"({"fields":[{"name":"a","type":"long","metadata":{)"
      R"("delta.columnMapping.id":4,"delta.columnMapping.physicalName":"col-a"}}]})";
  snapshot.configuration["delta.columnMapping.mode"] = "name";
  EXPECT_NE(scan_sql(*scan_columns(snapshot), {{"/x", {}}})
                .find("SELECT \"col-a\" AS \"a\" FROM read_parquet(['/x'], "
                      "schema = MAP {'col-a': {name: 'col-a', type: 'BIGINT'"),
            std::string::npos);
  EXPECT_NE(scan_sql(*scan_columns(snapshot), {{"/x", {{"col-a", "1"}}}})
                .find("SELECT CAST('1' AS BIGINT) AS \"a\""),
            std::string::npos);
  snapshot.configuration["delta.columnMapping.mode"] = "id";
  EXPECT_NE(scan_sql(*scan_columns(snapshot), {{"/x", {}}})
                .find("schema = MAP {4: {name: 'col-a', type: 'BIGINT'"),
            std::string::npos);
}

TEST(ParquetScan, AFileWithDeletedRowsIsReadByItself) {
  std::string sql = scan_sql({{"a", "BIGINT"}}, {{"/x", {}}, {"/y", {}, {3, 5}}, {"/z", {}}});
  EXPECT_NE(sql.find("['/x', '/z']"), std::string::npos);
  EXPECT_NE(sql.find("WHERE file_row_number NOT IN (SELECT CAST(unnest(string_split('3,5', ',')) "
                     "AS BIGINT))"),
            std::string::npos);
}

TEST(ParquetScan, OnlyAFileOfTheVeryColumnsIsReadByItsOwnFooter) {
  std::string path = testing::TempDir() + "/parquet_scan_footer.parquet";
  auto instance = std::move(*Instance::open({}));
  Connection connection = std::move(*instance->connect());
  ASSERT_TRUE(
      run_only(connection.get(), "COPY (SELECT 1::BIGINT AS a, now() AS t, 'x' AS more) TO '" +
                                     path + "' (FORMAT parquet)")
          .ok());
  auto stores = [&](const std::vector<ScanColumn>& columns) {
    return stores_all(connection.get(), columns, {path, {{"p", "1"}}});
  };
  EXPECT_TRUE(stores({{"a", "BIGINT"}, {"t", "TIMESTAMP", true}, {"p", "INTEGER"}}));
  EXPECT_FALSE(stores({{"a", "BIGINT"}, {"added", "VARCHAR"}}));
  EXPECT_FALSE(stores({{"a", "DOUBLE"}}));
  ScanColumn by_id{"a", "BIGINT"};
  by_id.field_id = 1;
  EXPECT_FALSE(stores({by_id}));
  EXPECT_FALSE(stores_all(connection.get(), {{"a", "BIGINT"}}, {path + ".missing", {}}));

  EXPECT_EQ(scan_sql({{"a", "BIGINT"}}, {{"/x", {}, {}, true}, {"/y", {}, {}, true}}),
            "SELECT \"a\" FROM read_parquet(['/x', '/y'], hive_partitioning = false)");
  EXPECT_NE(scan_sql({{"a", "BIGINT"}}, {{"/x", {}, {}, true}, {"/y", {}}}).find(" UNION ALL "),
            std::string::npos);
}

TEST(ParquetScan, NoFilesAreAnEmptyRelation) {
  EXPECT_EQ(scan_sql({{"a", "BIGINT"}}, {}), "SELECT CAST(NULL AS BIGINT) AS \"a\" WHERE false");
}

}  // namespace
}  // namespace pinflow::query
