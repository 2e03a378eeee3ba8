#include "gateway/kinesis/policy.h"

#include <string>

#include "gateway/kinesis/fault.h"
#include "json/document.h"

namespace pinflow::gateway::kinesis {
namespace {

using json::Element;

// '*' stands for any letters, '?' for one.
bool matches_wildcards(std::string_view pattern, std::string_view text) {
  size_t star = std::string_view::npos, star_text = 0, p = 0, t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
      ++p, ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

// Whether `test` holds for the text, or for one of the list.
template <class Test>
bool any_text(std::optional<Element> one_or_many, Test test) {
  if (!one_or_many) return false;
  if (auto text = one_or_many->as_string()) return test(*text);
  bool found = false;
  one_or_many->each_element([&](Element element) {
    found = found || test(element.as_string().value_or(""));
    return !found;
  });
  return found;
}

bool names_action(Element statement, std::string_view action) {
  std::string whole = "kinesis:" + std::string(action);
  return any_text(statement["Action"],
                  [&](std::string_view pattern) { return matches_wildcards(pattern, whole); });
}

bool names_principal(Element statement, const PolicyRequest& request) {
  auto is_named = [&](std::string_view pattern) {
    return matches_wildcards(pattern, request.user) ||
           matches_wildcards(pattern, request.access_key);
  };
  auto principal = statement["Principal"];
  if (!principal) return false;
  if (principal->as_string()) return any_text(principal, is_named);
  return any_text((*principal)["AWS"], is_named);
}

bool is_whole(Element statement) {
  auto effect = statement["Effect"];
  std::string_view text = effect ? effect->as_string().value_or("") : "";
  return (text == "Allow" || text == "Deny") && statement["Principal"] && statement["Action"];
}

// Calls `visit` for each statement: one object, or a list of them.
template <class Visit>
void each_statement(Element policy, Visit visit) {
  auto statements = policy["Statement"];
  if (!statements) return;
  if (statements->kind() == json::Kind::kObject) return visit(*statements);
  statements->each_element([&](Element statement) {
    visit(statement);
    return true;
  });
}

}  // namespace

Status check_policy(std::string_view policy) {
  json::Parser parser;
  auto parsed = parser.parse(policy);
  bool is_good = parsed.ok();
  size_t count = 0;
  if (is_good) {
    each_statement(*parsed, [&](Element statement) {
      ++count;
      is_good = is_good && is_whole(statement);
    });
  }
  if (is_good && count > 0) return Status();
  return invalid_argument("Policy is not a valid resource policy.");
}

bool denies(std::string_view policy, const PolicyRequest& request) {
  json::Parser parser;
  auto parsed = parser.parse(policy);
  if (!parsed.ok()) return false;
  bool denied = false;
  each_statement(*parsed, [&](Element statement) {
    auto effect = statement["Effect"];
    bool is_deny = effect && effect->as_string() == "Deny";
    denied = denied || (is_deny && names_action(statement, request.action) &&
                        names_principal(statement, request));
  });
  return denied;
}

}  // namespace pinflow::gateway::kinesis
