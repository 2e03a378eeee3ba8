// A stream behind the Kinesis API of a gateway: PUT <invoke URL>/streams/<stream>/record, and
// …/records for several rows. A row's partition key is its index.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "post/target.h"

namespace pinflow::post {

inline constexpr size_t kKinesisRowsMax = 500;  // In one request.

std::unique_ptr<Target> open_kinesis_target(std::unique_ptr<http::Client> client,
                                            std::string_view base_path, std::string_view stream,
                                            const http::Fields& headers);

// Makes the stream and waits until it is ACTIVE; well done too when it is there already.
// Errors: kInvalidArgument (refused); kUnavailable.
Status create_stream(http::Client& client, std::string_view base_path, std::string_view stream,
                     int shard_count, const http::Fields& headers);

std::string kinesis_record_body(std::string_view stream, const PostedRow& row);
std::string kinesis_records_body(std::span<const PostedRow> rows);
// One outcome for each of `row_count` rows, from the body of a 200 of PutRecord (one row) or
// PutRecords.
std::vector<Outcome> read_kinesis_answer(std::string_view body, size_t row_count);

}  // namespace pinflow::post
