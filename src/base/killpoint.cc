#include "base/killpoint.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

namespace pinflow {
namespace {

struct Target {
  std::string name;
  long hit = 0;
};

Target read_target() {
  const char* text = std::getenv("PINFLOW_KILLPOINT");
  if (text == nullptr) return {};
  std::string_view view(text);
  size_t colon = view.rfind(':');
  if (colon == std::string_view::npos) return {std::string(view), 1};
  return {std::string(view.substr(0, colon)), std::strtol(text + colon + 1, nullptr, 10)};
}

}  // namespace

void killpoint(std::string_view name) {
  static const Target target = read_target();
  static std::atomic<long> hits{0};
  if (target.hit == 0 || name != target.name) return;
  if (++hits == target.hit) ::raise(SIGKILL);
}

}  // namespace pinflow
