#include "source/database.h"

#include <gtest/gtest.h>

#include "base/child_process_for_test.h"

namespace pinflow::source {
namespace {

TEST(Database, IsOpenedByTheKindOfItsAddress) {
  for (DatabaseKind kind : {DatabaseKind::kMysql, DatabaseKind::kPostgresql}) {
    DatabaseAddress address{.kind = kind,
                            .host = "127.0.0.1",
                            .port = free_port(),
                            .user = "u",
                            .password = "hidden",
                            .database = "d",
                            .ssl_ca_file = {}};
    for (const Status& status :
         {open_database_source(address).status(), open_database_writer(address).status()}) {
      EXPECT_EQ(status.code(), Code::kUnavailable);
      EXPECT_TRUE(status.message().starts_with(name_of(kind))) << status.message();
      EXPECT_EQ(status.message().find("hidden"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace pinflow::source
