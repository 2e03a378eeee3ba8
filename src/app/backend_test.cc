#include "app/backend.h"

#include <gtest/gtest.h>

#include "app/pipeline_file.h"
#include "base/file.h"
#include "base/temporary_folder.h"

namespace pinflow::app {
namespace {

Config configured(const std::filesystem::path& data) {
  Config config = *Config::load({});
  EXPECT_TRUE(config.set("app.data", data.string(), "test").ok());
  return config;
}

class BackendTest : public testing::Test {
 protected:
  Result<Backend> find(const std::string& uri) { return find_backend(uri, &config_, parts_); }
  std::string where(const std::string& uri) {
    auto found = find(uri);
    return found.ok() ? found->noun + " " + found->where : found.status().message();
  }

  const TemporaryFolder folder_{"backend-test-"};
  Config config_ = configured(folder_.path() / "data");
  model::Pipeline pipeline_ = *configured_pipeline(config_);
  Parts parts_{config_, pipeline_};
};

TEST_F(BackendTest, KnowsItsNounByTheScheme) {
  EXPECT_EQ(where("s3://bucket/a/b"), "objects s3://bucket/a/b");
  EXPECT_EQ(where("file:///a/b"), "objects /a/b");
  EXPECT_EQ(where("./a/b"), "objects ./a/b");
  EXPECT_EQ(where("kafka://b-1:9092,b-2:9092"), "eventlog kafka://b-1:9092,b-2:9092");
  EXPECT_EQ(where("kinesis://eu-west-1?endpoint=http://127.0.0.1:4567"),
            "eventlog kinesis://eu-west-1?endpoint=http://127.0.0.1:4567");
  EXPECT_EQ(where("postgres://me@db/d"), "source postgresql://me@db:5432/d");
  EXPECT_EQ(where("sqlite:rows.db"), "source rows.db");
  EXPECT_EQ(where("sqlite:///a/rows.db"), "source /a/rows.db");
}

TEST_F(BackendTest, ShowsNoPassword) {
  EXPECT_EQ(where("mysql+pymysql://me:secret@db:3307/d?ssl-mode=REQUIRED"),
            "source mysql://me@db:3307/d");
}

TEST_F(BackendTest, TakesAFileForADatabaseOrForWhatNamesOne) {
  ASSERT_TRUE(create_directories_durably(folder_.path()).ok());
  const std::string credentials = folder_.path() / "db_creds.yaml", rows = folder_.path() / "r.db";
  ASSERT_TRUE(replace_file(credentials, "HOST: db\nUSER: me\nPASSWORD: x\nDATABASE: d\n").ok());
  ASSERT_TRUE(replace_file(rows, "").ok());
  EXPECT_EQ(where(credentials), "source mysql://me@db:3306/d");
  EXPECT_EQ(where(rows), "source " + rows);
}

TEST_F(BackendTest, MeansByANounWhatIsConfigured) {
  const std::string data = folder_.path() / "data";
  EXPECT_EQ(where("eventlog"), "eventlog " + data);
  EXPECT_EQ(where("objects"), "objects " + data + "/objects/user-demo-bucket");
  EXPECT_EQ(where("lake"), "objects " + data + "/lake");
  EXPECT_EQ(where("source"), "source generator");
  for (auto [key, value] : {std::pair("objects.type", "s3"),
                            {"lake.url", "s3://lake/tables"},
                            {"eventlog.type", "kafka"},
                            {"eventlog.kafka.bootstrap_servers", "b:9092"}}) {
    ASSERT_TRUE(config_.set(key, value, "test").ok());
  }
  EXPECT_EQ(where("eventlog"), "eventlog kafka://b:9092");
  EXPECT_EQ(where("objects"), "objects s3://user-demo-bucket");
  EXPECT_EQ(where("lake"), "objects s3://lake/tables");
}

TEST_F(BackendTest, TakesSettingsBehindTheQuestionMark) {
  EXPECT_TRUE(find("s3://b?endpoint=http://127.0.0.1:9000&path_style=false").ok());
  EXPECT_EQ(config_.text("objects.s3.endpoint"), "http://127.0.0.1:9000");
  EXPECT_FALSE(config_.flag("objects.s3.path_style"));
  EXPECT_TRUE(find("kafka://b:1?linger.ms=7").ok());
  EXPECT_EQ(config_.texts("eventlog.kafka.properties").at("linger.ms"), "7");
  EXPECT_NE(where("s3://b?endpont=x").find("did you mean 'objects.s3.endpoint'"),
            std::string::npos);
  EXPECT_NE(where("kafka://b:1?lingr.ms=7").find("librdkafka has no such property"),
            std::string::npos);
}

TEST_F(BackendTest, SaysWhatIsNearAnUnknownName) {
  EXPECT_EQ(find("kafak://b:9092").status().code(), Code::kInvalidArgument);
  EXPECT_NE(where("kafak://b:9092").find("did you mean 'kafka'?"), std::string::npos);
  EXPECT_NE(where("postgresq://b").find("did you mean 'postgresql'?"), std::string::npos);
  EXPECT_NE(where("evenlog").find("did you mean 'eventlog'?"), std::string::npos);
  EXPECT_NE(where("s3://").find("is not s3://bucket or s3://bucket/folder"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::app
