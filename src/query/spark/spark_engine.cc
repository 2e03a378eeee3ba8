#include "query/spark/spark_engine.h"

#include <mutex>

#include "query/spark/spark_driver.h"
#include "query/spark/spark_session.h"

namespace pinflow::query {
namespace {

class SparkEngine final : public Engine {
 public:
  SparkEngine(SparkOptions options, Engine& local) : options_(std::move(options)), local_(local) {}

  Result<std::unique_ptr<Session>> open_session(bool trusted) override {
    if (!trusted) return local_.open_session(trusted);
    std::shared_ptr<SparkDriver> driver;
    std::string name;
    {
      std::lock_guard lock(mutex_);
      if (driver_ == nullptr || !driver_->is_there()) {
        driver_.reset();
        TRY_ASSIGN(driver_, SparkDriver::start(options_));
      }
      driver = driver_;
      name = "session " + std::to_string(++session_count_);
    }
    TRY_ASSIGN(std::unique_ptr<Session> local, local_.open_session());
    return open_spark_session(std::move(driver), std::move(name), std::move(local));
  }

  lake::ParquetCodec& parquet() override { return local_.parquet(); }

 private:
  const SparkOptions options_;
  Engine& local_;
  std::mutex mutex_;  // Guards what follows.
  std::shared_ptr<SparkDriver> driver_;
  int64_t session_count_ = 0;
};

}  // namespace

std::unique_ptr<Engine> open_spark_engine(SparkOptions options, Engine& local) {
  return std::make_unique<SparkEngine>(std::move(options), local);
}

}  // namespace pinflow::query
