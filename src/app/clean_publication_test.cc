#include "app/batch_fixture.h"
#include "base/temporary_folder.h"
#include "clean/publication.h"

namespace pinflow::app {
namespace {

class CleanPublicationTest : public testing::Test {
 protected:
  clean::Publication published() {
    return *clean::published(**batch_.table(clean::publication_name("demo")), *batch_.engine);
  }
  clean::Publication newest() {
    clean::Publication versions;
    for (const model::Query& query : batch_.pipeline.queries) {
      const std::string name = clean::gold_name(batch_.site(), query);
      versions[name] = (*batch_.table(name))->snapshot()->version;
    }
    return versions;
  }

  TemporaryFolder folder_{"pinflow-publication"};
  Batch batch_{folder_.path()};
};

TEST_F(CleanPublicationTest, NamesTheVersionOfEachAnswer) {
  EXPECT_EQ(published(), clean::Publication{});
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(published().size(), batch_.pipeline.queries.size());
  EXPECT_EQ(published(), newest());
  ASSERT_TRUE(batch_.run_all(/*full=*/true).ok());
  EXPECT_EQ(published(), newest());
}

TEST_F(CleanPublicationTest, HasNoNewVersionWhereNoAnswerHas) {
  ASSERT_TRUE(batch_.run_all().ok());
  lake::DeltaTable& table = **batch_.table(clean::publication_name("demo"));
  const model::Version before = table.snapshot()->version;
  ASSERT_TRUE(batch_.run_all().ok());
  EXPECT_EQ(table.snapshot()->version, before);
}

TEST_F(CleanPublicationTest, AQueryThatFailsLeavesAllAnswersAsTheyWere) {
  ASSERT_TRUE(batch_.run_all().ok());
  const clean::Publication before = newest();
  batch_.pipeline.queries.back().sql = "SELECT nothing";
  Status failed = clean::answer(batch_.site(), /*full=*/true).status();
  EXPECT_EQ(failed.code(), Code::kInvalidArgument);
  EXPECT_EQ(newest(), before);
  EXPECT_EQ(published(), before);
}

}  // namespace
}  // namespace pinflow::app
