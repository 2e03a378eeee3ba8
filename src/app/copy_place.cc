#include "app/copy_place.h"

#include "app/kafka_options.h"
#include "app/kinesis_options.h"
#include "app/stores.h"
#include "base/file.h"
#include "eventlog/kafka/kafka_event_log.h"
#include "eventlog/local/local_event_log.h"
#include "http/target.h"
#include "objects/local/local_store.h"

namespace pinflow::app {
namespace {

// Of a URI, what is behind its scheme.
struct CopyUri {
  std::string text;
  std::string scheme;
  std::string rest;   // Without "//".
  std::string query;  // Behind "?".
};

CopyUri split_uri(const std::string& uri) {
  CopyUri parts{uri, "", uri, ""};
  const size_t colon = uri.find(':');
  if (colon == uri.npos || uri.find('/') < colon) return parts;  // A path.
  const size_t question = std::min(uri.find('?', colon), uri.size());
  parts.scheme = uri.substr(0, colon);
  parts.rest = uri.substr(colon + 1, question - colon - 1);
  if (parts.rest.starts_with("//")) parts.rest.erase(0, 2);
  parts.query = uri.substr(std::min(question + 1, uri.size()));
  return parts;
}

Status set_from_query(const CopyUri& uri, const std::string& section, Config* config) {
  for (const auto& [name, value] : http::parse_query(uri.query)) {
    TRY(config->set(section + "." + name, value, uri.text));
  }
  return Status();
}

template <class Noun>
Result<CopyPlace> place_of(std::string where, Result<std::unique_ptr<Noun>> opened) {
  if (!opened.ok()) return opened.status().with_context(where);
  return CopyPlace{std::move(where), std::shared_ptr<Noun>(std::move(*opened))};
}

// What the parts own.
template <class Noun>
Result<CopyPlace> place_of_part(std::string where, Result<Noun*> part) {
  if (!part.ok()) return part.status().with_context(where);
  return CopyPlace{std::move(where), std::shared_ptr<Noun>(*part, [](Noun*) {})};
}

Result<CopyPlace> copy_kafka(const CopyUri& uri, Config config) {
  if (!uri.rest.empty()) {
    TRY(config.set("eventlog.kafka.bootstrap_servers", uri.rest, uri.text));
  }
  TRY(set_from_query(uri, "eventlog.kafka.properties", &config));
  TRY_ASSIGN(const auto options, kafka_options(config));
  return place_of("kafka://" + uri.rest, eventlog::open_kafka_event_log(options));
}

Result<CopyPlace> copy_kinesis(const CopyUri& uri, Config config,
                               const std::filesystem::path& folder) {
  if (!uri.rest.empty()) TRY(config.set("eventlog.kinesis.region", uri.rest, uri.text));
  TRY(set_from_query(uri, "eventlog.kinesis", &config));
  TRY_ASSIGN(auto options, kinesis_options(config, folder));
  options.retention_time.reset();  // What was copied is counted here.
  options.retention_bytes.reset();
  TRY(create_directories_durably(folder));
  return place_of(uri.text, eventlog::open_kinesis_event_log(options));
}

Result<CopyPlace> copy_bucket(const CopyUri& uri, Config config,
                              const std::filesystem::path& folder) {
  TRY(set_from_query(uri, "objects.s3", &config));
  TRY_ASSIGN(const S3Place place, parse_s3_url("s3://" + uri.rest));
  TRY_ASSIGN(const objects::S3Options options, s3_options(config, folder));
  return place_of("s3://" + uri.rest, objects::open_s3_store(options, place.bucket, place.prefix));
}

}  // namespace

eventlog::EventLog* CopyPlace::log() const {
  const auto* log = std::get_if<std::shared_ptr<eventlog::EventLog>>(&noun);
  return log == nullptr ? nullptr : log->get();
}

objects::Store* CopyPlace::objects() const {
  const auto* store = std::get_if<std::shared_ptr<objects::Store>>(&noun);
  return store == nullptr ? nullptr : store->get();
}

Result<CopyPlace> open_copy_place(const std::string& uri, Config config, Parts& parts,
                                  const std::filesystem::path& folder) {
  if (uri == "eventlog") return place_of_part(uri, parts.eventlog());
  if (uri == "lake") return place_of_part(uri, parts.lake());
  const CopyUri named = split_uri(uri);
  if (named.scheme == "kafka") return copy_kafka(named, std::move(config));
  if (named.scheme == "kinesis") return copy_kinesis(named, std::move(config), folder);
  if (named.scheme == "s3") return copy_bucket(named, std::move(config), folder);
  if (named.scheme == "eventlog") {
    const std::filesystem::path data = named.rest;
    TRY(create_directories_durably(data));
    return place_of(uri, eventlog::open_local_event_log(data / "eventlog"));
  }
  if (named.scheme == "file" || (named.scheme.empty() && named.rest.find('/') != uri.npos)) {
    return place_of(named.rest, objects::open_local_store(named.rest));
  }
  return Status(Code::kInvalidArgument,
                "'" + uri +
                    "' is no place to copy from or to: those are kafka://HOST:PORT, "
                    "kinesis://REGION, eventlog:DATA-FOLDER, s3://BUCKET/FOLDER, file:FOLDER, a "
                    "path, and eventlog or lake for what is configured");
}

}  // namespace pinflow::app
