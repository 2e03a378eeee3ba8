#include "serve/sessions.h"

#include <gtest/gtest.h>

namespace pinflow::serve {
namespace {

constexpr UnixMillis kStart{std::chrono::milliseconds(1'000'000)};

TEST(Sessions, KnowWhoSignedInUntilTheyEnd) {
  Sessions sessions;
  const std::string ada = sessions.open({"ada", Role::kAdmin}, kStart);
  const std::string bob = sessions.open({"bob", Role::kViewer}, kStart);
  EXPECT_NE(ada, bob);
  EXPECT_EQ(ada.size(), 64u);
  EXPECT_EQ(sessions.find(ada, kStart)->name, "ada");
  EXPECT_EQ(sessions.find(bob, kStart)->role, Role::kViewer);
  EXPECT_FALSE(sessions.find("guessed", kStart));
  sessions.close(ada);
  EXPECT_FALSE(sessions.find(ada, kStart));
  EXPECT_TRUE(sessions.find(bob, kStart + Sessions::kLifetime));
  EXPECT_FALSE(sessions.find(bob, kStart + Sessions::kLifetime + std::chrono::milliseconds(1)));
}

TEST(Sessions, OfTheFirstMakePlaceForTheNewest) {
  Sessions sessions;
  const std::string first = sessions.open({"ada", Role::kViewer}, kStart);
  const std::string second =
      sessions.open({"ada", Role::kViewer}, kStart + std::chrono::seconds(1));
  for (size_t count = 2; count <= Sessions::kCountMax; ++count) {
    sessions.open({"bob", Role::kViewer}, kStart + std::chrono::seconds(2));
  }
  EXPECT_FALSE(sessions.find(first, kStart));
  EXPECT_TRUE(sessions.find(second, kStart));
}

TEST(Roles, AreReadByTheirNames) {
  for (Role role : {Role::kViewer, Role::kOperator, Role::kAdmin}) {
    EXPECT_EQ(parse_role(role_name(role)), role);
  }
  EXPECT_FALSE(parse_role("root"));
}

TEST(CsrfOf, IsOfOneTokenAndDoesNotTellIt) {
  EXPECT_EQ(csrf_of("a"), csrf_of("a"));
  EXPECT_NE(csrf_of("a"), csrf_of("b"));
}

}  // namespace
}  // namespace pinflow::serve
