#include "eventlog/kafka/java_properties.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/file.h"

namespace pinflow::eventlog {
namespace {

using Properties = std::map<std::string, std::string>;

std::string text_of(const Properties& of, const std::string& name) {
  auto found = of.find(name);
  return found == of.end() ? "" : found->second;
}

// As a login module's option: name="text".
std::string login_option(const std::string& name, const std::string& text) {
  std::string quoted;
  for (char letter : text) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return " " + name + "=\"" + quoted + "\"";
}

std::string role_options(const IamRole& role) {
  const std::pair<const char*, std::string> all[] = {{"awsRoleArn", role.arn},
                                                     {"awsRoleSessionName", role.session_name},
                                                     {"awsRoleExternalId", role.external_id},
                                                     {"awsStsRegion", role.sts_region}};
  std::string options;
  for (const auto& [name, text] : all) {
    if (!text.empty()) options += login_option(name, text);
  }
  return options;
}

Status add_login(const ClientProperties& of, Properties* java) {
  std::string mechanism = text_of(of.properties, "sasl.mechanism");
  if (mechanism.empty()) mechanism = text_of(of.properties, "sasl.mechanisms");
  if (mechanism.empty()) return Status();
  if (of.uses_msk_iam) {
    (*java)["sasl.mechanism"] = "AWS_MSK_IAM";
    (*java)["sasl.client.callback.handler.class"] =
        "software.amazon.msk.auth.iam.IAMClientCallbackHandler";
    (*java)["sasl.jaas.config"] =
        "software.amazon.msk.auth.iam.IAMLoginModule required" + role_options(of.iam_role) + ";";
    return Status();
  }
  bool is_plain = mechanism == "PLAIN";
  if (!is_plain && !mechanism.starts_with("SCRAM-")) {
    return Status(Code::kInvalidArgument, "sasl.mechanism: " + mechanism +
                                              " is not passed on to Java: PLAIN, SCRAM-SHA-256, "
                                              "SCRAM-SHA-512 and AWS_MSK_IAM are");
  }
  (*java)["sasl.mechanism"] = mechanism;
  (*java)["sasl.jaas.config"] =
      std::string("org.apache.kafka.common.security.") +
      (is_plain ? "plain.PlainLoginModule" : "scram.ScramLoginModule") + " required" +
      login_option("username", text_of(of.properties, "sasl.username")) +
      login_option("password", text_of(of.properties, "sasl.password")) + ";";
  return Status();
}

// The text of `name`.pem, or of the file that `name`.location names; "" where neither is given, or
// librdkafka is to find the system's, as Java does by itself.
Result<std::string> pem_of(const Properties& of, const std::string& name) {
  std::string file = text_of(of, name + ".location");
  if (file.empty() || file == "probe") return text_of(of, name + ".pem");
  Result<std::string> text = read_file(file);
  if (!text.ok()) return text.status().with_context(name + ".location");
  return text;
}

Status add_certificates(const Properties& of, Properties* java) {
  TRY_ASSIGN(std::string authorities, pem_of(of, "ssl.ca"));
  if (!authorities.empty()) {
    (*java)["ssl.truststore.type"] = "PEM";
    (*java)["ssl.truststore.certificates"] = std::move(authorities);
  }
  TRY_ASSIGN(std::string certificate, pem_of(of, "ssl.certificate"));
  TRY_ASSIGN(std::string key, pem_of(of, "ssl.key"));
  if (!key.empty()) {
    if (key.find("PRIVATE KEY") != std::string::npos &&
        key.find("BEGIN PRIVATE KEY") == std::string::npos &&
        key.find("BEGIN ENCRYPTED PRIVATE KEY") == std::string::npos) {
      return Status(Code::kInvalidArgument,
                    "ssl.key: Java reads keys of PKCS#8 only: `openssl pkcs8 -topk8 -nocrypt -in "
                    "KEY -out PKCS8` makes one, which librdkafka reads too");
    }
    (*java)["ssl.keystore.type"] = "PEM";
    (*java)["ssl.keystore.certificate.chain"] = std::move(certificate);
    (*java)["ssl.keystore.key"] = std::move(key);
  }
  if (std::string store = text_of(of, "ssl.keystore.location"); !store.empty()) {
    (*java)["ssl.keystore.type"] = "PKCS12";
    (*java)["ssl.keystore.location"] = std::move(store);
  }
  for (const char* name : {"ssl.keystore.password", "ssl.key.password"}) {
    if (std::string password = text_of(of, name); !password.empty()) (*java)[name] = password;
  }
  return Status();
}

// librdkafka compares a certificate's names with the server's unless it is told not to, as Java.
Status add_verification(const Properties& of, Properties* java) {
  if (text_of(of, "enable.ssl.certificate.verification") == "false") {
    return Status(
        Code::kInvalidArgument,
        "enable.ssl.certificate.verification: Java always verifies: give ssl.ca.location");
  }
  if (text_of(of, "ssl.endpoint.identification.algorithm") == "none") {
    (*java)["ssl.endpoint.identification.algorithm"] = "";
  }
  return Status();
}

}  // namespace

Result<Properties> java_properties(const ClientProperties& of) {
  Properties java;
  std::string isolation = text_of(of.properties, "isolation.level");
  java["isolation.level"] = isolation.empty() ? "read_committed" : isolation;
  std::string protocol = text_of(of.properties, "security.protocol");
  if (protocol.empty()) return java;
  std::ranges::transform(protocol, protocol.begin(), [](unsigned char letter) {
    return static_cast<char>(std::toupper(letter));
  });
  java["security.protocol"] = protocol;
  if (protocol.starts_with("SASL_")) TRY(add_login(of, &java));
  if (protocol.ends_with("SSL")) {
    TRY(add_certificates(of.properties, &java));
    TRY(add_verification(of.properties, &java));
  }
  return java;
}

}  // namespace pinflow::eventlog
