#include "serve/lake_routes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

// A lake of one table whose version 0 is empty and whose version 1 has three rows.
class LakeRoutes : public testing::Test {
 protected:
  LakeRoutes() {
    std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                   testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    store_ = std::move(*objects::open_local_store(folder));
    engine_ = std::move(*query::open_duckdb_engine({}));
    table_ = lake::open_delta_table("silver.orders", *store_, "silver/orders/", engine_->parquet());
    EXPECT_TRUE(table_->create({{{"n", model::Type::kLong}}}).ok());
    lake::Snapshot empty = *table_->snapshot();
    auto session = std::move(*engine_->open_session());
    lake::Change change;
    change.add = *session->write_files("SELECT i AS n FROM range(3) t(i)", empty.schema, *table_);
    EXPECT_TRUE(table_->commit(empty, change).ok());
    add_lake_routes(desk_.desk(), access_);
  }

  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<query::Engine> engine_;
  std::unique_ptr<lake::DeltaTable> table_;
  LakeAccess access_{
      .table_names = [this] { return lake::list_tables(*store_); },
      .table = [this](const std::string&) -> Result<lake::DeltaTable*> { return table_.get(); },
      .engine = [this]() -> Result<query::Engine*> { return engine_.get(); }};
  DeskForTest desk_;
};

TEST_F(LakeRoutes, TellWhatThereIsAndWhenItChanged) {
  std::string tables = desk_.get("/v1/tables");
  EXPECT_NE(tables.find(R"([{"name":"silver.orders","version":1,"rows":3,"files":1,)"),
            std::string::npos)
      << tables;
  EXPECT_NE(tables.find("\"changed_at_ms\":"), std::string::npos) << tables;
}

TEST_F(LakeRoutes, ShowADamagedTableWithItsError) {
  LakeAccess broken = access_;
  broken.table = [](const std::string& name) -> Result<lake::DeltaTable*> {
    return Status(Code::kCorruption, name + ": damaged");
  };
  EXPECT_EQ(*tables_json(broken), R"([{"name":"silver.orders","error":"silver.orders: damaged"}])");
}

TEST_F(LakeRoutes, ShowSchemaFilesAndHistory) {
  std::string shown = desk_.get("/v1/tables/silver.orders");
  for (const char* part : {R"("columns":[{"name":"n","type":"long"}])", R"("data_files":[{"path":)",
                           R"("history":[{"version":1,)", R"("rows_added":3)"}) {
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\n" << shown;
  }
}

TEST_F(LakeRoutes, ShowRowsOfAnyVersion) {
  EXPECT_NE(desk_.get("/v1/tables/silver.orders/rows", "limit=2&offset=1").find(R"([[1],[2]])"),
            std::string::npos);
  EXPECT_NE(desk_.get("/v1/tables/silver.orders/rows", "version=0").find("\"rows\":[]"),
            std::string::npos);
}

TEST_F(LakeRoutes, NameTheNearestTableInPlaceOfOneThatIsNotThere) {
  http::Response missing = desk_.send("GET", "/v1/tables/silver.order");
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("silver.orders"), std::string::npos) << missing.body;
  EXPECT_EQ(desk_.send("GET", "/v1/tables/silver.orders/rows", "version=9").status, 404);
  EXPECT_EQ(desk_.send("GET", "/v1/tables/silver.orders/rows", "limit=100000").status, 400);
}

}  // namespace
}  // namespace pinflow::serve
