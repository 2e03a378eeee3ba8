// BatchFixture: the built-in pipeline's batch steps on a fresh folder, for tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/pipeline_file.h"
#include "base/compression.h"
#include "clean/answer.h"
#include "clean/cleaner.h"
#include "clean/gather.h"
#include "clean/ledger.h"
#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"

namespace pinflow::app {

// "clean_after_bronze:2" as the name of a test has it.
inline std::string killpoint_name(const testing::TestParamInfo<const char*>& killpoint) {
  std::string name = killpoint.param;
  std::ranges::replace(name, ':', '_');
  return name;
}

// What one process opens on the folder.
class Batch {
 public:
  explicit Batch(const std::filesystem::path& folder)
      : pipeline(*load_pipeline(pipeline_files(""))),
        bucket(std::move(*objects::open_local_store(folder / "objects"))),
        lake(std::move(*objects::open_local_store(folder / "lake"))),
        engine(std::move(*query::open_duckdb_engine())) {}

  clean::Site site() {
    return {pipeline, "demo", [this](const std::string& name) { return table(name); }, *engine};
  }

  Result<lake::DeltaTable*> table(const std::string& name) {
    auto& table = tables_[name];
    if (table == nullptr) {
      table = lake::open_delta_table(name, *lake, lake::table_prefix(name), engine->parquet());
    }
    return table.get();
  }

  // Puts an object as the sink connector would name it.
  Status put(const std::string& dataset, int64_t offset, std::string_view lines) {
    std::string digits = std::to_string(offset);
    std::string topic = "demo." + dataset;
    std::string key = "topics/" + topic + "/partition=0/" + topic + "+0+" +
                      std::string(10 - digits.size(), '0') + digits + ".json";
    if (!packs) return bucket->put(key, lines);
    key += extension(*packs);
    return bucket->put(key, compress({*packs}, lines));
  }

  Status gather(const std::string& dataset, bool full = false) {
    clean::GatherOptions options;
    options.bucket_name = "user-demo-bucket";
    options.full = full;
    TRY_ASSIGN(gathered, clean::gather(site(), *pipeline.dataset(dataset), *bucket, options));
    return Status();
  }

  Status clean(const std::string& dataset, bool full = false) {
    TRY_ASSIGN(cleaned, clean::clean_dataset(site(), *pipeline.dataset(dataset), full));
    return Status();
  }

  Status run_all(bool full = false) {
    for (const model::Dataset& dataset : pipeline.datasets) {
      TRY(gather(dataset.name, full));
      TRY(clean(dataset.name, full));
    }
    TRY_ASSIGN(answered, clean::answer(site(), full));
    return Status();
  }

  clean::Ledger ledger(const std::string& dataset) {
    return *clean::ledger(site(), *pipeline.dataset(dataset));
  }

  // The rows that `select` gives over the datasets' views and the tables named, which the select
  // knows by their names without the schema.
  std::vector<std::string> rows(const std::string& select,
                                const std::vector<std::string>& tables = {}) {
    auto session = std::move(*engine->open_session());
    EXPECT_TRUE(clean::bind_views(site(), *session).ok());
    for (const std::string& name : tables) {
      lake::DeltaTable* bound = *table(name);
      std::string short_name = name.substr(name.find('.') + 1);
      EXPECT_TRUE(session->bind_table(short_name, *bound, *bound->snapshot()).ok());
    }
    return rows_of(*session, select);
  }

  static std::vector<std::string> rows_of(query::Session& session, const std::string& select) {
    Result<query::Table> answer = session.query(select);
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    std::vector<std::string> rows;
    if (!answer.ok()) return rows;
    for (const std::vector<query::Cell>& row : answer->rows) rows.push_back(text(row));
    return rows;
  }

  // Each table's newest version.
  std::map<std::string, int64_t> versions() {
    std::map<std::string, int64_t> versions;
    auto names = lake::list_tables(*lake);
    for (const std::string& name : *names) {
      versions[name] = to_int64((*table(name))->snapshot()->version);
    }
    return versions;
  }

  std::optional<Codec> packs;  // What put() packs objects with.
  model::Pipeline pipeline;
  std::unique_ptr<objects::Store> bucket;
  std::unique_ptr<objects::Store> lake;
  std::unique_ptr<query::Engine> engine;
  clean::GatherReport gathered;  // Of the last call of each step.
  clean::CleanReport cleaned;
  std::vector<clean::AnswerReport> answered;

 private:
  static std::string text(const std::vector<query::Cell>& row) {
    std::string text;
    for (const query::Cell& cell : row) {
      if (!text.empty()) text += "|";
      if (std::holds_alternative<std::monostate>(cell)) text += "NULL";
      if (auto* flag = std::get_if<bool>(&cell)) text += *flag ? "true" : "false";
      if (auto* integer = std::get_if<int64_t>(&cell)) text += std::to_string(*integer);
      if (auto* number = std::get_if<double>(&cell)) text += std::to_string(*number);
      if (auto* string = std::get_if<std::string>(&cell)) text += *string;
    }
    return text;
  }

  std::map<std::string, std::unique_ptr<lake::DeltaTable>> tables_;
};

// A fresh folder for each test.
class BatchFixture : public testing::Test {
 protected:
  BatchFixture() {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(test.test_suite_name()) + "_" + test.name();
    std::ranges::replace(name, '/', '_');
    folder_ = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(folder_);
  }
  ~BatchFixture() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

// A posted pin row; `more` are members that follow the usual ones.
inline std::string pin_line(int64_t index, const std::string& id,
                            const std::string& more = R"("follower_count":"1k")") {
  return R"({"index":)" + std::to_string(index) + R"(,"unique_id":")" + id +
         R"(","title":"t","description":"d","poster_name":"p","tag_list":"a,b",)"
         R"("is_image_or_video":"image","image_src":"s","downloaded":1,)"
         R"("save_location":"Local save in /data/art","category":"art",)" +
         more + "}\n";
}

}  // namespace pinflow::app
