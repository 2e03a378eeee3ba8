#include "gateway/gatekeeper.h"

#include <gtest/gtest.h>

#include "http/sha256.h"

namespace pinflow::gateway {
namespace {

std::string hash_of(std::string_view key) { return http::to_hex(http::sha256(key)); }

http::Request with_key(std::string key) {
  http::Request request;
  request.peer = "127.0.0.1";
  if (!key.empty()) request.headers = {{"X-Api-Key", std::move(key)}};
  return request;
}

std::unique_ptr<Gatekeeper> open(std::vector<ApiKey> keys, const Rate& rate = {}) {
  return std::move(*Gatekeeper::open(std::move(keys), rate));
}

TEST(Gatekeeper, LetsEverybodyInWithoutKeys) {
  auto gatekeeper = open({});
  EXPECT_EQ(gatekeeper->check(with_key(""), Action::kAdmin, "a"), Verdict::kAllowed);
  EXPECT_TRUE(gatekeeper->scope(with_key(""))("a"));
}

TEST(Gatekeeper, KeyOpensItsTopicsAndActionsOnly) {
  auto gatekeeper = open({{"alice", hash_of("s3cret"), {"alice.*", "shared"}, {Action::kProduce}}});
  auto check = [&](const char* key, Action action, const char* topic) {
    return gatekeeper->check(with_key(key), action, topic);
  };
  EXPECT_EQ(check("s3cret", Action::kProduce, "alice.pin"), Verdict::kAllowed);
  EXPECT_EQ(check("s3cret", Action::kProduce, "shared"), Verdict::kAllowed);
  EXPECT_EQ(check("s3cret", Action::kProduce, "sharedx"), Verdict::kNotAllowed);
  EXPECT_EQ(check("s3cret", Action::kProduce, "bob.pin"), Verdict::kNotAllowed);
  EXPECT_EQ(check("s3cret", Action::kConsume, "alice.pin"), Verdict::kNotAllowed);
  EXPECT_EQ(check("wrong", Action::kProduce, "alice.pin"), Verdict::kUnknown);
  EXPECT_EQ(check("", Action::kProduce, "alice.pin"), Verdict::kUnknown);
  EXPECT_TRUE(gatekeeper->scope(with_key("s3cret"))("alice.pin"));
  EXPECT_FALSE(gatekeeper->scope(with_key("s3cret"))("bob.pin"));
  EXPECT_FALSE(gatekeeper->scope(with_key("wrong"))("alice.pin"));
  EXPECT_EQ(gatekeeper->caller(with_key("s3cret")), "alice");
}

TEST(Gatekeeper, KnowsWhoSaysNameAndKey) {
  auto gatekeeper = open({{"alice", hash_of("s3cret"), {"alice.*"}, {Action::kProduce}},
                          {"bob", hash_of("other"), {"*"}, {Action::kConsume}}});
  const auto* alice = gatekeeper->find_holder("alice", "s3cret");
  ASSERT_NE(alice, nullptr);
  EXPECT_EQ(gatekeeper->check_right(alice, Action::kProduce, "alice.pin"), Verdict::kAllowed);
  EXPECT_EQ(gatekeeper->check_right(alice, Action::kProduce, "bob.pin"), Verdict::kNotAllowed);
  EXPECT_EQ(gatekeeper->check_right(nullptr, Action::kProduce, "alice.pin"), Verdict::kUnknown);
  EXPECT_EQ(gatekeeper->find_holder("bob", "s3cret"), nullptr);
  EXPECT_EQ(gatekeeper->find_holder("alice", "wrong"), nullptr);
  EXPECT_TRUE(gatekeeper->scope(alice)("alice.pin"));
  EXPECT_FALSE(gatekeeper->scope(alice)("bob.pin"));
}

TEST(Gatekeeper, SlowsDownEachKeyAndEachAddress) {
  auto open_door = open({}, {0.001, 1});
  EXPECT_EQ(open_door->check(with_key(""), Action::kProduce, "a"), Verdict::kAllowed);
  EXPECT_EQ(open_door->check(with_key(""), Action::kProduce, "a"), Verdict::kTooFast);
  auto keyed = open({{"a", hash_of("a"), {"*"}, {Action::kProduce}},
                     {"b", hash_of("b"), {"*"}, {Action::kProduce}}},
                    {0.001, 1});
  EXPECT_EQ(keyed->check(with_key("a"), Action::kProduce, "t"), Verdict::kAllowed);
  EXPECT_EQ(keyed->check(with_key("a"), Action::kProduce, "t"), Verdict::kTooFast);
  EXPECT_EQ(keyed->check(with_key("b"), Action::kProduce, "t"), Verdict::kAllowed);
}

TEST(Gatekeeper, AKeysPlanIsItsOwn) {
  UsagePlan slow{{0.001, 1}, 0};
  UsagePlan two_a_day{{}, 2};
  auto gatekeeper = open({{"slow", hash_of("slow"), {"*"}, {Action::kProduce}, slow},
                          {"few", hash_of("few"), {"*"}, {Action::kProduce}, two_a_day},
                          {"free", hash_of("free"), {"*"}, {Action::kProduce}}});
  auto check = [&](const char* key) {
    return gatekeeper->check(with_key(key), Action::kProduce, "t");
  };
  EXPECT_EQ(check("slow"), Verdict::kAllowed);
  EXPECT_EQ(check("slow"), Verdict::kTooFast);
  EXPECT_EQ(check("few"), Verdict::kAllowed);
  EXPECT_EQ(check("few"), Verdict::kAllowed);
  EXPECT_EQ(check("few"), Verdict::kOverQuota);
  EXPECT_EQ(check("free"), Verdict::kAllowed);
  EXPECT_EQ(retry_after(Verdict::kTooFast), "1");
}

TEST(Gatekeeper, RefusesKeysThatCannotBeMeant) {
  auto error = [](std::vector<ApiKey> keys) {
    return Gatekeeper::open(std::move(keys), {}).status().message();
  };
  EXPECT_EQ(error({{"a", "s3cret", {"*"}, {}}}),
            "key: a: sha256: 64 hexadecimal digits are wanted");
  EXPECT_EQ(error({{"a", hash_of("x"), {"*"}, {}}, {"b", hash_of("x"), {"*"}, {}}}),
            "key: a: name or hash occurs twice");
}

TEST(Gatekeeper, ReadsActions) {
  EXPECT_EQ(*parse_action("consume"), Action::kConsume);
  EXPECT_EQ(parse_action("write").status().message(), "action: write: produce, consume or admin");
}

}  // namespace
}  // namespace pinflow::gateway
