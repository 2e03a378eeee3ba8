#include "source/generator/description.h"

#include <gtest/gtest.h>

namespace pinflow::source {
namespace {

// A whole description with `part` in place of what `name` has.
std::string error_with(const std::string& name, const std::string& part) {
  std::map<std::string, std::string> parts = {
      {"rows", "10"},
      {"seed", "1"},
      {"blocks", R"([{"name": "a", "begin": 0, "words": ["w"]}])"},
      {"groups", R"({"largest_share": 0, "sizes": [[1, 1]]})"},
      {"texts", "{}"},
      {"tables", R"([{"name": "t", "columns": [{"name": "ind", "make": "index"}]}])"},
      {"combinations", R"([{"weight": 1, "set": {}}])"},
      {"anchors", "[]"}};
  if (part.empty()) {
    parts.erase(name);
  } else {
    parts[name] = part;
  }
  std::string json;
  for (const auto& [key, value] : parts) {
    json += (json.empty() ? "{\"" : ", \"") + key + "\": " + value;
  }
  return read_description(json + "}").status().message();
}

TEST(Description, NamesThePlaceOfWhatIsWrong) {
  EXPECT_EQ(error_with("rows", "10"), "");
  EXPECT_EQ(error_with("rows", ""), "generator: 'rows' is missing");
  EXPECT_EQ(error_with("rows", "0"), "generator: rows is less than 1");
  EXPECT_EQ(error_with("blocks", "[]"), "generator: there are no blocks");
  EXPECT_EQ(error_with("blocks", R"([{"name": "a", "begin": 4, "words": ["w"]}])"),
            "generator.blocks[0]: blocks begin at 0 and come in order");
  EXPECT_EQ(error_with("groups", R"({"largest_share": 0, "sizes": [[0, 1]]})"),
            "generator.groups.sizes[0]: is not [size, weight]");
  EXPECT_EQ(error_with("texts", R"({"word": [[1, 2]]})"),
            "generator.texts.word: is not a list of texts or of weights and texts");
  EXPECT_EQ(error_with("tables", "[]"), "generator: there are no tables");
  EXPECT_EQ(error_with("combinations", R"([{"weight": 1, "set": {"t": {"int": 1}}}])"),
            "generator.combinations[0].set.t.int: is unknown; did you mean 'ind'?");
  EXPECT_EQ(error_with("anchors", R"([{"index": 1, "set": {"other": {}}}])"),
            "generator.anchors[0].set.other: is unknown");
  EXPECT_EQ(read_description("[").status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace pinflow::source
