// What every Engine promises. A new stand-in is done when its line is in kStandIns and this file
// passes.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <limits>

#include "objects/local/local_store.h"
#include "query/duckdb/duckdb_engine.h"
#include "query/engine.h"

namespace pinflow::query {
namespace {

using model::Schema;
using model::Type;

struct StandIn {
  const char* name;
  Result<std::unique_ptr<Engine>> (*open)(const EngineOptions&);
};
constexpr StandIn kStandIns[] = {{"duckdb", open_duckdb_engine}};

const Schema kAllTypes{{{"flag", Type::kBoolean},
                        {"small", Type::kInteger},
                        {"big", Type::kLong},
                        {"real", Type::kDouble},
                        {"text", Type::kString},
                        {"bytes", Type::kBinary},
                        {"moment", Type::kTimestamp},
                        {"day", Type::kDate}}};

// Batches of rows 0, 1, 2, … with every type; row 1 of each batch is NULL.
class CountingReader final : public model::RowReader {
 public:
  explicit CountingReader(int64_t batch_count) : batch_count_(batch_count) {}
  const Schema& schema() const override { return kAllTypes; }
  Result<model::RowBatch> next() override {
    model::RowBatch batch(kAllTypes);
    int64_t number = next_batch_++;
    if (number >= batch_count_) return failure.ok() ? Result(std::move(batch)) : failure;
    for (int64_t row = 0; row < 2048; ++row) push_row(number * 2048 + row, row == 1, &batch);
    return batch;
  }

  Status failure;  // What next() says after the last batch.

 private:
  static void push_row(int64_t number, bool is_null, model::RowBatch* batch) {
    for (model::ColumnValues& column : batch->columns) {
      if (is_null) {
        column.push_null();
      } else if (column.type == Type::kDouble) {
        column.push_double(static_cast<double>(number) + 0.5);
      } else if (column.type == Type::kString || column.type == Type::kBinary) {
        column.push_text(batch->keep("a text longer than twelve bytes " + std::to_string(number)));
      } else {
        column.push_integer(column.type == Type::kBoolean ? number % 2 : number);
      }
    }
  }

  const int64_t batch_count_;
  std::atomic<int64_t> next_batch_ = 0;
};

class EngineContract : public testing::TestWithParam<StandIn> {
 protected:
  void SetUp() override {
    std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    for (char& letter : test) letter = letter == '/' ? '_' : letter;
    folder_ = std::filesystem::path(testing::TempDir()) / ("engine_contract_" + test);
    std::filesystem::remove_all(folder_);
    store_ = std::move(*objects::open_local_store(folder_ / "lake"));
    engine_ = std::move(*GetParam().open({}));
    session_ = std::move(*engine_->open_session());
    table_ = lake::open_delta_table("silver.t", *store_, "silver/t/", engine_->parquet());
  }

  // Rows as "a|b\n", or the error's code and text.
  static std::string show(Result<Table> table) {
    if (!table.ok()) return "error: " + table.status().message();
    std::string text;
    for (const std::vector<Cell>& row : table->rows) {
      for (const Cell& cell : row) text += show(cell) + (&cell == &row.back() ? "\n" : "|");
    }
    return text;
  }

  static std::string show(const Cell& cell) {
    if (auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
    if (auto* number = std::get_if<int64_t>(&cell)) return std::to_string(*number);
    if (auto* real = std::get_if<double>(&cell)) return std::to_string(*real);
    if (auto* text = std::get_if<std::string>(&cell)) return *text;
    return "NULL";
  }

  std::string ask(std::string_view sql) { return show(session_->query(sql)); }
  Code code_of(Session& session, std::string_view sql) {
    return session.query(sql).status().code();
  }

  // Writes what `select` gives into table_ as one more commit.
  lake::Snapshot write(std::string_view select, const Schema& schema) {
    EXPECT_TRUE(table_->exists() || table_->create(schema).ok());
    auto files = session_->write_files(select, schema, *table_);
    EXPECT_TRUE(files.ok()) << files.status().message();
    lake::Change change;
    if (files.ok()) change.add = *files;
    EXPECT_TRUE(table_->commit(*table_->snapshot(), change).ok());
    return *table_->snapshot();
  }

  std::filesystem::path folder_;
  std::unique_ptr<objects::Store> store_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<lake::DeltaTable> table_;
};

TEST_P(EngineContract, AnswersHaveTypedCells) {
  auto table = session_->query(
      "SELECT true AS a, CAST(1 AS INT) AS b, 2.5e0 AS c, 'x' AS d, NULL AS e, "
      "sum(CAST(7 AS INT)) AS f, CAST(1.25 AS DECIMAL(10,2)) AS g, "
      "TIMESTAMP '2020-08-28 03:52:47' AS h, TIMESTAMP '2020-08-28 03:52:47.5' AS i, "
      "DATE '2020-08-28' AS j, CAST('ab' AS BLOB) AS k;");
  ASSERT_TRUE(table.ok()) << table.status().message();
  EXPECT_EQ(show(table),
            "true|1|2.500000|x|NULL|7|1.250000|2020-08-28 03:52:47|2020-08-28 03:52:47.5|"
            "2020-08-28|ab\n");
  EXPECT_EQ(table->columns[1].name, "b");
  EXPECT_EQ(table->columns[1].type, "INTEGER");
  EXPECT_EQ(table->columns[6].type, "DECIMAL(10,2)");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(table->rows[0][4]));
}

TEST_P(EngineContract, NestedValuesAreJsonText) {
  auto table = session_->query(
      "SELECT [1.5, NULL] AS list, {'a': 1, 'b': 'x\"y'} AS struct, MAP {'k': true} AS map, "
      "CAST('12:30:00' AS TIME) AS time ORDER BY 1");
  EXPECT_EQ(show(table), "[1.5,null]|{\"a\":1,\"b\":\"x\\\"y\"}|{\"k\":true}|12:30:00\n");
  EXPECT_EQ(table->columns[1].type, "STRUCT(a INTEGER, b VARCHAR)");
}

// Keeps rows whose number is even, and counts those that it was asked about.
class EvenRows final : public RowFilter {
 public:
  const Schema& schema() const override { return schema_; }
  void keep(const model::RowBatch& rows, std::vector<uint8_t>* kept) override {
    asked += static_cast<int64_t>(rows.row_count());
    for (size_t i = 0; i < rows.row_count(); ++i) {
      (*kept)[i] = rows.columns[0].valid[i] != 0 && rows.columns[0].integers[i] % 2 == 0;
      texts += rows.columns[1].valid[i] != 0 && rows.columns[1].texts[i].starts_with("a text");
    }
  }
  std::atomic<int64_t> asked = 0, texts = 0;

 private:
  const Schema schema_{{{"number", Type::kLong}, {"name", Type::kString}}};
};

TEST_P(EngineContract, AFilterSaysOnceOfEachRowWhetherItGoesOn) {
  CountingReader reader(5);
  EvenRows filter;
  ASSERT_TRUE(session_->bind_rows("source", reader).ok());
  ASSERT_TRUE(session_->bind_filter("is_even", filter).ok());
  EXPECT_EQ(ask("SELECT count(*), min(n), max(n), max(length(upper(t))) FROM (SELECT big + 1 AS n, "
                "text AS t FROM source) WHERE is_even(n, t)"),
            "5115|4|10240|37\n");
  EXPECT_EQ(filter.asked, 5 * 2048);
  EXPECT_EQ(filter.texts, 5 * 2047);
  ASSERT_TRUE(session_->unbind("is_even").ok());
  ASSERT_TRUE(session_->unbind("is_even").ok());
  EXPECT_EQ(code_of(*session_, "SELECT 1 WHERE is_even(1, 'a')"), Code::kInvalidArgument);
}

TEST_P(EngineContract, AFilterCanBeBoundAnewAndCastsWhatItIsAskedAbout) {
  EvenRows first, second;
  ASSERT_TRUE(session_->bind_filter("is_even", first).ok());
  ASSERT_TRUE(session_->bind_filter("is_even", second).ok());
  EXPECT_EQ(ask("SELECT n FROM (VALUES ('7'), ('8'), (NULL)) t(n) WHERE is_even(n, 1)"), "8\n");
  EXPECT_EQ(first.asked, 0);
  EXPECT_EQ(second.asked, 3);
}

TEST_P(EngineContract, StagedRowsCanBeReadUntilTheTableHasThem) {
  CountingReader reader(30);
  ASSERT_TRUE(session_->bind_rows("source", reader).ok());
  ASSERT_TRUE(table_->create(kAllTypes).ok());
  auto staged = session_->stage_files("staged", "SELECT * FROM source", kAllTypes, *table_);
  ASSERT_TRUE(staged.ok()) << staged.status().message();
  EXPECT_EQ((*staged)->row_count(), 30 * 2048);
  const std::string count = "SELECT count(*), count(DISTINCT text), min(moment) FROM ";
  std::string seen = ask(count + "staged");
  EXPECT_TRUE(store_->list("silver/t/part")->empty());
  lake::Change change;
  change.add = *(*staged)->put();
  ASSERT_TRUE(table_->commit(*table_->snapshot(), change).ok());
  ASSERT_TRUE(session_->bind_table("t", *table_, *table_->snapshot()).ok());
  EXPECT_EQ(ask(count + "t"), seen);
  EXPECT_EQ(seen.substr(0, 12), "61440|61410|");
}

TEST_P(EngineContract, StagedRowsThatNobodyWantedLeaveNothing) {
  auto staged = session_->stage_files("staged", "SELECT 7 AS a", {{{"a", Type::kLong}}}, *table_);
  ASSERT_TRUE(staged.ok());
  staged->reset();
  EXPECT_TRUE(std::filesystem::is_empty(*store_->staging_directory()));
  auto none =
      session_->stage_files("staged", "SELECT 7 AS a WHERE false", {{{"a", Type::kLong}}}, *table_);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(ask("SELECT count(*) FROM staged"), "0\n");
  EXPECT_TRUE((*none)->put()->empty());
}

TEST_P(EngineContract, OrderSurvivesARowLimit) {
  QueryLimits limits;
  limits.row_count_max = 3;
  auto table =
      session_->query("SELECT i, [i] AS l FROM range(100000) t(i) ORDER BY i DESC", limits);
  EXPECT_EQ(show(table), "99999|[99999]\n99998|[99998]\n99997|[99997]\n");
  EXPECT_TRUE(table->truncated);
  table = session_->query("SELECT i FROM range(3) t(i) -- the end;", limits);
  EXPECT_FALSE(table->truncated);
  EXPECT_EQ(table->rows.size(), 3u);
}

TEST_P(EngineContract, ErrorsOfSqlSayWhereAndWhatWasMeant) {
  Status error = session_->query("SELECT countri FROM (SELECT 1 AS country)").status();
  EXPECT_EQ(error.code(), Code::kInvalidArgument);
  EXPECT_NE(error.message().find("country"), std::string::npos) << error.message();
  EXPECT_NE(error.message().find("LINE 1"), std::string::npos) << error.message();
  QueryLimits limits;
  limits.row_count_max = 3;
  error = session_->query("SELECT 1 AS a\nFRM x", limits).status();
  EXPECT_NE(error.message().find("LINE 2"), std::string::npos) << error.message();
  EXPECT_EQ(code_of(*session_, "SELECT 1; SELECT 2"), Code::kInvalidArgument);
  EXPECT_EQ(code_of(*session_, ""), Code::kInvalidArgument);
}

TEST_P(EngineContract, AStatementEndsWhenItsTimeIsOver) {
  QueryLimits limits;
  limits.timeout = std::chrono::milliseconds(20);
  auto stopped = session_->query(
      "SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)", limits);
  EXPECT_EQ(stopped.status().code(), Code::kExhausted);
  EXPECT_EQ(stopped.status().message(), "sql: stopped after 20 ms");
  EXPECT_EQ(ask("SELECT 1"), "1\n");
}

TEST_P(EngineContract, SharedSqlRunsUnchanged) {
  EXPECT_EQ(ask("SELECT array_append(array_repeat(1.5e0, 1), 2.5e0)"), "[1.5,2.5]\n");
  EXPECT_EQ(ask("SELECT percentile_approx(x, 0.5) FROM range(5) t(x)"), "2\n");
  EXPECT_EQ(ask("SELECT year(try_cast('2018-04-05T17:14:04' AS TIMESTAMP)), "
                "try_cast('12a' AS INT), CAST(5 AS STRING)"),
            "2018|NULL|5\n");
}

TEST_P(EngineContract, RowsOfAReaderAreRead) {
  CountingReader reader(1);
  ASSERT_TRUE(session_->bind_rows("r", reader).ok());
  EXPECT_EQ(ask("SELECT * FROM r WHERE big IN (0, 1, 3) OR big IS NULL ORDER BY big"),
            "false|0|0|0.500000|a text longer than twelve bytes 0|a text longer than twelve bytes "
            "0|1970-01-01 00:00:00|1970-01-01\n"
            "true|3|3|3.500000|a text longer than twelve bytes 3|a text longer than twelve bytes "
            "3|1970-01-01 00:00:00.000003|1970-01-04\n"
            "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL\n");
}

TEST_P(EngineContract, AllRowsOfAReaderAreReadOnceByManyThreads) {
  CountingReader counted(200), summed(200);
  ASSERT_TRUE(session_->bind_rows("counted", counted).ok());
  ASSERT_TRUE(session_->bind_rows("summed", summed).ok());
  EXPECT_EQ(ask("SELECT count(*) FROM counted"), "409600\n");
  EXPECT_EQ(ask("SELECT count(big), count(DISTINCT text) FROM summed"), "409400|409400\n");
}

TEST_P(EngineContract, BatchesHaveEveryTypeAndKeepWhatIsMissing) {
  CountingReader reader(3);
  ASSERT_TRUE(session_->bind_rows("rows", reader).ok());
  int64_t rows = 0, missing = 0, sum = 0;
  bool texts_match = true;
  auto take = [&](const model::RowBatch& batch) {
    for (size_t row = 0; row < batch.row_count(); ++row, ++rows) {
      for (const model::ColumnValues& column : batch.columns) missing += column.valid[row] == 0;
      if (batch.columns[2].valid[row] == 0) continue;
      int64_t number = batch.columns[2].integers[row];
      sum += number;
      std::string text = "a text longer than twelve bytes " + std::to_string(number);
      texts_match =
          texts_match && batch.columns[4].texts[row] == text &&
          batch.columns[5].texts[row] == text && batch.columns[0].integers[row] == number % 2 &&
          batch.columns[3].doubles[row] == static_cast<double>(number) + 0.5 &&
          batch.columns[6].integers[row] == number && batch.columns[7].integers[row] == number;
    }
    return Status();
  };
  Status status = session_->read("SELECT * FROM rows", kAllTypes, take);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(rows, 3 * 2048);
  EXPECT_EQ(missing, 3 * 8);  // One row of each batch.
  EXPECT_EQ(sum, 6143 * 6144 / 2 - (1 + 2049 + 4097));
  EXPECT_TRUE(texts_match);
}

TEST_P(EngineContract, ReadingInBatchesFailsAsQueriesDo) {
  auto take = [](const model::RowBatch&) { return Status(); };
  Schema schema{{{"a", Type::kLong}}};
  EXPECT_EQ(session_->read("SELECT nothing", schema, take).code(), Code::kInvalidArgument);
  EXPECT_EQ(session_->read("SELECT 'x' AS a", schema, take).code(), Code::kInvalidArgument);
}

TEST_P(EngineContract, AReadersFailureIsTheStatements) {
  CountingReader reader(3);
  reader.failure = Status(Code::kCorruption, "object x is damaged");
  ASSERT_TRUE(session_->bind_rows("r", reader).ok());
  Status failed = session_->materialize("kept", "SELECT * FROM r");
  EXPECT_EQ(failed.code(), Code::kCorruption);
  EXPECT_EQ(failed.message(), "rows of r: object x is damaged");
}

TEST_P(EngineContract, AnEmptyRelationHasItsColumns) {
  Schema schema = kAllTypes;
  schema.columns.push_back({"place", Type::kDoubleArray});
  ASSERT_TRUE(session_->bind_empty("e", schema).ok());
  EXPECT_EQ(ask("SELECT * FROM e"), "");
  auto columns = session_->describe("SELECT *, year(moment) AS y FROM e;");
  ASSERT_TRUE(columns.ok()) << columns.status().message();
  std::string types;
  for (const Table::Column& column : *columns) types += column.name + " " + column.type + ",";
  EXPECT_EQ(types,
            "flag BOOLEAN,small INTEGER,big BIGINT,real DOUBLE,text VARCHAR,bytes BLOB,"
            "moment TIMESTAMP,day DATE,place DOUBLE[],y BIGINT,");
  EXPECT_EQ(session_->describe("SELECT nothing FROM e").status().code(), Code::kInvalidArgument);
}

TEST_P(EngineContract, NamesCanBeBoundAnewAndMayCarryASchema) {
  ASSERT_TRUE(session_->bind_view("gold.a", "SELECT 1 AS x;").ok());
  EXPECT_EQ(ask("SELECT x FROM gold.a"), "1\n");
  ASSERT_TRUE(session_->materialize("gold.a", "SELECT x + 1 AS y FROM range(2) t(x)").ok());
  EXPECT_EQ(ask("SELECT sum(y) FROM gold.a"), "3\n");
  ASSERT_TRUE(session_->bind_view("gold.a", "WITH z AS (SELECT 9 AS z) SELECT * FROM z").ok());
  EXPECT_EQ(ask("SELECT z FROM gold.a"), "9\n");
  EXPECT_EQ(session_->bind_view("b", "SELECT nothing").code(), Code::kInvalidArgument);
}

TEST_P(EngineContract, SessionsHaveNamesOfTheirOwn) {
  auto other = std::move(*engine_->open_session());
  ASSERT_TRUE(session_->bind_view("v", "SELECT 1").ok());
  ASSERT_TRUE(other->bind_view("v", "SELECT 2").ok());
  EXPECT_EQ(ask("FROM v"), "1\n");
  EXPECT_EQ(show(other->query("FROM v")), "2\n");
  session_.reset();
  EXPECT_EQ(show(other->query("FROM v")), "2\n");
}

TEST_P(EngineContract, WhatIsWrittenReadsBackWithItsTypes) {
  Schema schema = kAllTypes;
  schema.columns.push_back({"place", Type::kDoubleArray});
  lake::Snapshot snapshot = write(
      "SELECT '5' AS small, true AS flag, 6 AS big, 1.5 AS real, 'é' AS text, "
      "CAST('ab' AS BLOB) AS bytes, '2020-01-02T03:04:05.123456' AS moment, "
      "DATE '2020-01-02' AS day, [1, 2.5] AS place, 'left out' AS other "
      "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL;",
      schema);
  ASSERT_EQ(snapshot.files.size(), 1u);
  EXPECT_EQ(snapshot.row_count(), 2);
  EXPECT_EQ(
      snapshot.files[0].stats,
      R"({"numRecords":2,"minValues":{"small":5,"big":6,"real":1.5,"text":"é",)"
      R"("moment":"2020-01-02T03:04:05.123Z","day":"2020-01-02"},)"
      R"("maxValues":{"small":5,"big":6,"real":1.5,"text":"é",)"
      R"("moment":"2020-01-02T03:04:05.124Z","day":"2020-01-02"},)"
      R"("nullCount":{"flag":1,"small":1,"big":1,"real":1,"text":1,"bytes":1,"moment":1,"day":1,)"
      R"("place":1}})");
  ASSERT_TRUE(session_->bind_table("silver.t", *table_, snapshot).ok());
  EXPECT_EQ(ask("SELECT *, year(moment) FROM silver.t WHERE flag"),
            "true|5|6|1.500000|é|ab|2020-01-02 03:04:05.123456|2020-01-02|[1.0,2.5]|2020\n");
  EXPECT_EQ(session_->describe("FROM silver.t")->at(6).type, "TIMESTAMP");
}

TEST_P(EngineContract, FilesWithFewerColumnsAndNoFilesAtAllAreRead) {
  Schema narrow{{{"a", Type::kLong}}}, wide{{{"b", Type::kString}, {"a", Type::kLong}}};
  lake::Snapshot snapshot = write("SELECT 1 AS a", narrow);
  snapshot = write("SELECT 2 AS a, 'x' AS b", wide);
  ASSERT_EQ(snapshot.files.size(), 2u);
  snapshot.schema = wide;
  snapshot.schema_string.clear();
  ASSERT_TRUE(session_->bind_table("t", *table_, snapshot).ok());
  EXPECT_EQ(ask("SELECT * FROM t ORDER BY a"), "NULL|1\nx|2\n");
  ASSERT_TRUE(session_->bind_files("t", *table_, snapshot, {}).ok());
  EXPECT_EQ(ask("SELECT * FROM t"), "");
}

TEST_P(EngineContract, PartitionValuesBecomeColumns) {
  lake::Snapshot snapshot = write("SELECT 1 AS a", Schema{{{"a", Type::kLong}}});
  snapshot.schema = Schema{{{"p", Type::kInteger}, {"a", Type::kLong}, {"q", Type::kString}}};
  snapshot.schema_string.clear();
  snapshot.files.push_back(snapshot.files[0]);
  snapshot.files[0].partition_values = {{"p", "7"}, {"q", "it's"}};
  snapshot.files[1].partition_values = {{"p", std::nullopt}, {"q", "y"}};
  ASSERT_TRUE(session_->bind_table("t", *table_, snapshot).ok());
  EXPECT_EQ(ask("SELECT * FROM t ORDER BY p"), "7|1|it's\nNULL|1|y\n");
}

TEST_P(EngineContract, NoRowsMakeNoFileAndAFailureLeavesNone) {
  Schema schema{{{"a", Type::kInteger}}};
  ASSERT_TRUE(table_->create(schema).ok());
  auto none = session_->write_files("SELECT 1 AS a WHERE false", schema, *table_);
  ASSERT_TRUE(none.ok()) << none.status().message();
  EXPECT_TRUE(none->empty());
  auto failed = session_->write_files("SELECT 'x' AS a", schema, *table_);
  EXPECT_EQ(failed.status().code(), Code::kInvalidArgument);
  failed = session_->write_files("SELECT 1 AS b", schema, *table_);
  EXPECT_EQ(failed.status().code(), Code::kInvalidArgument);
  EXPECT_TRUE(store_->list("silver/t/part")->empty());
  EXPECT_TRUE(std::filesystem::is_empty(*store_->staging_directory()));
}

TEST_P(EngineContract, MoreThanFitsIntoMemoryIsWorkedOnDisk) {
  EngineOptions options;
  options.memory_bytes_max = 128 << 20;
  options.thread_count = 2;
  options.temporary_directory = (folder_ / "spill").string();
  auto engine = std::move(*GetParam().open(options));
  auto session = std::move(*engine->open_session());
  const char* large =
      "SELECT count(*) FROM (SELECT DISTINCT i, md5(CAST(i AS STRING)) FROM range(4000000) t(i))";
  EXPECT_EQ(show(session->query(large)), "4000000\n");
}

TEST_P(EngineContract, AnUntrustedSessionReadsWhatIsBoundAndNothingElse) {
  lake::Snapshot snapshot = write("SELECT 1 AS a", Schema{{{"a", Type::kLong}}});
  auto path = *store_->local_path("silver/t/" + snapshot.files[0].path);
  auto session = std::move(*engine_->open_session(false));
  ASSERT_TRUE(session->bind_table("silver.t", *table_, snapshot).ok());
  EXPECT_EQ(show(session->query("SELECT a FROM silver.t")), "1\n");
  EXPECT_EQ(show(session->query("SELECT * FROM (DESCRIBE silver.t)")).substr(0, 9), "a|BIGINT|");

  std::string outside = (folder_ / "outside.csv").string();
  for (std::string sql : {
           std::string("SELECT * FROM read_text('/etc/passwd')"),
           std::string("SELECT * FROM read_csv('/etc/passwd')"),
           std::string("SELECT * FROM '/etc/passwd'"),
           std::string("SELECT * FROM glob('/etc/*')"),
           std::string("WITH x AS (SELECT 1) SELECT content FROM read_blob('/etc/passwd'), x"),
           std::string("IMPORT DATABASE '/etc'"),
           std::string("SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')"),
           "COPY (SELECT 1) TO '" + outside + "'",
           "COPY (SELECT 1) TO '" + path.string() + "' (FORMAT parquet)",
           "EXPLAIN ANALYZE COPY (SELECT 1) TO '" + path.string() + "'",
           "SELECT 1) TO '" + outside + "'; SELECT (1",
           "EXPORT DATABASE '" + (folder_ / "export").string() + "'",
           "ATTACH '" + (folder_ / "x.db").string() + "' AS x",
           std::string("ATTACH ':memory:' AS y"),
           std::string("INSTALL httpfs"),
           std::string("LOAD httpfs"),
           std::string("SET threads = 1"),
           std::string("SET enable_external_access = true"),
           std::string("RESET memory_limit"),
           std::string("PRAGMA enable_profiling"),
           std::string("CREATE TABLE x AS SELECT 1"),
           std::string("DROP VIEW silver.t"),
           std::string("CREATE SECRET (TYPE http)"),
           std::string("CALL enable_logging()"),
       }) {
    EXPECT_FALSE(session->query(sql).ok()) << sql;
    EXPECT_FALSE(session->describe(sql).ok()) << sql;
  }
  EXPECT_EQ(session->write_files("SELECT 1 AS a", snapshot.schema, *table_).status().code(),
            Code::kDenied);
  EXPECT_FALSE(session->bind_view("f", "SELECT * FROM read_text('/etc/passwd')").ok());
  EXPECT_FALSE(std::filesystem::exists(outside));
  EXPECT_EQ(show(session->query("SELECT a FROM silver.t")), "1\n");
  EXPECT_EQ(session->bind_table("late", *table_, snapshot).code(), Code::kInvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(StandIns, EngineContract, testing::ValuesIn(kStandIns),
                         [](const auto& stand_in) { return std::string(stand_in.param.name); });

}  // namespace
}  // namespace pinflow::query
