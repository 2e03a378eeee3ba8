#include "lake/commit_note.h"

#include <gtest/gtest.h>

namespace pinflow::lake {
namespace {

TEST(CommitNote, ReadsBackWhatItWrote) {
  CommitNote note{true, {{"rows", 12}, {"duplicates", 0}}};
  EXPECT_EQ(to_json(note), R"({"replaces":true,"duplicates":0,"rows":12})");
  EXPECT_EQ(parse_note(to_json(note)), note);
}

TEST(CommitNote, SaysWhichRecordsAreInTheCommit) {
  CommitNote note{false, {{"rows", 12}}, {{"demo.pin/0", {100, 112}}, {"demo.pin/1", {0, 0}}}};
  EXPECT_EQ(to_json(note),
            R"({"replaces":false,"rows":12,"ranges":{"demo.pin/0":[100,112],"demo.pin/1":[0,0]}})");
  EXPECT_EQ(parse_note(to_json(note)), note);
}

TEST(CommitNote, HoldsWhatItsWriterKeepsBesideTheRows) {
  CommitNote note{false, {{"rows", 1}}, {}, R"({"a":[1,2.0,null]})", "[]"};
  EXPECT_EQ(to_json(note), R"({"replaces":false,"rows":1,"state":{"a":[1,2.0,null]},"change":[]})");
  EXPECT_EQ(parse_note(to_json(note)), note);
}

TEST(CommitNote, IsEmptyForTextOfAnotherProgram) {
  EXPECT_EQ(parse_note(""), CommitNote());
  EXPECT_EQ(parse_note("[1]"), CommitNote());
  EXPECT_EQ(parse_note(R"({"rows":"many","ranges":[1,{"a":[1]}]})"), CommitNote());
}

}  // namespace
}  // namespace pinflow::lake
