// examine_kafka(): whether the Kafka of [eventlog.kafka] is found, reached and lets pinflow in: its
// names, its ports, the token of MSK, the login, a finding each, and one for the rights on each
// topic and group of `use`.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"
#include "app/doctor.h"
#include "app/doctor_kafka_rights.h"

namespace pinflow::app {

// Asks only. A server that does not answer takes some seconds.
std::vector<Finding> examine_kafka(const Config& config, const KafkaUse& use);

// Whether a token could be signed, for the role or, where that is "", for whoever is found.
Finding judge_token(const std::string& role, const Status& status);

// Whether the port is one that MSK has for logins of AWS's IAM: 9098, and 9198 from outside the
// VPC; 9092 is without TLS, 9094 and 9096 take other logins.
Finding judge_iam_port(const std::string& server, uint16_t port);

}  // namespace pinflow::app
