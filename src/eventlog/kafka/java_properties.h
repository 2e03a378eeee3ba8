// java_properties(): librdkafka's properties as Kafka's clients in Java name them.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "eventlog/kafka/client_properties.h"

namespace pinflow::eventlog {

// For a program of Java's, such as Spark, that is to reach the same Kafka and see the same records:
// the protocol, who logs in, certificates and keys, and whether records of aborted transactions are
// passed over. Files of PEM are read, since the program's machines may not have them; what tunes
// librdkafka stays out. With MSK's IAM the program needs the package aws-msk-iam-auth.
// Errors: kNotFound (a file); kInvalidArgument: what Java's clients have no name for, with another
// way. https://kafka.apache.org/documentation/#consumerconfigs
Result<std::map<std::string, std::string>> java_properties(const ClientProperties& of);

}  // namespace pinflow::eventlog
