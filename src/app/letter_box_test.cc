#include "stream/letter_box.h"

#include "app/failing_table.h"
#include "app/stream_fixture.h"

namespace pinflow::app {
namespace {

using Rows = std::vector<std::string>;

class LetterBoxTest : public StreamFixture {
 protected:
  void SetUp() override { create_topic(); }

  void carry() {
    StreamNouns nouns = this->nouns();
    Carrier carrier(config_, nouns, *log_->topic(config_.topic));
    while (true) {
      auto counts = carrier.advance();
      ASSERT_TRUE(counts.ok()) << counts.status().message();
      if (!*counts) return;
    }
  }

  LetterBox box() { return {config_, *engine_, open_table()}; }
  LetterId letter(int64_t offset, int32_t index = 0) { return {config_.topic, 0, offset, index}; }

  // "rows duplicates refused"
  static std::string told(const Result<ReplayReport>& report) {
    EXPECT_TRUE(report.ok()) << report.status().message();
    if (!report.ok()) return "";
    return std::to_string(report->rows) + " " + std::to_string(report->duplicates) + " " +
           std::to_string(report->refused.size());
  }

  void expect_balanced(int64_t accepted) {
    Ledger ledger = *read_ledger(config_, open_table());
    EXPECT_EQ(ledger.accepted, accepted);
    EXPECT_EQ(ledger.tables + ledger.duplicates + ledger.dead_letters, accepted);
  }
};

TEST_F(LetterBoxTest, AMendedLetterBecomesARowAndIsGone) {
  post({order(1), R"({"item":"rice"})", "7"});
  carry();
  ASSERT_TRUE(box().edit(letter(1), order(2, "rice")).ok());
  EXPECT_EQ(told(box().replay({letter(1)})), "1 0 0");
  EXPECT_EQ(rows("SELECT * FROM orders ORDER BY id"), (Rows{"1|tea", "2|rice"}));
  EXPECT_EQ(rows("SELECT \"offset\" FROM letters"), (Rows{"2"}));
  expect_balanced(3);
  EXPECT_EQ(box().replay({letter(1)}).status().code(), Code::kNotFound);
}

TEST_F(LetterBoxTest, WhatCannotBeCleanedStillStays) {
  post({"{}", "7", "[" + order(1) + ",{}]"});
  carry();
  auto report = box().replay({letter(0), letter(1), letter(2, 1)});
  EXPECT_EQ(told(report), "0 0 3");
  EXPECT_EQ(report->refused[0].reason, "the value is not a JSON object");
  EXPECT_EQ(rows("SELECT count(*) FROM letters"), (Rows{"3"}));
  expect_balanced(4);
}

TEST_F(LetterBoxTest, ARowThatTheTableHasIsADuplicate) {
  post({order(1), "{}", order(1, "rice")});  // The last one is a key conflict.
  carry();
  ASSERT_TRUE(box().edit(letter(1), order(1)).ok());
  EXPECT_EQ(told(box().replay({letter(1), letter(2)})), "0 1 1");
  EXPECT_EQ(rows("SELECT * FROM orders"), (Rows{"1|tea"}));
  EXPECT_EQ(rows("SELECT reason FROM letters"), (Rows{"key conflict"}));
  expect_balanced(3);
  post({order(1)});
  carry();
  expect_balanced(4);
}

TEST_F(LetterBoxTest, AReplayThatDidNotEndDoublesNothing) {
  post({"{}"});
  carry();
  ASSERT_TRUE(box().edit(letter(0), order(5)).ok());
  FailingTable letters(**table(config_.dead_letters_name()));
  letters.next_commit = FailingTable::Failure::kBefore;
  LetterBox failing(config_, *engine_, [&](const std::string& name) -> Result<lake::DeltaTable*> {
    if (name == config_.dead_letters_name()) return &letters;
    return table(name);
  });
  EXPECT_EQ(failing.replay({letter(0)}).status().code(), Code::kUnavailable);
  EXPECT_EQ(rows("SELECT * FROM orders"), (Rows{"5|tea"}));
  auto report = failing.replay({letter(0)});
  EXPECT_EQ(told(report), "0 0 0");
  EXPECT_EQ(report->done_before, 1);
  EXPECT_EQ(rows("SELECT * FROM orders"), (Rows{"5|tea"}));
  EXPECT_EQ(rows("SELECT * FROM letters"), Rows());
  expect_balanced(1);
}

TEST_F(LetterBoxTest, AStreamThatRunsMeanwhileGoesOn) {
  post({"{}", order(1)});
  StreamNouns nouns = this->nouns();
  Carrier carrier(config_, nouns, *log_->topic(config_.topic));
  ASSERT_TRUE(carrier.advance().ok());
  ASSERT_TRUE(box().edit(letter(0), order(2)).ok());
  EXPECT_EQ(told(box().replay({letter(0)})), "1 0 0");
  post({order(2), order(3)});
  auto counts = carrier.advance();
  EXPECT_EQ(counts.status().code(), Code::kAlreadyExists);  // It looks again.
  counts = carrier.advance();
  ASSERT_TRUE(counts.ok()) << counts.status().message();
  EXPECT_EQ((*counts)->duplicates, 1);
  EXPECT_EQ(rows("SELECT id FROM orders ORDER BY id"), (Rows{"1", "2", "3"}));
  expect_balanced(4);
}

TEST_F(LetterBoxTest, OnlyOneRowMayTakeALettersPlace) {
  post({"{}"});
  carry();
  for (const char* value : {"[]", "7", "no JSON", ""}) {
    EXPECT_EQ(box().edit(letter(0), value).code(), Code::kInvalidArgument) << value;
  }
  EXPECT_EQ(box().edit(letter(9), "{}").code(), Code::kNotFound);
}

TEST(LetterId, IsWrittenAsItsPlace) {
  LetterId id = *parse_letter_id("a/b.pin/3/17/2");
  EXPECT_EQ(id.topic, "a/b.pin");
  EXPECT_EQ(to_text(id), "a/b.pin/3/17/2");
  EXPECT_EQ(to_text(*parse_letter_id("demo.pin/0/17")), "demo.pin/0/17/0");
  for (const char* text : {"", "demo.pin", "demo.pin/0", "/0/1/2", "demo.pin/0/x/1", "t/0/-1/0"}) {
    EXPECT_EQ(parse_letter_id(text).status().code(), Code::kInvalidArgument) << text;
  }
}

}  // namespace
}  // namespace pinflow::app
