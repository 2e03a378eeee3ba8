#include "sink/transform.h"

#include <algorithm>

#include "sink/field_transforms.h"
#include "sink/predicate.h"
#include "sink/route_transforms.h"

namespace pinflow::sink {
namespace {

constexpr std::string_view kPackage = "org.apache.kafka.connect.transforms.";

class Filter final : public Transform {
 public:
  Result<bool> apply(Message*) const override { return false; }
};

// Another transform, for some records only.
class Conditional final : public Transform {
 public:
  Conditional(std::shared_ptr<const Transform> then, Predicate predicate, bool negated)
      : then_(std::move(then)), predicate_(std::move(predicate)), negated_(negated) {}

  Result<bool> apply(Message* message) const override {
    return predicate_(*message) != negated_ ? then_->apply(message) : true;
  }

 private:
  const std::shared_ptr<const Transform> then_;
  const Predicate predicate_;
  const bool negated_;
};

std::shared_ptr<const Transform> read_transform(StepOptions* options) {
  std::string type = options->type(kPackage);
  std::string word = type.substr(0, type.find('$'));
  std::string part = type.substr(std::min(type.find('$'), type.size()));
  bool is_of_fields = word == "InsertField" || word == "ReplaceField" || word == "MaskField";
  bool fits = is_of_fields ? part == "$Value" || part == "$Key" : part.empty();
  RecordPart of = part == "$Key" ? RecordPart::kKey : RecordPart::kValue;
  if (fits && word == "InsertField") return read_insert_field(options, of);
  if (fits && word == "ReplaceField") return read_replace_field(options, of);
  if (fits && word == "MaskField") return read_mask_field(options, of);
  if (fits && word == "RegexRouter") return read_regex_router(options);
  if (fits && word == "TimestampRouter") return read_timestamp_router(options);
  if (fits && word == "Filter") return std::make_shared<Filter>();
  options->refuse("type", "'" + type +
                              "' is not one of InsertField$Value, ReplaceField$Value, "
                              "MaskField$Value (or $Key), RegexRouter, TimestampRouter, Filter");
  return nullptr;
}

}  // namespace

TransformChain read_transforms(const Properties& properties, const RefuseOption& refuse) {
  TransformChain chain;
  for (const std::string& name : step_names(properties, "transforms")) {
    StepOptions options(properties, "transforms." + name + ".", refuse);
    std::shared_ptr<const Transform> transform = read_transform(&options);
    std::string predicate = options.text("predicate");
    bool negated = options.text("negate", "false") == "true";
    if (!predicate.empty()) {
      StepOptions of_predicate(properties, "predicates." + predicate + ".", refuse);
      Predicate holds = read_predicate(&of_predicate);
      if (holds && transform) {
        transform = std::make_shared<Conditional>(std::move(transform), holds, negated);
      }
      of_predicate.refuse_others();
    }
    options.refuse_others();
    if (transform) chain.push_back(std::move(transform));
  }
  return chain;
}

Result<bool> apply_all(const TransformChain& chain, Message* message) {
  for (const auto& transform : chain) {
    TRY_ASSIGN(bool stays, transform->apply(message));
    if (!stays) return false;
  }
  return true;
}

}  // namespace pinflow::sink
