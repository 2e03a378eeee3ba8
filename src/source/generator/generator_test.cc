// Holds the generator and the description of the exercise's tables to what is known of the real
// ones.
#include "source/generator/generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/file.h"
#include "source/generator/sentence.h"

namespace pinflow::source {
namespace {

constexpr uint64_t kRows = 11'154;

std::unique_ptr<RowSource> open(const GeneratorOptions& options = {}) {
  static const std::string description = *read_file("pipelines/pinterest/generator.json");
  auto generator = open_generator(description, options);
  EXPECT_TRUE(generator.ok()) << generator.status().message();
  return std::move(*generator);
}

std::vector<Row> rows_of(RowSource& source, std::string_view table) {
  return *source.read(table, RowIndex{0}, *source.row_count(table));
}

const std::string& text(const Row& row, size_t column) {
  return std::get<std::string>(row[column]);
}

// The columns of the pin table.
enum : size_t {
  kId = 1,
  kTitle,
  kAbout,
  kPoster,
  kFollowers,
  kTags,
  kForm,
  kImage,
  kDownloaded,
  kSaved,
  kBlock
};

double share(const std::vector<Row>& rows, const std::function<bool(const Row&)>& holds) {
  return static_cast<double>(std::count_if(rows.begin(), rows.end(), holds)) /
         static_cast<double>(rows.size());
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 0; });
}

TEST(Generator, ReproducesTheAnchorRows) {
  auto source = open();
  auto json = [&](const char* table, uint64_t index) {
    return to_json(*source->schema(table), (*source->read(table, RowIndex{index}, 1))[0]);
  };
  EXPECT_EQ(json("pinterest_data", 7528),
            R"({"index":7528,"unique_id":"fbe53c66-3442-4773-b19e-d3ec6f54dddf",)"
            R"("title":"No Title Data Available",)"
            R"("description":"No description available Story format",)"
            R"("poster_name":"User Info Error","follower_count":"User Info Error",)"
            R"("tag_list":"N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e",)"
            R"x("is_image_or_video":"multi-video(story page format)",)x"
            R"("image_src":"Image src error.","downloaded":0,)"
            R"("save_location":"Local save in /data/mens-fashion","category":"mens-fashion"})");
  EXPECT_EQ(json("geolocation_data", 7528),
            R"({"ind":7528,"timestamp":"2020-08-28 03:52:47","latitude":-89.9787,)"
            R"("longitude":-173.293,"country":"Albania"})");
  EXPECT_EQ(json("user_data", 7528),
            R"({"ind":7528,"first_name":"Abigail","last_name":"Ali","age":20,)"
            R"("date_joined":"2015-10-24 11:23:51"})");
  EXPECT_EQ(json("user_data", 2863),
            R"({"ind":2863,"first_name":"Dylan","last_name":"Holmes","age":32,)"
            R"("date_joined":"2016-10-23 14:06:51"})");
  EXPECT_NE(json("pinterest_data", 2863).find(R"("follower_count":"124k")"), std::string::npos);
  EXPECT_NE(json("geolocation_data", 5730).find(R"("country":"Colombia")"), std::string::npos);
  EXPECT_NE(json("pinterest_data", 8304).find(R"("follower_count":"51k")"), std::string::npos);
}

TEST(Generator, MakesARowTheSameHoweverItIsRead) {
  auto one = open({.row_count = 1'000'000});
  auto two = open({.row_count = 1'000'000});
  for (const std::string& table : one->tables()) {
    const auto block = *one->read(table, RowIndex{999'000}, 50);
    EXPECT_EQ((*two->read(table, RowIndex{999'031}, 1))[0], block[31]);
    EXPECT_NE((*open({.row_count = 1'000'000, .seed = 5})->read(table, RowIndex{999'031}, 1))[0],
              block[31]);
  }
}

TEST(Generator, KeepsTheBlocksInOrderAndScalesThem) {
  for (uint64_t row_count : {kRows, kRows * 2}) {
    auto source = open({.row_count = row_count});
    std::vector<std::string> blocks;
    std::map<std::string, uint64_t> rows;
    for (const Row& row : rows_of(*source, "pinterest_data")) {
      if (std::get<int64_t>(row[0]) == 7528) continue;  // The anchor keeps its own.
      if (blocks.empty() || blocks.back() != text(row, kBlock)) blocks.push_back(text(row, kBlock));
      ++rows[text(row, kBlock)];
      EXPECT_EQ(text(row, kSaved), "Local save in /data/" + text(row, kBlock));
    }
    EXPECT_EQ(blocks,
              (std::vector<std::string>{"art", "beauty", "christmas", "diy-and-crafts", "education",
                                        "event-planning", "finance", "home-decor", "mens-fashion",
                                        "quotes", "tattoos", "travel", "vehicles"}));
    EXPECT_EQ(rows["art"], 880 * row_count / kRows);
  }
}

TEST(Generator, KeepsLengthsAndForms) {
  auto source = open();
  const auto rows = rows_of(*source, "pinterest_data");
  std::map<size_t, double> sums;
  std::set<std::string> ids;
  for (const Row& row : rows) {
    ids.insert(text(row, kId));
    for (auto [column, most] :
         {std::pair{kTitle, 199}, {kAbout, 180}, {kPoster, 113}, {kTags, 254}}) {
      EXPECT_NE(text(row, column), "");
      EXPECT_LE(character_count(text(row, column)), static_cast<size_t>(most)) << text(row, column);
      sums[column] += static_cast<double>(character_count(text(row, column)));
    }
    const bool has_tags = !text(row, kTags).starts_with("N,o");
    if (has_tags) {
      EXPECT_EQ(std::count(text(row, kTags).begin(), text(row, kTags).end(), ','), 8);
    }
  }
  EXPECT_EQ(ids.size(), kRows);
  EXPECT_NEAR(sums[kTitle] / kRows, 51, 3);
  EXPECT_NEAR(sums[kAbout] / kRows, 128, 4);
  EXPECT_NEAR(sums[kPoster] / kRows, 22, 2);
  EXPECT_NEAR(share(rows, [](const Row& row) { return !is_ascii(text(row, kTitle)); }), 0.106,
              0.02);
  EXPECT_NEAR(share(rows, [](const Row& row) { return !is_ascii(text(row, kAbout)); }), 0.43, 0.03);
  EXPECT_NEAR(
      share(rows, [](const Row& row) { return text(row, kAbout).ends_with("\u2026\u00a0"); }), 0.37,
      0.03);
}

TEST(Generator, MakesTheDirtInItsCombinations) {
  auto source = open({.row_count = 50'000});
  const auto rows = rows_of(*source, "pinterest_data");
  int all_six = 0;
  for (const Row& row : rows) {
    const bool is_story = text(row, kForm) == "multi-video(story page format)";
    EXPECT_EQ(is_story, text(row, kAbout) == "No description available Story format");
    const bool has_no_image = text(row, kImage) == "Image src error.";
    EXPECT_EQ(has_no_image, std::get<int64_t>(row[kDownloaded]) == 0);
    const bool has_no_poster = text(row, kPoster) == "User Info Error";
    EXPECT_EQ(has_no_poster, text(row, kFollowers) == "User Info Error");
    EXPECT_EQ(has_no_poster, text(row, kTitle) == "No Title Data Available");
    all_six += has_no_poster && is_story && has_no_image;
  }
  EXPECT_NEAR(all_six / 5e4, 10.0 / 877, 0.002);
  auto has = [](size_t column, std::string value) {
    return [=](const Row& row) { return text(row, column) == value; };
  };
  EXPECT_NEAR(share(rows, has(kForm, "image")), 0.896, 0.005);
  EXPECT_NEAR(share(rows, has(kForm, "video")), 0.030, 0.005);
  EXPECT_NEAR(share(rows, has(kImage, "Image src error.")), 0.026, 0.003);
  EXPECT_NEAR(share(rows, has(kAbout, "No description available")), 15.0 / 877, 0.003);
  EXPECT_NEAR(share(rows, has(kTags, "N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e")), 14.0 / 877, 0.003);
}

TEST(Generator, DrawsFollowerCountsAsObserved) {
  auto source = open();
  std::vector<int64_t> counts;
  std::map<char, double> units;
  for (const Row& row : rows_of(*source, "pinterest_data")) {
    const std::string& count = text(row, kFollowers);
    if (count == "User Info Error") continue;
    const char unit = count.back() == 'k' || count.back() == 'M' ? count.back() : ' ';
    units[unit] += 1.0 / kRows;
    counts.push_back(std::stoll(count) * (unit == 'k' ? 1'000 : unit == 'M' ? 1'000'000 : 1));
  }
  EXPECT_NEAR(units['k'], 0.72, 0.03);
  EXPECT_NEAR(units[' '], 0.20, 0.03);
  EXPECT_NEAR(units['M'], 0.07, 0.02);
  std::sort(counts.begin(), counts.end());
  auto quantile = [&](double at) {
    return static_cast<double>(
        counts[static_cast<size_t>(at * static_cast<double>(counts.size()))]);
  };
  EXPECT_NEAR(quantile(0.25), 3'000, 1'000);
  EXPECT_NEAR(quantile(0.5), 28'000, 6'000);
  EXPECT_NEAR(quantile(0.75), 190'000, 30'000);
  EXPECT_NEAR(quantile(0.95), 2e6, 1e6);
  EXPECT_EQ(counts.back(), 8'000'000);
}

TEST(Generator, MakesUsersAndPlacesFunctionsOfThePoster) {
  auto source = open();
  const auto pins = rows_of(*source, "pinterest_data");
  auto places = rows_of(*source, "geolocation_data");
  auto users = rows_of(*source, "user_data");
  std::map<std::string, std::pair<Row, Row>> of_poster;
  std::map<std::string, uint64_t> sizes;
  for (size_t row = 0; row < pins.size(); ++row) {
    places[row][0] = users[row][0] = int64_t{0};  // The index,
    places[row][1] = std::string();               // and the time of the post are the pin's own.
    auto [seen, is_new] = of_poster.try_emplace(text(pins[row], kPoster), places[row], users[row]);
    EXPECT_EQ(seen->second, std::pair(places[row], users[row])) << seen->first;
    ++sizes[text(pins[row], kPoster)];
  }
  double single = 0;
  uint64_t largest = 0;
  for (const auto& [poster, size] : sizes) {
    single += size == 1;
    largest = std::max(largest, size);
  }
  EXPECT_NEAR(single / static_cast<double>(sizes.size()), 0.83, 0.01);
  EXPECT_NEAR(static_cast<double>(largest) / kRows, 0.02, 0.002);
  auto joined = [&](const char* year) {
    return share(users, [&](const Row& row) { return text(row, 4).starts_with(year); });
  };
  EXPECT_NEAR(joined("2015"), 0.39, 0.05);
  EXPECT_NEAR(joined("2016"), 0.44, 0.05);
  EXPECT_NEAR(joined("2017"), 0.17, 0.05);
}

}  // namespace
}  // namespace pinflow::source
