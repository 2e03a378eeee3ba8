#include "json/slice.h"

#include <gtest/gtest.h>

#include <string>

namespace pinflow::json {
namespace {

// "key=value" of each object, '-' for what is absent; or the error.
std::string sliced(std::string_view body) {
  constexpr std::string_view kFields[] = {"key", "value"};
  Result<SlicedObjects> objects = slice_objects(body, "records", kFields);
  if (!objects.ok()) return objects.status().message();
  auto show = [](Slice slice) { return slice.data() == nullptr ? "-" : std::string(slice); };
  std::string shown;
  for (size_t index = 0; index < objects->size(); ++index) {
    shown += show((*objects)[index][0]) + "=" + show((*objects)[index][1]) + ";";
  }
  return shown;
}

TEST(Slice, CutsFieldsOutAsTheyAreWritten) {
  EXPECT_EQ(sliced(R"({"records":[{"key": 1 , "value" : {"a" : [ 1.0 ]} }, {"value":null}, {}]})"),
            R"(1={"a" : [ 1.0 ]};-=null;-=-;)");
  EXPECT_EQ(sliced(R"({"records":[]})"), "");
}

TEST(Slice, SkipsAndChecksWhatIsNotAskedFor) {
  EXPECT_EQ(sliced(R"({"a":{"records":[1]},"records":[{"x":[[]],"value":"v"}],"b":0})"),
            R"(-="v";)");
  EXPECT_EQ(sliced(R"({"a":[nul],"records":[{"value":1}]})"), "not JSON: unknown word at byte 6");
  EXPECT_EQ(sliced(R"({"records":[{"value":1}],"b":01})"), "not JSON: malformed number at byte 29");
}

TEST(Slice, TakesTheLastOfARepeatedName) {
  EXPECT_EQ(sliced(R"({"records":[{"value":1,"value":2}]})"), "-=2;");
  EXPECT_EQ(sliced(R"({"records":[{"value":1}],"records":[{"key":3}]})"), "3=-;");
  EXPECT_EQ(sliced(R"({"records":[{"value":1}],"records":1})"), "the body has no array 'records'");
}

TEST(Slice, KnowsANameHoweverItIsEscaped) {
  EXPECT_EQ(sliced(R"({"rec\u006frds":[{"\u006bey":1}]})"), "1=-;");
}

TEST(Slice, TellsWrongShapesApart) {
  constexpr std::string_view kFields[] = {"value"};
  EXPECT_EQ(slice_objects("[1]", "records", kFields).status().code(), Code::kNotFound);
  EXPECT_EQ(slice_objects("{}", "records", kFields).status().code(), Code::kNotFound);
  EXPECT_EQ(slice_objects("{", "records", kFields).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(slice_objects(R"({"records":[{},7]})", "records", kFields).status().code(),
            Code::kOutOfRange);
  EXPECT_EQ(sliced(R"({"records":[{},7,8]})"), "records[1] is not an object");
}

TEST(Slice, PointsIntoTheBody) {
  constexpr std::string_view kFields[] = {"value"};
  std::string body = R"({"records":[{"value":"abc"}]})";
  Result<SlicedObjects> objects = slice_objects(body, "records", kFields);
  ASSERT_TRUE(objects.ok());
  EXPECT_EQ((*objects)[0][0].data(), body.data() + 21);
}

}  // namespace
}  // namespace pinflow::json
