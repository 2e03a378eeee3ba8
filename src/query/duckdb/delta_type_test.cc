#include "query/duckdb/delta_type.h"

#include <gtest/gtest.h>

#include <string>

namespace pinflow::query {
namespace {

// A field of this type under column mapping: `name` for people, "col-<name>" in the files.
std::string mapped(const std::string& name, const std::string& type) {
  return R"({"name":")" + name + R"(","type":)" + type +
         R"(,"metadata":{"delta.columnMapping.id":7,"delta.columnMapping.physicalName":"col-)" +
         name + R"("}})";
}

const std::string kStruct = R"({"type":"struct","fields":[)" + mapped("a", R"("long")") + "]}";

class DeltaType : public testing::Test {
 protected:
  json::Element parse(const std::string& text) {
    text_ = text;
    return *parser_.parse(text_);
  }

 private:
  json::Parser parser_;
  std::string text_;
};

TEST_F(DeltaType, FieldsHaveANameForPeopleAndOneInTheFiles) {
  json::Element field = parse(mapped("a", R"("long")"));
  EXPECT_EQ(field_name(field, FieldNames::kLogical), "a");
  EXPECT_EQ(field_name(field, FieldNames::kStored), "col-a");
  EXPECT_EQ(field_id(field), 7);
  field = parse(R"({"name":"b","type":"long","metadata":{}})");
  EXPECT_EQ(field_name(field, FieldNames::kStored), "b");
  EXPECT_EQ(field_id(field), std::nullopt);
}

TEST_F(DeltaType, NestedTypesCarryTheNamesAskedFor) {
  json::Element type = parse(R"({"type":"map","keyType":"string","valueType":{"type":"array",)"
                             R"("elementType":)" +
                             kStruct + "}}");
  EXPECT_EQ(*duckdb_type_name(type, FieldNames::kLogical), "MAP(VARCHAR, STRUCT(\"a\" BIGINT)[])");
  EXPECT_EQ(*duckdb_type_name(type, FieldNames::kStored),
            "MAP(VARCHAR, STRUCT(\"col-a\" BIGINT)[])");
  EXPECT_EQ(duckdb_type_name(parse(R"("quaternion")"), FieldNames::kLogical).status().code(),
            Code::kInvalidArgument);
}

TEST_F(DeltaType, StoredNamesAreGivenTheLogicalOnesAtEveryDepth) {
  EXPECT_EQ(with_logical_names("x", parse(R"("long")")), "x");
  EXPECT_EQ(with_logical_names("x", parse(R"({"type":"array","elementType":"long"})")), "x");
  const std::string member = R"(struct_extract(x, 'col-a'))";
  EXPECT_EQ(with_logical_names("x", parse(kStruct)),
            "CASE WHEN x IS NULL THEN NULL ELSE struct_pack(\"a\" := " + member + ") END");
  std::string list =
      with_logical_names("x", parse(R"({"type":"array","elementType":)" + kStruct + "}"));
  EXPECT_TRUE(list.starts_with("list_transform(x, lambda element: CASE WHEN element IS NULL"));
  std::string map = with_logical_names(
      "x", parse(R"({"type":"map","keyType":"string","valueType":)" + kStruct + "}"));
  EXPECT_TRUE(map.starts_with("map_from_entries(list_transform(map_entries(x), lambda entry: "));
  EXPECT_NE(map.find("struct_extract(entry.value, 'col-a')"), std::string::npos);
}

}  // namespace
}  // namespace pinflow::query
