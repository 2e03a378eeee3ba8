#include "gateway/kinesis/policy.h"

#include <gtest/gtest.h>

namespace pinflow::gateway::kinesis {
namespace {

constexpr PolicyRequest kAlicePuts{"arn:aws:iam::000000000000:user/alice", "AKIDALICE",
                                   "PutRecord"};

std::string policy(std::string_view effect, std::string_view principal, std::string_view action) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":")" + std::string(effect) +
         R"(","Principal":)" + std::string(principal) + R"(,"Action":)" + std::string(action) +
         R"(,"Resource":"*"}]})";
}

TEST(Policy, DeniesWhatAStatementDenies) {
  EXPECT_TRUE(denies(policy("Deny", R"("*")", R"("kinesis:*")"), kAlicePuts));
  EXPECT_TRUE(denies(policy("Deny", R"({"AWS":["x","arn:aws:iam::*:user/alice"]})",
                            R"(["kinesis:Get*","kinesis:Put*"])"),
                     kAlicePuts));
  EXPECT_TRUE(
      denies(policy("Deny", R"({"AWS":"AKIDALICE"})", R"("kinesis:PutRecor?")"), kAlicePuts));
}

TEST(Policy, DeniesNothingElse) {
  EXPECT_FALSE(denies("", kAlicePuts));
  EXPECT_FALSE(denies(policy("Allow", R"("*")", R"("kinesis:*")"), kAlicePuts));
  EXPECT_FALSE(denies(policy("Deny", R"({"AWS":"bob"})", R"("kinesis:*")"), kAlicePuts));
  EXPECT_FALSE(denies(policy("Deny", R"("*")", R"("kinesis:Get*")"), kAlicePuts));
}

TEST(Policy, IsCheckedWhenItIsPut) {
  EXPECT_TRUE(check_policy(policy("Allow", R"("*")", R"("kinesis:*")")).ok());
  for (const char* text : {"", "x", "{}", R"({"Statement":[]})", R"({"Statement":[{}]})"}) {
    EXPECT_FALSE(check_policy(text).ok()) << text;
  }
}

}  // namespace
}  // namespace pinflow::gateway::kinesis
