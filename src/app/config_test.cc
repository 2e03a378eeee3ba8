#include "app/config.h"

#include <gtest/gtest.h>

namespace pinflow::app {
namespace {

Result<Config> load(std::string text, std::map<std::string, std::string> environment = {}) {
  return Config::load({"pinflow.toml", std::move(text), std::move(environment)});
}

TEST(Config, WorksWithNoFile) {
  Config config = *load("");
  EXPECT_EQ(config.text("http.listen"), "127.0.0.1:8082");
  EXPECT_EQ(config.integer("source.rows"), 11154);
  EXPECT_EQ(config.list("app.user_ids"), std::vector<std::string>{"demo"});
  EXPECT_EQ(config.settings().at("http.listen").origin, "default");
}

TEST(Config, TakesTheFileThenTheEnvironmentThenTheCommandLine) {
  Config config = *load("[http]\nlisten = \"127.0.0.1:1\"\nthreads = 3\n[source]\nrows = 5\n",
                        {{"PINFLOW__HTTP__THREADS", "4"}, {"HOME", "/"}});
  EXPECT_EQ(config.text("http.listen"), "127.0.0.1:1");
  EXPECT_EQ(config.settings().at("http.listen").origin, "pinflow.toml:2:1");
  EXPECT_EQ(config.integer("http.threads"), 4);
  EXPECT_EQ(config.settings().at("http.threads").origin, "PINFLOW__HTTP__THREADS");
  EXPECT_TRUE(config.set("source.rows", "6", "--rows").ok());
  EXPECT_EQ(config.integer("source.rows"), 6);
}

TEST(Config, NamesPlaceAndNearestKeyOfAnUnknownOne) {
  EXPECT_EQ(load("[http]\nlisten_ = \"x\"\n").status().message(),
            "pinflow.toml:2:1: unknown key 'http.listen_'; did you mean 'http.listen'?");
  EXPECT_EQ(load("", {{"PINFLOW__HTTP__THREAD", "1"}}).status().message(),
            "PINFLOW__HTTP__THREAD: unknown key 'http.thread'; did you mean 'http.threads'?");
}

TEST(Config, RefusesAValueOfAnotherType) {
  EXPECT_EQ(load("[http]\nthreads = \"two\"\n").status().message(),
            "pinflow.toml:2:1: http.threads must be a integer, not a string");
  EXPECT_EQ(load("", {{"PINFLOW__HTTP__THREADS", "two"}}).status().message(),
            "PINFLOW__HTTP__THREADS: http.threads: 'two' is not an integer");
  EXPECT_NE(load("[app]\nuser_ids = [1]\n").status().message().find("list of strings"),
            std::string::npos);
}

TEST(Config, SaysWhereTheFileIsNotToml) {
  EXPECT_EQ(load("[http\n").status().message().substr(0, 15), "pinflow.toml:1:");
}

TEST(Config, GivesEachNamedTableItsDefaults) {
  Config config =
      *load("[gateway.key.alice]\nsha256 = \"ab\"\n[gateway.stage.prod]\nenabled=true\n");
  EXPECT_EQ(config.names("gateway.key"), std::vector<std::string>{"alice"});
  EXPECT_EQ(config.names("gateway.stage"), std::vector<std::string>{"prod"});
  EXPECT_EQ(config.list("gateway.key.alice.actions"),
            (std::vector<std::string>{"produce", "consume"}));
  EXPECT_NE(load("[gateway.key.alice]\nsha = \"ab\"\n").status().message().find("did you mean"),
            std::string::npos);
}

TEST(Config, TakesAnyKeyWhereATableIsForAny) {
  Config config =
      *load("[eventlog.kafka.properties]\nlinger.ms = 5\n\"sasl.username\" = \"u\"\nx.y = true\n",
            {{"PINFLOW__EVENTLOG__KAFKA__PROPERTIES__LINGER__MS", "7"}});
  EXPECT_EQ(config.texts("eventlog.kafka.properties"),
            (std::map<std::string, std::string>{
                {"linger.ms", "7"}, {"sasl.username", "u"}, {"x.y", "true"}}));
  EXPECT_TRUE(load("")->texts("eventlog.kafka.properties").empty());
  EXPECT_EQ(load("[eventlog.kafka.properties]\nlinger.ms = [5]\n").status().code(),
            Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::app
