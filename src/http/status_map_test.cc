#include "http/status_map.h"

#include <gtest/gtest.h>

namespace pinflow::http {
namespace {

TEST(StatusMap, ClientsRetryWhatMayHelpAndNothingElse) {
  for (Code code : {Code::kExhausted, Code::kUnavailable}) {
    EXPECT_EQ(protocol_error(code).confluent_record_code, 50003);
    EXPECT_TRUE(protocol_error(code).http_status == 429 || protocol_error(code).http_status == 503);
  }
  for (Code code : {Code::kInvalidArgument, Code::kNotFound, Code::kAlreadyExists,
                    Code::kOutOfRange, Code::kDenied}) {
    EXPECT_LT(protocol_error(code).http_status, 429);
    EXPECT_EQ(protocol_error(code).kinesis_status, 400);
  }
}

TEST(StatusMap, NamesTheErrorsOfEachProtocol) {
  EXPECT_EQ(protocol_error(Code::kExhausted).kinesis_type,
            "ProvisionedThroughputExceededException");
  EXPECT_EQ(protocol_error(Code::kNotFound).kinesis_type, "ResourceNotFoundException");
  EXPECT_EQ(protocol_error(Code::kDenied).confluent_code, 40301);
  EXPECT_EQ(protocol_error(Code::kCorruption).http_status, 500);
}

}  // namespace
}  // namespace pinflow::http
