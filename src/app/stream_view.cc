#include "app/stream_view.h"

#include <cinttypes>
#include <cstdio>

#include "app/print.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

int64_t integer_in(json::Element object, std::string_view name) {
  auto member = object[name];
  return member ? member->as_integer().value_or(0) : 0;
}

std::string shard_id(int64_t index) {
  char text[40];
  std::snprintf(text, sizeof text, "shardId-%012" PRId64, index);
  return text;
}

std::string body_naming(const std::string& stream) {
  return json::Writer().begin_object().member("StreamName", stream).end_object().take();
}

// Calls `visit` with the answer of each page; a page names the next one by NextToken.
Status each_page(KinesisClient& kinesis, std::string_view action, std::string body,
                 const std::function<void(json::Element)>& visit) {
  json::Parser parser;
  while (true) {
    TRY_ASSIGN(std::string text, kinesis.call(action, std::move(body)));
    TRY_ASSIGN(json::Element page, parser.parse(text));
    visit(page);
    std::string next = page.text_of("NextToken");
    if (next.empty()) return Status();
    body = json::Writer().begin_object().member("NextToken", next).end_object().take();
  }
}

std::string mode_of(json::Element summary) {
  auto details = summary["StreamModeDetails"];
  return details ? details->text_of("StreamMode") : "";
}

}  // namespace

Result<query::Table> list_streams(KinesisClient& kinesis) {
  std::vector<std::string> names;
  TRY(each_page(kinesis, "ListStreams", "{}", [&](json::Element page) {
    if (!page["StreamNames"]) return;
    page["StreamNames"]->each_element([&](json::Element name) {
      names.emplace_back(name.as_string().value_or(""));
      return true;
    });
  }));
  query::Table table{{{"stream", "VARCHAR"},
                      {"status", "VARCHAR"},
                      {"mode", "VARCHAR"},
                      {"open_shards", "BIGINT"},
                      {"retention_hours", "BIGINT"},
                      {"consumers", "BIGINT"}},
                     {},
                     false};
  json::Parser parser;
  for (const std::string& name : names) {
    auto answer = kinesis.call("DescribeStreamSummary", body_naming(name));
    if (answer.status().code() == Code::kNotFound) continue;  // Deleted meanwhile.
    if (!answer.ok()) return answer.status();
    TRY_ASSIGN(json::Element parsed, parser.parse(*answer));
    auto summary = parsed["StreamDescriptionSummary"];
    if (!summary) continue;
    table.rows.push_back({name, summary->text_of("StreamStatus"), mode_of(*summary),
                          integer_in(*summary, "OpenShardCount"),
                          integer_in(*summary, "RetentionPeriodHours"),
                          integer_in(*summary, "ConsumerCount")});
  }
  return table;
}

Result<StreamView> describe_stream(KinesisClient& kinesis, const std::string& name) {
  TRY_ASSIGN(std::string answer, kinesis.call("DescribeStreamSummary", body_naming(name)));
  json::Parser parser;
  TRY_ASSIGN(json::Element parsed, parser.parse(answer));
  StreamView stream{"{}", ""};
  bool has_shards = true;
  if (auto summary = parsed["StreamDescriptionSummary"]) {
    stream.summary.clear();
    summary->write(&stream.summary);
    has_shards = summary->text_of("StreamStatus") != "CREATING";
  }
  if (!has_shards) return StreamView{stream.summary, "[]"};
  TRY(each_page(kinesis, "ListShards", body_naming(name), [&](json::Element page) {
    if (!page["Shards"]) return;
    page["Shards"]->each_element([&](json::Element shard) {
      stream.shards += stream.shards.empty() ? "[" : ",";
      shard.write(&stream.shards);
      return true;
    });
  }));
  stream.shards += stream.shards.empty() ? "[]" : "]";
  return stream;
}

Result<std::string> stream_text(const StreamView& stream) {
  json::Parser parser;
  TRY_ASSIGN(json::Element summary, parser.parse(stream.summary));
  std::string text = summary.text_of("StreamName") + ": " + summary.text_of("StreamStatus") + ", " +
                     mode_of(summary) + ", retention " +
                     std::to_string(integer_in(summary, "RetentionPeriodHours")) + " h, " +
                     std::to_string(integer_in(summary, "ConsumerCount")) + " consumers\n" +
                     summary.text_of("StreamARN") + "\n\n";
  query::Table table{{{"shard", "VARCHAR"},
                      {"state", "VARCHAR"},
                      {"parents", "VARCHAR"},
                      {"first_hash_key", "VARCHAR"},
                      {"last_hash_key", "VARCHAR"}},
                     {},
                     false};
  json::Parser shards_parser;
  TRY_ASSIGN(json::Element shards, shards_parser.parse(stream.shards));
  shards.each_element([&](json::Element shard) {
    auto keys = shard["HashKeyRange"];
    auto numbers = shard["SequenceNumberRange"];
    if (!keys || !numbers) return true;
    std::string parents = shard.text_of("ParentShardId");
    std::string other = shard.text_of("AdjacentParentShardId");
    if (!other.empty()) parents += " " + other;
    table.rows.push_back({shard.text_of("ShardId"),
                          (*numbers)["EndingSequenceNumber"] ? "closed" : "open", parents,
                          keys->text_of("StartingHashKey"), keys->text_of("EndingHashKey")});
    return true;
  });
  return text + format_table(table, Format::kTable);
}

Result<ShardEnds> shard_ends(std::string_view topics, const std::string& stream) {
  json::Parser parser;
  TRY_ASSIGN(json::Element all, parser.parse(topics));
  std::optional<ShardEnds> ends;
  all.each_element([&](json::Element topic) {
    if (topic.text_of("name") != stream || !topic["partitions"]) return true;
    ends.emplace();
    topic["partitions"]->each_element([&](json::Element partition) {
      (*ends)[integer_in(partition, "partition")] = integer_in(partition, "end_offset");
      return true;
    });
    return false;
  });
  if (!ends) return Status(Code::kNotFound, "stream " + stream + ": there is none of that name");
  return *ends;
}

query::Table shard_rates(const ShardEnds& before, const ShardEnds& after,
                         std::chrono::milliseconds between) {
  query::Table table{
      {{"shard", "VARCHAR"}, {"records", "BIGINT"}, {"records_per_second", "BIGINT"}}, {}, false};
  for (const auto& [shard, end] : after) {
    auto found = before.find(shard);
    int64_t more = end - (found == before.end() ? 0 : found->second);
    int64_t rate = between.count() > 0 ? more * 1000 / between.count() : 0;
    table.rows.push_back({shard_id(shard), end, rate});
  }
  return table;
}

}  // namespace pinflow::app
