#include "source/database_address.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

using Settings = std::map<std::string, std::string>;

TEST(DatabaseAddress, ReadsTheKeysInEverySpellingOfTheExercise) {
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
    const auto address = read_database_address(settings);
    ASSERT_TRUE(address.ok()) << address.status().message();
    EXPECT_EQ(address->host + address->user + address->password + address->database, "hupd");
    EXPECT_EQ(address->port, 1);
  }
}

TEST(DatabaseAddress, NamesWhatIsMissingWithoutTellingSecrets) {
  Settings settings = {{"HOST", "h"}, {"USER", "u"}, {"PASSWORD", "secret"}};
  EXPECT_EQ(read_database_address(settings).status().message(),
            "database address: 'DATABASE' is missing");
  settings["DATABASE"] = "d";
  EXPECT_EQ(read_database_address(settings)->port, 3306);
  for (const char* port : {"0", "x", "70000", "33 06", ""}) {
    settings["PORT"] = port;
    EXPECT_EQ(read_database_address(settings).status().message(),
              "database address: 'PORT' is not a port number");
  }
}

TEST(DatabaseAddress, ReadsUrlsAsSqlAlchemyWritesThem) {
  const auto address =
      parse_database_url("mysql+pymysql://me:a%40b:c@db.example:3307/rows?charset=utf8mb4");
  ASSERT_TRUE(address.ok()) << address.status().message();
  EXPECT_EQ(address->user, "me");
  EXPECT_EQ(address->password, "a@b:c");
  EXPECT_EQ(address->host, "db.example");
  EXPECT_EQ(address->port, 3307);
  EXPECT_EQ(address->database, "rows");
  EXPECT_EQ(address->ssl_mode, SslMode::kPreferred);
}

TEST(DatabaseAddress, ReadsHowToProveTheServer) {
  const auto address =
      parse_database_url("mysql://me@h/rows?ssl-mode=verify_identity&ssl-ca=%2Fca.pem");
  ASSERT_TRUE(address.ok()) << address.status().message();
  EXPECT_EQ(address->ssl_mode, SslMode::kVerifyIdentity);
  EXPECT_EQ(address->ssl_ca_file, "/ca.pem");
  EXPECT_EQ(address->password, "");
  EXPECT_EQ(address->port, 3306);
  EXPECT_EQ(read_database_address({{"HOST", "h"},
                                   {"USER", "u"},
                                   {"PASSWORD", "p"},
                                   {"DATABASE", "d"},
                                   {"SSL_MODE", "REQUIRED"}})
                ->ssl_mode,
            SslMode::kRequired);
}

TEST(DatabaseAddress, TellsPostgreSqlFromMySql) {
  for (const char* url :
       {"postgresql://me@h/d", "postgres://me@h/d", "postgresql+psycopg2://me@h/d"}) {
    EXPECT_EQ(parse_database_url(url)->kind, DatabaseKind::kPostgresql) << url;
    EXPECT_EQ(parse_database_url(url)->port, 5432) << url;
  }
  const auto proved = parse_database_url("postgresql://me@h/d?sslmode=verify-full&sslrootcert=ca");
  EXPECT_EQ(proved->ssl_mode, SslMode::kVerifyIdentity);
  EXPECT_EQ(proved->ssl_ca_file, "ca");
  EXPECT_EQ(parse_database_url("mariadb://me@h/d")->kind, DatabaseKind::kMysql);

  Settings settings = {
      {"RDS_HOST", "h"}, {"RDS_USER", "u"}, {"RDS_PASSWORD", "p"}, {"RDS_DATABASE", "d"}};
  EXPECT_EQ(read_database_address(settings)->kind, DatabaseKind::kMysql);
  settings["RDS_PORT"] = "5432";
  EXPECT_EQ(read_database_address(settings)->kind, DatabaseKind::kPostgresql);
  settings["DB_TYPE"] = "mysql";
  EXPECT_EQ(read_database_address(settings)->kind, DatabaseKind::kMysql);
  settings = {
      {"HOST", "h"}, {"USER", "u"}, {"PASSWORD", "p"}, {"DATABASE", "d"}, {"TYPE", "postgres"}};
  EXPECT_EQ(read_database_address(settings)->port, 5432);
  settings["TYPE"] = "oracle";
  EXPECT_EQ(read_database_address(settings).status().code(), Code::kInvalidArgument);
}

TEST(DatabaseAddress, RefusesWhatIsNoUrlWithoutTellingSecrets) {
  for (const char* url :
       {"", "rows.db", "oracle://u:secret@h/d", "mysql://h/d", "mysql://u:secret@h",
        "mysql://u:secret@h/", "mysql://u:secret@/d", "mysql://:secret@h/d", "mysql://u@h:0/d",
        "mysql://u:secret%4@h/d", "mysql://u@h/secret%", "mysql://u:%zzsecret@h/d",
        "mysql://u@h/d?ssl-mode=secret", "mysql://u@h/d?colour=secret"}) {
    const Status refused = parse_database_url(url).status();
    EXPECT_EQ(refused.code(), Code::kInvalidArgument) << url;
    EXPECT_EQ(refused.message().find("secret"), std::string::npos) << refused.message();
  }
}

}  // namespace
}  // namespace pinflow::source
