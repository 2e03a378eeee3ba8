#include "objects/s3/answers.h"

#include <cstdio>
#include <cstdlib>
#include <pugixml.hpp>

#include "http/target.h"

namespace pinflow::objects {
namespace {

// Opens the document whose root element has this name.
Result<pugi::xml_node> open(pugi::xml_document& document, std::string_view xml, const char* root) {
  if (document.load_buffer(xml.data(), xml.size())) {
    if (pugi::xml_node node = document.child(root)) return node;
  }
  return Status(Code::kUnavailable, std::string("the server's answer is no ") + root);
}

}  // namespace

Result<ListPage> read_list_page(std::string_view xml) {
  pugi::xml_document document;
  TRY_ASSIGN(pugi::xml_node root, open(document, xml, "ListBucketResult"));
  bool is_encoded = std::string_view(root.child_value("EncodingType")) == "url";
  ListPage page;
  for (pugi::xml_node node : root.children("Contents")) {
    ObjectInfo info;
    std::string_view key = node.child_value("Key");
    info.key = is_encoded ? http::percent_decode(key) : std::string(key);
    info.size_bytes = std::strtoull(node.child_value("Size"), nullptr, 10);
    info.etag = without_quotes(node.child_value("ETag"));
    info.modified_at = parse_iso_time(node.child_value("LastModified"));
    page.objects.push_back(std::move(info));
  }
  if (std::string_view(root.child_value("IsTruncated")) != "true") return page;
  page.next_token = root.child_value("NextContinuationToken");
  if (page.next_token.empty()) {
    return Status(Code::kUnavailable, "the server's list is cut short and does not say where");
  }
  return page;
}

Result<std::vector<Upload>> read_uploads(std::string_view xml) {
  pugi::xml_document document;
  TRY_ASSIGN(pugi::xml_node root, open(document, xml, "ListMultipartUploadsResult"));
  std::vector<Upload> uploads;
  for (pugi::xml_node node : root.children("Upload")) {
    uploads.push_back({node.child_value("Key"), node.child_value("UploadId"),
                       parse_iso_time(node.child_value("Initiated"))});
  }
  return uploads;
}

Result<std::string> read_upload_id(std::string_view xml) {
  pugi::xml_document document;
  TRY_ASSIGN(pugi::xml_node root, open(document, xml, "InitiateMultipartUploadResult"));
  return std::string(root.child_value("UploadId"));
}

Result<std::vector<std::string>> read_bucket_names(std::string_view xml) {
  pugi::xml_document document;
  TRY_ASSIGN(pugi::xml_node root, open(document, xml, "ListAllMyBucketsResult"));
  std::vector<std::string> names;
  for (pugi::xml_node node : root.child("Buckets").children("Bucket")) {
    names.emplace_back(node.child_value("Name"));
  }
  return names;
}

Result<Credentials> read_assumed_role(std::string_view xml, const std::string& action) {
  pugi::xml_document document;
  TRY_ASSIGN(pugi::xml_node root, open(document, xml, (action + "Response").c_str()));
  pugi::xml_node node = root.child((action + "Result").c_str()).child("Credentials");
  Credentials credentials{node.child_value("AccessKeyId"), node.child_value("SecretAccessKey"),
                          node.child_value("SessionToken"),
                          parse_iso_time(node.child_value("Expiration"))};
  if (credentials.empty() || credentials.secret_key.empty() || credentials.session_token.empty()) {
    return Status(Code::kUnavailable, "the server's " + action + "Response has no credentials");
  }
  return credentials;
}

Fault read_fault(std::string_view xml) {
  pugi::xml_document document;
  if (!document.load_buffer(xml.data(), xml.size())) return {};
  pugi::xml_node root = document.child("Error");
  if (!root) root = document.child("ErrorResponse").child("Error");
  return {root.child_value("Code"), root.child_value("Message")};
}

std::string complete_upload_body(const std::vector<std::string>& parts) {
  std::string body = "<CompleteMultipartUpload>";
  for (size_t i = 0; i < parts.size(); ++i) {
    body += "<Part><PartNumber>" + std::to_string(i + 1) + "</PartNumber><ETag>\"" +
            without_quotes(parts[i]) + "\"</ETag></Part>";
  }
  return body + "</CompleteMultipartUpload>";
}

std::string without_quotes(std::string_view etag) {
  if (etag.starts_with('"')) etag.remove_prefix(1);
  if (etag.ends_with('"')) etag.remove_suffix(1);
  return std::string(etag);
}

UnixMillis parse_iso_time(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int read = std::sscanf(std::string(text).c_str(), "%4d-%2u-%2uT%2u:%2u:%2u", &year, &month, &day,
                         &hour, &minute, &second);
  std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                   std::chrono::day(day)};
  if (read != 6 || !date.ok()) return UnixMillis();
  return UnixMillis(std::chrono::sys_days(date) + std::chrono::hours(hour) +
                    std::chrono::minutes(minute) + std::chrono::seconds(second));
}

}  // namespace pinflow::objects
