#include "post/open_target.h"

#include "http/client.h"
#include "model/ids.h"
#include "post/kafka_target.h"
#include "post/kinesis_target.h"

namespace pinflow::post {

Status check_target_options(const PostOptions& options) {
  TRY(model::check_user_id(options.user_id));
  if (options.batch_rows < 1) {
    return Status(Code::kInvalidArgument, "post: a request has at least 1 row");
  }
  if (options.target == TargetKind::kKinesis && options.batch_rows > kKinesisRowsMax) {
    return Status(Code::kInvalidArgument, "post: a request to Kinesis has at most 500 rows");
  }
  return Status();
}

Result<std::unique_ptr<Target>> open_target(const PostOptions& options,
                                            const model::Dataset& dataset,
                                            std::mutex* console_mutex) {
  if (options.target == TargetKind::kConsole) {
    check(options.console != nullptr);
    return open_console_target(options.console, console_mutex);
  }
  TRY_ASSIGN(const http::Url url, http::parse_url(options.invoke_url));
  auto client = http::open_client(url);
  if (options.target == TargetKind::kKafka) {
    return open_kafka_target(std::move(client), url.path,
                             model::topic_name(options.user_id, dataset), options.headers);
  }
  const std::string stream = model::stream_name(options.user_id, dataset);
  if (options.create_shard_count > 0) {
    TRY(create_stream(*client, url.path, stream, options.create_shard_count, options.headers));
  }
  return open_kinesis_target(std::move(client), url.path, stream, options.headers);
}

std::string_view name_of(TargetKind kind) {
  if (kind == TargetKind::kConsole) return "console";
  return kind == TargetKind::kKafka ? "kafka" : "kinesis";
}

}  // namespace pinflow::post
