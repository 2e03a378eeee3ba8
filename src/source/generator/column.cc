#include "source/generator/column.h"

#include <cmath>

#include "source/generator/count.h"
#include "source/generator/datetime.h"
#include "source/generator/sentence.h"

namespace pinflow::source {
namespace {

using MakerResult = Result<std::pair<model::Type, MakeValue>>;

// [0, 1): the least of so many uniform draws, by drawing once.
double least_draw(uint64_t draw_count, Random* random) {
  const double draw = random->unit();
  if (draw_count == 1) return draw;
  return 1 - std::pow(1 - draw, 1 / static_cast<double>(draw_count));
}

std::string make_uuid(Random* random) {
  const uint64_t bits[2] = {(random->next() & ~uint64_t{0xf000}) | 0x4000,
                            (random->next() & ~(uint64_t{3} << 62)) | uint64_t{2} << 62};
  std::string text(36, '-');
  size_t at = 0;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) ++at;
    text[at++] = "0123456789abcdef"[bits[digit / 16] >> (60 - digit % 16 * 4) & 15];
  }
  return text;
}

// -89.97871 -> -89.9787 for 6 digits: the double nearest to that decimal.
double round_to_digits(double number, int digits) {
  if (number == 0) return 0;
  const int whole_digits = static_cast<int>(std::floor(std::log10(std::abs(number)))) + 1;
  const double scale = std::pow(10.0, digits - whole_digits);
  return std::round(number * scale) / scale;
}

struct Range {
  double least;
  double most;
};

Result<Range> read_range(const Spec& spec) {
  TRY_ASSIGN(double least, spec.number("least"));
  TRY_ASSIGN(double most, spec.number("most"));
  if (most < least) return spec.error("least is more than most");
  return Range{least, most};
}

int64_t integer_at(int64_t least, int64_t most, double share) {
  return least + static_cast<int64_t>(share * static_cast<double>(most - least + 1));
}

MakeValue make_text(const Grammar* grammar, TextList list) {
  return [grammar, list](const Place& place, Random* random) {
    std::string text;
    grammar->append(list, place, random, &text);
    return Value(std::move(text));
  };
}

MakerResult read_text(const Spec& spec, Grammar* grammar) {
  TRY_ASSIGN(auto texts, spec.texts("text"));
  TRY_ASSIGN(TextList list, grammar->add("", texts));
  return std::pair(model::Type::kString, make_text(grammar, list));
}

MakerResult read_entry(const Spec& spec, Grammar* grammar) {
  TRY_ASSIGN(std::string name, spec.text("list"));
  TRY_ASSIGN(TextList list, grammar->find(name));
  TRY_ASSIGN(auto entries, grammar->plain_entries(list));
  return std::pair(
      model::Type::kString,
      MakeValue([entries = std::move(entries)](const Place& place, Random* random) {
        const double share = least_draw(place.draw_count, random);
        return Value(entries[static_cast<size_t>(share * static_cast<double>(entries.size()))]);
      }));
}

MakerResult read_sentence(const Spec& spec, Grammar* grammar) {
  TRY_ASSIGN(Sentence sentence, Sentence::read(spec, grammar));
  return std::pair(model::Type::kString,
                   MakeValue([sentence = std::move(sentence)](const Place& place, Random* random) {
                     return Value(sentence.make(place, random));
                   }));
}

MakerResult read_integer(const Spec& spec) {
  TRY_ASSIGN(Range range, read_range(spec));
  const auto least = static_cast<int64_t>(range.least);
  const auto most = static_cast<int64_t>(range.most);
  return std::pair(model::Type::kLong, MakeValue([least, most](const Place& place, Random* random) {
                     return Value(integer_at(least, most, least_draw(place.draw_count, random)));
                   }));
}

MakerResult read_number(const Spec& spec) {
  TRY_ASSIGN(Range range, read_range(spec));
  TRY_ASSIGN(double digits, spec.number("digits"));
  return std::pair(
      model::Type::kDouble,
      MakeValue([range, digits = static_cast<int>(digits)](const Place& place, Random* random) {
        const double share = least_draw(place.draw_count, random);
        return Value(round_to_digits(range.least + share * (range.most - range.least), digits));
      }));
}

MakerResult read_timestamp(const Spec& spec) {
  TRY_ASSIGN(std::string least_text, spec.text("least"));
  TRY_ASSIGN(std::string most_text, spec.text("most"));
  TRY_ASSIGN(int64_t least, parse_datetime(least_text));
  TRY_ASSIGN(int64_t most, parse_datetime(most_text));
  if (most < least) return spec.error("least is more than most");
  return std::pair(model::Type::kTimestamp,
                   MakeValue([least, most](const Place& place, Random* random) {
                     const double share = least_draw(place.draw_count, random);
                     return Value(format_datetime(integer_at(least, most, share)));
                   }));
}

MakerResult read_count(const Spec& spec) {
  TRY_ASSIGN(Count count, Count::read(spec));
  return std::pair(model::Type::kString,
                   MakeValue([count = std::move(count)](const Place& place, Random* random) {
                     return Value(count.make(place, random));
                   }));
}

MakerResult read_maker(const Spec& spec, Grammar* grammar) {
  TRY_ASSIGN(std::string make, spec.text("make"));
  if (make == "index") {
    return std::pair(model::Type::kLong, MakeValue([](const Place& place, Random*) {
                       return Value(static_cast<int64_t>(place.row));
                     }));
  }
  if (make == "uuid") {
    return std::pair(model::Type::kString, MakeValue([](const Place&, Random* random) {
                       return Value(make_uuid(random));
                     }));
  }
  if (make == "text") return read_text(spec, grammar);
  if (make == "entry") return read_entry(spec, grammar);
  if (make == "sentence") return read_sentence(spec, grammar);
  if (make == "integer") return read_integer(spec);
  if (make == "number") return read_number(spec);
  if (make == "timestamp") return read_timestamp(spec);
  if (make == "count") return read_count(spec);
  return spec.error("nothing makes '" + make + "'");
}

}  // namespace

Result<GeneratedColumn> read_column(const Spec& spec, Grammar* grammar) {
  GeneratedColumn column;
  TRY_ASSIGN(column.column.name, spec.text("name"));
  TRY_ASSIGN(std::string of, spec.text_or("of", "row"));
  if (of != "row" && of != "group") return spec.error("of is neither row nor group");
  column.is_of_group = of == "group";
  TRY_ASSIGN(auto maker, read_maker(spec, grammar));
  column.column.type = maker.first;
  column.make = std::move(maker.second);
  if (spec.has("type")) {
    TRY_ASSIGN(std::string type, spec.text("type"));
    TRY_ASSIGN(column.column.type, model::parse_type(type));
  }
  return column;
}

Result<MakeValue> read_override(const Spec& spec, Grammar* grammar) {
  const json::Element element = spec.element();
  if (auto integer = element.as_integer()) {
    return MakeValue([value = Value(*integer)](const Place&, Random*) { return value; });
  }
  if (auto number = element.as_double()) {
    return MakeValue([value = Value(*number)](const Place&, Random*) { return value; });
  }
  TRY_ASSIGN(auto texts, spec.as_texts());
  TRY_ASSIGN(TextList list, grammar->add("", texts));
  return make_text(grammar, list);
}

}  // namespace pinflow::source
