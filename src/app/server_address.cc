#include "app/server_address.h"

#include <cstdlib>

#include "base/file.h"
#include "http/client.h"
#include "json/document.h"
#include "json/writer.h"

namespace pinflow::app {
namespace {

std::filesystem::path file_of(const std::filesystem::path& data) { return data / "server.json"; }

}  // namespace

Status write_server_address(const std::filesystem::path& data, std::string_view url,
                            std::string_view kafka) {
  json::Writer writer;
  writer.begin_object().member("url", url);
  if (!kafka.empty()) writer.member("kafka", kafka);
  writer.end_object();
  return replace_file(file_of(data), writer.text() + "\n");
}

void remove_server_address(const std::filesystem::path& data) {
  std::error_code error;
  std::filesystem::remove(file_of(data), error);
}

Result<std::string> read_server_address(const std::filesystem::path& data) {
  TRY_ASSIGN(std::string text, read_file(file_of(data)));
  json::Parser parser;
  TRY_ASSIGN(json::Element root, parser.parse(text));
  auto url = root["url"];
  if (!url || !url->as_string()) return Status(Code::kCorruption, file_of(data).string());
  return std::string(*url->as_string());
}

Result<std::string> find_server(const std::filesystem::path& data) {
  TRY_ASSIGN(std::string address, read_server_address(data));
  TRY_ASSIGN(http::Url url, http::parse_url(address));
  TRY(http::open_client(url)->send("GET", "/health/live", {}, "").status());
  return address;
}

Result<std::string> get_from_server(const std::filesystem::path& data, std::string_view target) {
  TRY_ASSIGN(std::string address, read_server_address(data));
  TRY_ASSIGN(http::Url url, http::parse_url(address));
  http::Fields headers;
  const char* key = std::getenv("PINFLOW_API_KEY");
  if (key != nullptr) headers.emplace_back("x-api-key", key);
  TRY_ASSIGN(http::Response response, http::open_client(url)->send("GET", target, headers, ""));
  if (response.status == 200) return response.body;
  json::Parser parser;
  auto answer = parser.parse(response.body);
  auto message = answer.ok() ? (*answer)["message"] : std::nullopt;
  auto text = message ? message->as_string() : std::nullopt;
  if (text && !text->starts_with("HTTP ")) {  // Of a route that there is not: "HTTP 404 …".
    if (text->starts_with("x-api-key:")) {
      return Status(Code::kDenied,
                    std::string(*text) + (key ? "" : ": PINFLOW_API_KEY is not set"));
    }
    return Status(response.status == 404 ? Code::kNotFound : Code::kUnavailable,
                  std::string(*text));
  }
  const std::string status = "HTTP " + std::to_string(response.status);
  const std::string hint =
      response.status == 404 ? ": was it started with --only, without serve?" : "";
  return Status(Code::kUnavailable, address + std::string(target) + ": " + status + hint);
}

}  // namespace pinflow::app
