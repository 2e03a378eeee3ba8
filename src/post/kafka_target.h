// A topic behind the Kafka REST Proxy: POST <invoke URL>/topics/<topic>.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "post/target.h"

namespace pinflow::post {

// `base_path` is the invoke URL's path, such as the stage: "/test". `headers` go with every
// request beside the content type.
std::unique_ptr<Target> open_kafka_target(std::unique_ptr<http::Client> client,
                                          std::string_view base_path, std::string_view topic,
                                          const http::Fields& headers);

// {"records":[{"value":row},…]}
std::string kafka_body(std::span<const PostedRow> rows);
// One outcome for each of `row_count` rows, from the body of a 200.
std::vector<Outcome> read_kafka_answer(std::string_view body, size_t row_count);

}  // namespace pinflow::post
