#include "objects/s3/endpoint.h"

#include <gtest/gtest.h>

namespace pinflow::objects {
namespace {

TEST(Endpoint, PutsTheBucketIntoThePathOrTheHost) {
  Endpoint path = *endpoint_of("http://127.0.0.1:9000/", "eu-west-1", "b", AddressStyle::kPath);
  EXPECT_EQ(path.url(path.path("a/b c+"), {}), "http://127.0.0.1:9000/b/a/b%20c%2B");
  Endpoint host =
      *endpoint_of("http://localhost:9000", "eu-west-1", "b", AddressStyle::kVirtualHost);
  EXPECT_EQ(host.host, "b.localhost:9000");
  EXPECT_EQ(host.url(host.path("k"), {{"uploads", ""}}), "http://b.localhost:9000/k?uploads=");
}

TEST(Endpoint, IsAwsOfTheRegionByDefault) {
  Endpoint aws = *endpoint_of("", "eu-west-1", "b", AddressStyle::kVirtualHost);
  EXPECT_EQ(aws.url(aws.path(""), {}), "https://b.s3.eu-west-1.amazonaws.com/");
}

TEST(Endpoint, RefusesAddressesWithAPath) {
  EXPECT_EQ(endpoint_of("http://h/p", "r", "b", AddressStyle::kPath).status().code(),
            Code::kInvalidArgument);
  EXPECT_FALSE(endpoint_of("h:9000", "r", "b", AddressStyle::kPath).ok());
}

}  // namespace
}  // namespace pinflow::objects
