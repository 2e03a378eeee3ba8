#include "serve/object_routes.h"

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "objects/local/local_store.h"
#include "serve/desk_for_test.h"

namespace pinflow::serve {
namespace {

class ObjectRoutes : public testing::Test {
 protected:
  ObjectRoutes() {
    add_object_routes(desk_.desk(),
                      {.bucket_names = [] { return std::vector<std::string>{"tea-bucket"}; },
                       .bucket = [this](const std::string&) { return store_.get(); },
                       .beginning = [](const objects::Store& bucket, const objects::ObjectInfo& of,
                                       size_t bytes_max) -> Result<std::string> {
                         TRY_ASSIGN(std::string bytes, bucket.get(of.key));
                         return bytes.substr(0, bytes_max);
                       }});
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(store_->put("topics/tea/" + std::to_string(i) + ".json", "{\"n\":1}").ok());
    }
  }
  static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  }

  TemporaryFolder folder_{"pinflow-object-routes"};
  std::unique_ptr<objects::Store> store_ = std::move(*objects::open_local_store(folder_.path()));
  DeskForTest desk_;
};

TEST_F(ObjectRoutes, ListWhatBeginsWithAPrefixPageByPage) {
  EXPECT_EQ(desk_.get("/v1/buckets"), R"(["tea-bucket"])");
  std::string first = desk_.get("/v1/buckets/tea-bucket/objects", "prefix=topics/&limit=2");
  EXPECT_TRUE(has(first, R"({"key":"topics/tea/0.json","size_bytes":7,"modified_at_ms":)"))
      << first;
  EXPECT_TRUE(has(first, R"("truncated":true)")) << first;
  std::string rest = desk_.get("/v1/buckets/tea-bucket/objects", "after=topics/tea/1.json");
  EXPECT_TRUE(has(rest, "topics/tea/2.json") && !has(rest, "topics/tea/1.json")) << rest;
  EXPECT_TRUE(has(rest, R"("truncated":false)")) << rest;
}

TEST_F(ObjectRoutes, ShowHowAnObjectBegins) {
  std::string shown = desk_.get("/v1/buckets/tea-bucket/preview", "key=topics/tea/0.json");
  EXPECT_TRUE(has(shown, R"("value":"{\"n\":1}","value_encoding":"json","truncated":false})"))
      << shown;
  // The last letter that fits would be cut in half.
  ASSERT_TRUE(store_->put("long", std::string(kPreviewBytesMax - 1, 'x') + "\xc3\xa9").ok());
  std::string cut = desk_.get("/v1/buckets/tea-bucket/preview", "key=long");
  EXPECT_TRUE(has(cut, R"(xx","value_encoding":"text","truncated":true})"));
}

TEST_F(ObjectRoutes, OpenNothingThatWasNotListed) {
  EXPECT_EQ(desk_.send("GET", "/v1/buckets/..%2f/objects").status, 404);
  EXPECT_EQ(desk_.send("GET", "/v1/buckets/other/objects").status, 404);
  EXPECT_EQ(desk_.send("GET", "/v1/buckets/tea-bucket/preview", "key=../../etc/passwd").status,
            400);
  EXPECT_EQ(desk_.send("GET", "/v1/buckets/tea-bucket/preview", "key=none").status, 404);
  EXPECT_EQ(desk_.send("GET", "/v1/buckets/tea-bucket/preview").status, 400);
}

}  // namespace
}  // namespace pinflow::serve
