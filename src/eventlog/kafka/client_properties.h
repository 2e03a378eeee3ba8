// What Java's clients of Kafka read (client.properties, kafka-rest.properties) as librdkafka's
// properties.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace pinflow::eventlog {

// What an IAM login module says of the role to be assumed; "" for what it does not say.
struct IamRole {
  std::string arn;           // awsRoleArn
  std::string session_name;  // awsRoleSessionName
  std::string external_id;   // awsRoleExternalId
  std::string sts_region;    // awsStsRegion
};

struct ClientProperties {
  std::map<std::string, std::string> properties;  // By librdkafka's names.
  bool uses_msk_iam = false;                      // sasl.mechanism was AWS_MSK_IAM.
  IamRole iam_role;                               // Of its login module.
  std::vector<std::string> unused;                // What librdkafka has no name for.
};

// Takes the prefix "client." of kafka-rest.properties off, and a login module (PLAIN, SCRAM, IAM)
// out of sasl.jaas.config. Errors: kInvalidArgument: a value that librdkafka does not take; a JKS
// trust or key store, with how to make a PEM file of it; another login module.
Result<ClientProperties> client_properties(const std::map<std::string, std::string>& java);

}  // namespace pinflow::eventlog
