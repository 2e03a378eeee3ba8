#include "serve/sql_routes.h"

#include <gtest/gtest.h>

#include "query/duckdb/duckdb_engine.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

class SqlRoutes : public testing::Test {
 protected:
  SqlRoutes() {
    model::Dataset orders;
    orders.name = orders.view = "orders";
    orders.clean = {{{"n", model::Type::kLong}}};
    pipeline_.name = "shop";
    pipeline_.datasets = {orders};
    pipeline_.queries = {{"how_many", "How many?", "SELECT count(*) AS n FROM orders", "bar"}};
    SqlAccess sql;
    sql.pipeline = &pipeline_;
    sql.user_ids = [] { return std::vector<std::string>{"ada", "bob"}; };
    sql.open = [this](const std::string& user_id, const std::string&,
                      const TableVersions& versions) -> Result<std::unique_ptr<query::Session>> {
      asked_ = user_id;
      for (const auto& [name, version] : versions) {
        asked_ += " " + name + "@" + std::to_string(to_int64(version));
      }
      TRY_ASSIGN(auto session, engine_->open_session(/*trusted=*/false));
      TRY(session->bind_empty("orders", pipeline_.datasets[0].clean));
      return session;
    };
    sql.row_count_max = 3;
    add_sql_routes(desk_.desk(), sql);
  }

  http::Response ask(std::string body) {
    return desk_.send("POST", "/v1/sql", "", std::move(body));
  }

  model::Pipeline pipeline_;
  std::unique_ptr<query::Engine> engine_ = std::move(*query::open_duckdb_engine({}));
  std::string asked_;
  DeskForTest desk_;
};

TEST_F(SqlRoutes, SayWhatThePipelineDeclares) {
  std::string declared = desk_.get("/v1/pipeline");
  for (const char* part : {R"("name":"shop")", R"("user_ids":["ada","bob"])",
                           R"("columns":[{"name":"n","type":"long"}])", R"("title":"How many?")"}) {
    EXPECT_NE(declared.find(part), std::string::npos) << part << "\n" << declared;
  }
}

TEST_F(SqlRoutes, AskOneOfThePipelinesQuestions) {
  EXPECT_NE(desk_.get("/v1/answers/how_many").find(R"("rows":[[0]])"), std::string::npos);
  EXPECT_EQ(asked_, "ada");
  desk_.get("/v1/answers/how_many", "user_id=bob");
  EXPECT_EQ(asked_, "bob");
  http::Response missing = desk_.send("GET", "/v1/answers/how_mny");
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("how_many"), std::string::npos);
  EXPECT_EQ(desk_.send("GET", "/v1/answers/how_many", "user_id=../x").status, 400);
}

TEST_F(SqlRoutes, AnswerAnySelectWithinTheLimits) {
  http::Response answer = ask(R"-({"sql":"SELECT * FROM range(10)","versions":{"silver.x":4}})-");
  EXPECT_NE(answer.body.find(R"("rows":[[0],[1],[2]],"truncated":true)"), std::string::npos)
      << answer.body;
  EXPECT_EQ(asked_, "ada silver.x@4");
  http::Response one = ask(R"-({"sql":"SELECT * FROM range(10)","row_count_max":1})-");
  EXPECT_NE(one.body.find(R"("rows":[[0]])"), std::string::npos) << one.body;
}

TEST_F(SqlRoutes, RefuseWhatIsNoQuestion) {
  EXPECT_EQ(ask(R"({"sql":"SELEC 1"})").status, 400);
  EXPECT_EQ(ask(R"-({"sql":"SELECT * FROM read_text('/etc/passwd')"})-").status, 403);
  EXPECT_EQ(ask(R"({"sql":"CREATE TABLE t AS SELECT 1"})").status, 403);
  EXPECT_EQ(ask(R"({})").status, 400);
  EXPECT_EQ(ask(R"({"sql":"SELECT 1","row_count_max":0})").status, 400);
  EXPECT_EQ(ask(R"({"sql":"SELECT 1","versions":{"t":"new"}})").status, 400);
}

}  // namespace
}  // namespace pinflow::serve
