#include "query/duckdb/duckdb_engine.h"

#include <mutex>
#include <utility>

#include "query/duckdb/checkpoint_codec.h"
#include "query/duckdb/instance.h"
#include "query/duckdb/session.h"

namespace pinflow::query {
namespace {

class DuckdbEngine final : public Engine {
 public:
  explicit DuckdbEngine(EngineOptions options)
      : options_(std::move(options)),
        parquet_(make_checkpoint_codec([this] { return connect(); })) {}

  Result<std::unique_ptr<Session>> open_session(bool trusted) override {
    if (!trusted) {
      TRY_ASSIGN(auto instance, Instance::open(options_));
      return open_duckdb_session(std::move(instance), trusted);
    }
    TRY_ASSIGN(auto instance, shared_instance());
    return open_duckdb_session(std::move(instance), trusted);
  }

  lake::ParquetCodec& parquet() override { return *parquet_; }

 private:
  // Opened when first needed: a process that only takes records in never pays for it.
  Result<std::shared_ptr<Instance>> shared_instance() {
    std::lock_guard lock(mutex_);
    if (shared_ == nullptr) {
      TRY_ASSIGN(shared_, Instance::open(options_));
    }
    return shared_;
  }

  Result<Connection> connect() {
    TRY_ASSIGN(auto instance, shared_instance());
    return instance->connect();
  }

  const EngineOptions options_;
  std::unique_ptr<lake::ParquetCodec> parquet_;
  std::mutex mutex_;
  std::shared_ptr<Instance> shared_;  // Under mutex_.
};

}  // namespace

Result<std::unique_ptr<Engine>> open_duckdb_engine(const EngineOptions& options) {
  return std::unique_ptr<Engine>(std::make_unique<DuckdbEngine>(options));
}

}  // namespace pinflow::query
