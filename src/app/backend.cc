#include "app/backend.h"

#include <algorithm>
#include <span>
#include <vector>

#include "app/kafka_options.h"
#include "app/kinesis_options.h"
#include "app/source_database.h"
#include "app/stores.h"
#include "base/nearest_name.h"
#include "base/temporary_folder.h"
#include "eventlog/kafka/kafka_event_log.h"
#include "eventlog/local/local_event_log.h"
#include "http/target.h"
#include "objects/local/local_store.h"
#include "source/database.h"
#include "source/sqlite/sqlite_source.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kFolderBegin = "pinflow-verify-";

// What a row of the table below gets: the URI, and what it said behind its scheme.
struct Named {
  std::string uri;
  std::string rest;   // "//host:9092"
  std::string query;  // Behind "?".
  Config* config;
  Parts* parts;
};

std::string without_slashes(std::string_view rest) {
  return std::string(rest.starts_with("//") ? rest.substr(2) : rest);
}

// "?endpoint=…" as settings of the section.
Status set_from_query(const Named& named, const std::string& section) {
  for (const auto& [name, value] : http::parse_query(named.query)) {
    TRY(named.config->set(section + "." + name, value, named.uri));
  }
  return Status();
}

Backend in_folder(const std::filesystem::path& folder) {
  auto own = std::make_shared<TemporaryFolder>(kFolderBegin, folder);
  return {"objects", folder.string(), StorePlaces([own](const std::string& name) {
            return objects::StorePlace{
                [own, name] { return objects::open_local_store(own->path() / name); }};
          })};
}

Result<Backend> in_bucket(const Named& named, const std::string& url) {
  Result<S3Place> place = parse_s3_url(url);
  if (!place.ok()) return place.status();
  auto scratch = std::make_shared<TemporaryFolder>(kFolderBegin);
  TRY_ASSIGN(objects::S3Options options, s3_options(*named.config, scratch->path()));
  options.create_buckets = false;  // What is made here is removed again; a bucket would not be.
  options.copy_bytes_max = 64u << 20;
  return Backend{"objects", url, StorePlaces([options, place = *place, scratch](const auto& name) {
                   return objects::StorePlace{[options, place, scratch, name] {
                     return objects::open_s3_store(options, place.bucket,
                                                   place.prefix + name + "/");
                   }};
                 })};
}

Backend in_log(std::string where,
               std::function<Result<std::unique_ptr<eventlog::EventLog>>()> open) {
  return {"eventlog", std::move(where),
          EventLogPlaces([open = std::move(open)](const std::string& name) {
            return eventlog::EventLogPlace{open, name + "-"};
          })};
}

Backend of_rows(std::string where,
                std::function<Result<std::unique_ptr<source::RowSource>>()> open) {
  return {"source", std::move(where), RowSourcePlaces([open = std::move(open)](const std::string&) {
            return source::RowSourcePlace{open};
          })};
}

Result<Backend> at_kafka(const Named& named) {
  const std::string servers = without_slashes(named.rest);
  if (!servers.empty()) {
    TRY(named.config->set("eventlog.kafka.bootstrap_servers", servers, named.uri));
  }
  TRY(set_from_query(named, "eventlog.kafka.properties"));
  TRY_ASSIGN(const auto options, kafka_options(*named.config));
  auto found = options.client.properties.find("bootstrap.servers");
  std::string where = found == options.client.properties.end() ? "" : found->second;
  return in_log("kafka://" + where, [options] { return open_kafka_event_log(options); });
}

// Its copy of the records is in a folder of its own, which is removed.
Result<Backend> at_kinesis(const Named& named) {
  const std::string region = without_slashes(named.rest);
  if (!region.empty()) TRY(named.config->set("eventlog.kinesis.region", region, named.uri));
  TRY(set_from_query(named, "eventlog.kinesis"));
  auto own = std::make_shared<TemporaryFolder>(kFolderBegin);
  TRY_ASSIGN(auto options, kinesis_options(*named.config, own->path()));
  options.streams = {std::string(kFolderBegin) + "*"};
  const std::string& endpoint = options.service.endpoint;
  const std::string where = "kinesis://" + options.service.region;
  return in_log(endpoint.empty() ? where : where + "?endpoint=" + endpoint,
                [options, own] { return open_kinesis_event_log(options); });
}

Result<Backend> at_s3(const Named& named) {
  TRY(set_from_query(named, "objects.s3"));
  return in_bucket(named, "s3:" + named.rest);
}

Result<Backend> at_folder(const Named& named) { return in_folder(without_slashes(named.rest)); }

Result<Backend> at_database(const Named& named) {
  TRY_ASSIGN(const source::DatabaseAddress address, source_database(named.uri));
  std::string where = std::string(source::name_of(address.kind)) + "://" + address.user + "@" +
                      address.host + ":" + std::to_string(address.port) + "/" + address.database;
  return of_rows(where, [address] { return source::open_database_source(address); });
}

Result<Backend> at_sqlite(const Named& named) {
  const std::string file = without_slashes(named.rest);
  return of_rows(file, [file] { return source::open_sqlite_source(file); });
}

Result<Backend> configured_log(const Named& named) {
  if (named.config->text("eventlog.type") == "kafka") return at_kafka(named);
  if (named.config->text("eventlog.type") == "kinesis") return at_kinesis(named);
  // Beside the log, which a running pinflow has open, and on its disk.
  auto own = std::make_shared<TemporaryFolder>(kFolderBegin, named.parts->data());
  return in_log(named.parts->data().string(),
                [own] { return eventlog::open_local_event_log(own->path()); });
}

Result<Backend> configured_objects(const Named& named) {
  TRY_ASSIGN(const auto users, named.parts->user_ids());
  if (users.empty()) return Status(Code::kInvalidArgument, "there is no bucket yet: name a user");
  const std::string bucket = model::bucket_name(users.front());
  if (named.config->text("objects.type") == "s3") return in_bucket(named, "s3://" + bucket);
  return in_folder(named.parts->data() / "objects" / bucket);
}

Result<Backend> configured_lake(const Named& named) {
  const std::string& url = named.config->text("lake.url");
  return url.empty() ? in_folder(named.parts->data() / "lake") : in_bucket(named, url);
}

Result<Backend> configured_source(const Named& named) {
  return of_rows(named.config->text("source.type"),
                 [parts = named.parts] { return parts->source(); });
}

using Find = Result<Backend> (*)(const Named&);
struct Kind {
  std::string_view name;
  Find find;
};
constexpr Kind kWords[] = {{"eventlog", configured_log},
                           {"objects", configured_objects},
                           {"lake", configured_lake},
                           {"source", configured_source}};
constexpr Kind kSchemes[] = {{"s3", at_s3},
                             {"file", at_folder},
                             {"kafka", at_kafka},
                             {"kinesis", at_kinesis},
                             {"mysql", at_database},
                             {"mariadb", at_database},
                             {"postgresql", at_database},
                             {"postgres", at_database},
                             {"sqlite", at_sqlite}};

const Kind* find_kind(std::span<const Kind> kinds, std::string_view name) {
  auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}

Status unknown(const std::string& uri, const std::string& scheme) {
  std::vector<std::string> names;
  std::string all;
  for (const Kind& kind : kSchemes) {
    names.emplace_back(kind.name);
    all += (all.empty() ? "" : ", ") + std::string(kind.name);
  }
  return Status(Code::kInvalidArgument, "'" + uri + "': no backend is called '" + scheme +
                                            "'; there are " + all + did_you_mean(scheme, names));
}

// A file is a database, or says where one is; anything else is a folder of objects.
Result<Backend> at_path(Named named) {
  std::error_code error;
  const std::filesystem::path path = named.uri;
  named.rest = named.uri;
  if (!std::filesystem::is_regular_file(path, error)) return at_folder(named);
  const std::string end = path.extension().string();
  bool is_settings = end == ".yaml" || end == ".yml" || named.uri.ends_with("env");
  return is_settings ? at_database(named) : at_sqlite(named);
}

}  // namespace

Result<Backend> find_backend(const std::string& uri, Config* config, Parts& parts) {
  Named named{uri, "", "", config, &parts};
  if (const Kind* word = find_kind(kWords, uri)) return word->find(named);
  const size_t colon = uri.find(':');
  if (colon == uri.npos || uri.find('/') < colon) {
    std::error_code error;
    if (uri.find('/') != uri.npos || std::filesystem::exists(uri, error)) return at_path(named);
    std::vector<std::string> words;
    for (const Kind& word : kWords) words.emplace_back(word.name);
    return Status(Code::kInvalidArgument,
                  "'" + uri + "' is no URI, no path, and none of eventlog, objects, lake, source" +
                      did_you_mean(uri, words));
  }
  const std::string scheme = uri.substr(0, std::min(uri.find('+'), colon));
  const Kind* kind = find_kind(kSchemes, scheme);
  if (kind == nullptr) return unknown(uri, scheme);
  const size_t question = std::min(uri.find('?', colon), uri.size());
  named.rest = uri.substr(colon + 1, question - colon - 1);
  named.query = uri.substr(std::min(question + 1, uri.size()));
  return kind->find(named);
}

}  // namespace pinflow::app
