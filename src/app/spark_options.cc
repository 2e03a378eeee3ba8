#include "app/spark_options.h"

#include "app/embedded.h"
#include "app/stores.h"

namespace pinflow::app {
namespace {

constexpr std::string_view kProgram = "src/query/spark/job/";

bool uses_s3(const Config& config) {
  return config.text("objects.type") == "s3" || !config.text("lake.url").empty();
}

// What hadoop-aws has to know of the server, where the user's properties do not say it.
Status add_s3(const Config& config, const std::filesystem::path& data,
              std::map<std::string, std::string>* conf) {
  TRY_ASSIGN(objects::S3Options s3, s3_options(config, data));
  if (!s3.customer_key.empty()) {
    return Status(Code::kInvalidArgument,
                  "query.type: Spark does not get a customer's key: encrypt by the server, or use "
                  "DuckDB");
  }
  const std::string prefix = "spark.hadoop.fs.s3a.";
  conf->emplace(prefix + "path.style.access", s3.path_style ? "true" : "false");
  conf->emplace(prefix + "endpoint.region", s3.region);
  // Else it deletes marks of folders that are none, and tries again where a server minds.
  conf->emplace(prefix + "directory.marker.retention", "keep");
  if (!s3.endpoint.empty()) {
    conf->emplace(prefix + "endpoint", s3.endpoint);
    bool is_plain = s3.endpoint.starts_with("http://");
    conf->emplace(prefix + "connection.ssl.enabled", is_plain ? "false" : "true");
  }
  if (!s3.encryption.empty()) {
    bool is_kms = s3.encryption == "aws:kms";
    conf->emplace(prefix + "server-side-encryption-algorithm", is_kms ? "SSE-KMS" : "AES256");
    if (is_kms) conf->emplace(prefix + "server-side-encryption.key", s3.kms_key_id);
  }
  return Status();
}

}  // namespace

Result<query::SparkOptions> spark_options(const Config& config, const std::filesystem::path& data,
                                          const std::string& main) {
  query::SparkOptions options;
  options.submit = config.text("query.spark.submit");
  options.master = config.text("query.spark.master");
  options.python = config.text("query.spark.python");
  options.packages = config.list("query.spark.packages");
  options.jars = config.list("query.spark.jars");
  options.conf = config.texts("query.spark.conf");
  for (const auto& [key, value] : options.conf) {
    if (key.starts_with("spark.")) continue;
    return Status(Code::kInvalidArgument, config.settings().at("query.spark.conf." + key).origin +
                                              ": query.spark.conf: '" + key +
                                              "' does not begin with 'spark.'");
  }
  if (uses_s3(config)) TRY(add_s3(config, data, &options.conf));
  options.folder = std::filesystem::absolute(data) / "tmp";
  options.program.emplace_back(main, "");
  for (std::string_view path : embedded_files(kProgram)) {
    std::string name(path.substr(kProgram.size()));
    std::string text(*embedded_file(path));
    if (name == main) {
      options.program.front().second = std::move(text);
    } else {
      options.program.emplace_back(std::move(name), std::move(text));
    }
  }
  return options;
}

}  // namespace pinflow::app
