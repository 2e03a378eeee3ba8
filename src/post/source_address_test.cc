#include "post/source_address.h"

#include <gtest/gtest.h>

namespace pinflow::post {
namespace {

TEST(SourceAddress, ReadsTheKeysInEverySpellingOfTheExercise) {
  for (const Settings& settings :
       {Settings{{"HOST", "h"}, {"USER", "u"}, {"PASSWORD", "p"}, {"DATABASE", "d"}, {"PORT", "1"}},
        Settings{{"host", "h"}, {"user", "u"}, {"password", "p"}, {"database", "d"}, {"port", "1"}},
        Settings{{"RDS_HOST", "h"},
                 {"RDS_USER", "u"},
                 {"RDS_PASSWORD", "p"},
                 {"RDS_DATABASE", "d"},
                 {"RDS_PORT", "1"}},
        Settings{{"DB_HOST", "h"},
                 {"DB_USER", "u"},
                 {"DB_PASSWORD", "p"},
                 {"DB_DATABASE", "d"},
                 {"DB_PORT", "1"}}}) {
    const auto address = read_source_address(settings);
    ASSERT_TRUE(address.ok()) << address.status().message();
    EXPECT_EQ(address->host + address->user + address->password + address->database, "hupd");
    EXPECT_EQ(address->port, 1);
  }
}

TEST(SourceAddress, NamesWhatIsMissingWithoutTellingSecrets) {
  Settings settings = {{"HOST", "h"}, {"USER", "u"}, {"PASSWORD", "secret"}};
  EXPECT_EQ(read_source_address(settings).status().message(), "credentials: 'DATABASE' is missing");
  settings["DATABASE"] = "d";
  EXPECT_EQ(read_source_address(settings)->port, 3306);
  for (const char* port : {"0", "x", "70000", "33 06", ""}) {
    settings["PORT"] = port;
    EXPECT_EQ(read_source_address(settings).status().message(),
              "credentials: 'PORT' is not a port number");
  }
}

TEST(InvokeUrl, TakesEachNameAndAppendsTheStageOnce) {
  EXPECT_EQ(*read_invoke_url({{"INVOKE_URL", "https://a/test/"}}), "https://a/test");
  EXPECT_EQ(*read_invoke_url({{"api_gateway_invoke_url", "https://a/test"}}), "https://a/test");
  EXPECT_EQ(*read_invoke_url({{"invoke_URL", "https://a"}, {"deployment_stage", "prod"}}),
            "https://a/prod");
  EXPECT_EQ(*read_invoke_url({{"invoke_URL", "https://a/prod"}, {"deployment_stage", "prod"}}),
            "https://a/prod");
  EXPECT_EQ(read_invoke_url({{"URL", "https://a"}}).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::post
