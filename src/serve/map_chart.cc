// The world as SVG. The outlines are data, made by tools/make_world_map.py.
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "json/document.h"
#include "serve/chart.h"
#include "serve/html.h"

namespace pinflow::serve {
namespace {

struct Shade {
  std::string title;   // What the pointer shows.
  std::string colour;  // "c3"
  double opacity = 1;
};

// Countries to shades; of several rows for one country (ties) all are named, the first colours.
// Without categories the last column's number shades.
std::map<std::string, Shade> shades_of(const query::Table& table,
                                       const std::vector<std::string>& categories) {
  double most = 1;
  for (const auto& row : table.rows) most = std::max(most, as_number(row.back()));
  std::map<std::string, Shade> shades;
  for (const auto& row : table.rows) {
    std::string country = readable(row[0]);
    std::string facts;
    for (size_t column = 1; column < row.size(); ++column) {
      facts += (column == 1 ? "" : ", ") + readable(row[column]);
    }
    auto [place, is_new] = shades.emplace(country, Shade{country + ": " + facts, "c0", 1});
    if (!is_new) {
      place->second.title += "; " + facts;
      continue;
    }
    if (categories.empty()) {
      place->second.opacity = 0.2 + 0.8 * as_number(row.back()) / most;
    } else {
      auto at = std::find(categories.begin(), categories.end(), readable(row[1]));
      auto index = static_cast<size_t>(at - categories.begin());
      place->second.colour = "c" + std::to_string(index % kColourCount);
    }
  }
  return shades;
}

std::string shape_svg(const json::Element& country, const Shade* shade) {
  std::string attributes = " class=\"land\"";
  std::string title;
  if (shade != nullptr) {
    char opacity[32];
    std::snprintf(opacity, sizeof opacity, "%.2f", shade->opacity);
    attributes = " class=\"" + shade->colour + "\" fill-opacity=\"" + opacity + "\"";
    title = "<title>" + escape_html(shade->title) + "</title>";
  }
  if (auto path = country["path"]) {
    return "<path d=\"" + escape_html(path->as_string().value_or("")) + "\"" + attributes + ">" +
           title + "</path>";
  }
  auto coordinate = [&](const char* name) {
    auto value = country[name];
    return std::to_string(value ? value->as_integer().value_or(0) : 0);
  };
  return "<circle cx=\"" + coordinate("x") + "\" cy=\"" + coordinate("y") + "\" r=\"3\"" +
         attributes + ">" + title + "</circle>";
}

}  // namespace

std::string map_chart(const query::Table& table, std::string_view world_map) {
  json::Parser parser;
  Result<json::Element> world = parser.parse(world_map);
  check(world.ok());  // It is ours.
  std::set<std::string> names;
  for (const auto& row : table.rows) {
    if (const std::string* text = std::get_if<std::string>(&row[1])) names.insert(*text);
  }
  std::vector<std::string> categories(names.begin(), names.end());
  if (categories.size() > kColourCount) categories.clear();  // Too many to tell apart.
  std::map<std::string, Shade> shades = shades_of(table, categories);

  std::string svg = "<svg viewBox=\"0 15 1000 420\" role=\"img\">";
  (*world)["countries"]->each_element([&](json::Element country) {
    auto found = shades.find(std::string((*country["name"]).as_string().value_or("")));
    svg += shape_svg(country, found == shades.end() ? nullptr : &found->second);
    if (found != shades.end()) shades.erase(found);
    return true;
  });
  svg += "</svg>";
  if (!categories.empty()) {
    svg += "<p class=\"legend\">";
    for (size_t index = 0; index < categories.size(); ++index) {
      svg += "<span><i class=\"c" + std::to_string(index % kColourCount) + "\"></i>" +
             escape_html(categories[index]) + "</span> ";
    }
    svg += "</p>";
  }
  if (!shades.empty()) {
    svg += "<p>Not on the map: ";
    for (const auto& [country, shade] : shades) svg += escape_html(shade.title) + ". ";
    svg += "</p>";
  }
  return svg;
}

}  // namespace pinflow::serve
