// Makes transforms of properties and one record through them, for the tests of each kind.
#pragma once

#include <gtest/gtest.h>

#include "sink/transform.h"

namespace pinflow::sink {

class TransformTest : public testing::Test {
 protected:
  TransformTest() {
    message_.of = {"demo.pin", model::Partition{2}};
    message_.stored.offset = model::Offset{7};
    // 2026-01-31 00:00 UTC.
    message_.stored.record.timestamp = UnixMillis(std::chrono::milliseconds(1'769'817'600'000));
  }

  // Properties of the one transform "t", without "transforms.t.".
  TransformChain chain(const Properties& options, const Properties& others = {}) {
    Properties properties = others;
    properties["transforms"] = "t";
    for (const auto& [name, value] : options) properties["transforms.t." + name] = value;
    return read_transforms(properties, [this](const std::string&, const std::string& message) {
      errors_ += message + "\n";
    });
  }

  // The value after the transform, "-" where it was left out, or the error.
  std::string value(const Properties& options, const std::string& before) {
    message_.stored.record.value = before;
    Result<bool> stays = apply_all(chain(options), &message_);
    if (!stays.ok()) return stays.status().message();
    return *stays ? *message_.stored.record.value : "-";
  }

  Message message_;
  std::string errors_;
};

}  // namespace pinflow::sink
