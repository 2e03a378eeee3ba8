#include "eventlog/kafka/client_properties.h"

#include <string_view>

#include "eventlog/kafka/client.h"

namespace pinflow::eventlog {
namespace {

using Texts = std::map<std::string, std::string>;

constexpr std::string_view kMskIam = "AWS_MSK_IAM";

std::string take(Texts* from, const std::string& name) {
  auto found = from->find(name);
  if (found == from->end()) return "";
  std::string value = std::move(found->second);
  from->erase(found);
  return value;
}

// "client.security.protocol" -> "security.protocol"; client.id and its like stay.
std::string without_prefix(const std::string& name) {
  constexpr std::string_view kPrefix = "client.";
  if (!name.starts_with(kPrefix)) return name;
  std::string rest = name.substr(kPrefix.size());
  for (std::string_view start : {"security.", "sasl.", "ssl.", "bootstrap."}) {
    if (rest.starts_with(start)) return rest;
  }
  return name;
}

// The text of `name="text"` in a login module's options.
std::string jaas_option(std::string_view jaas, std::string_view name) {
  for (size_t found = jaas.find(name); found != std::string_view::npos;
       found = jaas.find(name, found + 1)) {
    bool is_whole = found > 0 && (jaas[found - 1] == ' ' || jaas[found - 1] == '\t');
    std::string_view rest = jaas.substr(found + name.size());
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (!is_whole || !rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.empty()) return "";
    bool is_quoted = rest.front() == '"' || rest.front() == '\'';
    size_t end = is_quoted ? rest.find(rest.front(), 1) : rest.find_first_of(" ;\t");
    if (is_quoted) return std::string(rest.substr(1, end - 1));
    return std::string(rest.substr(0, end));
  }
  return "";
}

Status read_login(const std::string& jaas, Texts* texts, ClientProperties* read) {
  if (jaas.find("IAMLoginModule") != std::string::npos) {
    read->iam_role = {jaas_option(jaas, "awsRoleArn"), jaas_option(jaas, "awsRoleSessionName"),
                      jaas_option(jaas, "awsRoleExternalId"), jaas_option(jaas, "awsStsRegion")};
    return Status();
  }
  if (jaas.find("PlainLoginModule") == std::string::npos &&
      jaas.find("ScramLoginModule") == std::string::npos) {
    return Status(
        Code::kInvalidArgument,
        "sasl.jaas.config: none of PlainLoginModule, ScramLoginModule and IAMLoginModule; "
        "give sasl.username and sasl.password instead");
  }
  texts->emplace("sasl.username", jaas_option(jaas, "username"));
  texts->emplace("sasl.password", jaas_option(jaas, "password"));
  return Status();
}

// Java's stores are of Java; librdkafka reads PEM, and keys of PKCS#12 too.
Status read_stores(Texts* texts) {
  std::string store = take(texts, "ssl.truststore.location");
  std::string type = take(texts, "ssl.truststore.type");
  take(texts, "ssl.truststore.password");
  if (!store.empty() && type == "PEM") texts->emplace("ssl.ca.location", store);
  if (!store.empty() && type != "PEM") {
    return Status(Code::kInvalidArgument,
                  "ssl.truststore.location: a store of Java's: make a PEM file of it (keytool "
                  "-list -rfc -keystore FILE > ca.pem) and give ssl.ca.location; without either, "
                  "the system's certificates count, which MSK's are among");
  }
  std::string key_type = take(texts, "ssl.keystore.type");
  if (texts->contains("ssl.keystore.location") && key_type != "PKCS12") {
    return Status(Code::kInvalidArgument,
                  "ssl.keystore.location: only of ssl.keystore.type=PKCS12 (keytool "
                  "-importkeystore -deststoretype PKCS12), or give ssl.certificate.location and "
                  "ssl.key.location");
  }
  return Status();
}

}  // namespace

Result<ClientProperties> client_properties(const Texts& java) {
  Texts texts;
  for (const auto& [name, value] : java) texts[without_prefix(name)] = value;
  ClientProperties read;
  std::string jaas = take(&texts, "sasl.jaas.config");
  take(&texts, "sasl.client.callback.handler.class");
  if (!jaas.empty()) TRY(read_login(jaas, &texts, &read));
  TRY(read_stores(&texts));
  for (const char* name : {"sasl.mechanism", "sasl.mechanisms"}) {
    auto mechanism = texts.find(name);
    if (mechanism == texts.end() || mechanism->second != kMskIam) continue;
    mechanism->second = "OAUTHBEARER";
    read.uses_msk_iam = true;
  }
  auto identification = texts.find("ssl.endpoint.identification.algorithm");
  if (identification != texts.end() && identification->second.empty()) {
    identification->second = "none";
  }
  for (auto& [name, value] : texts) {
    std::string why;
    switch (judge_property(name, value, &why)) {
      case PropertyVerdict::kGood:
        read.properties[name] = std::move(value);
        break;
      case PropertyVerdict::kUnknown:
        read.unused.push_back(name);
        break;
      case PropertyVerdict::kBad:
        return Status(Code::kInvalidArgument, name + ": " + why);
    }
  }
  return read;
}

}  // namespace pinflow::eventlog
