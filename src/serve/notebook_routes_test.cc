#include "serve/notebook_routes.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

TEST(NotebookRoutes, WriteShowListAndRemove) {
  TemporaryFolder folder("pinflow-notebook-routes");
  Notebooks notebooks(folder.path());
  DeskForTest desk;
  add_notebook_routes(desk.desk(), notebooks);
  EXPECT_EQ(desk.get("/v1/notebooks"), "[]");
  http::Response written = desk.send("PUT", "/v1/notebooks/tea", "", R"({"text":"SELECT '\"'"})");
  EXPECT_EQ(written.body, R"({"name":"tea","text":"SELECT '\"'"})");
  EXPECT_EQ(desk.get("/v1/notebooks"), R"(["tea"])");
  EXPECT_EQ(desk.get("/v1/notebooks/tea"), written.body);
  EXPECT_EQ(desk.send("PUT", "/v1/notebooks/tea", "", "{}").status, 400);
  EXPECT_EQ(desk.send("PUT", "/v1/notebooks/t.ea", "", R"({"text":""})").status, 400);
  EXPECT_EQ(desk.send("GET", "/v1/notebooks/%2e%2e").status, 400);
  EXPECT_EQ(desk.send("DELETE", "/v1/notebooks/tea").status, 200);
  EXPECT_EQ(desk.send("GET", "/v1/notebooks/tea").status, 404);
}

}  // namespace
}  // namespace pinflow::serve
