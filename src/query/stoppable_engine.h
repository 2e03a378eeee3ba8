// StoppableEngine: an Engine whose sessions end what they run soon after a stop is asked for, and
// run nothing more then.
//
//   Threads:   as Engine.
#pragma once

#include <stop_token>

#include "query/engine.h"

namespace pinflow::query {

class StoppableEngine final : public Engine {
 public:
  // `engine` outlives it and its sessions.
  StoppableEngine(Engine& engine, std::stop_token stop) : engine_(engine), stop_(std::move(stop)) {}

  // Its functions fail with kUnavailable once it is stopped.
  Result<std::unique_ptr<Session>> open_session(bool trusted = true) override;
  lake::ParquetCodec& parquet() override { return engine_.parquet(); }

 private:
  Engine& engine_;
  const std::stop_token stop_;
};

}  // namespace pinflow::query
