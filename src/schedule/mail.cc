#include "schedule/mail.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>

#include "base/clock.h"

namespace pinflow::schedule {
namespace {

constexpr long kMailMaxMs = 10'000;

struct CurlEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Lines = std::unique_ptr<curl_slist, CurlEnd>;

void add_line(Lines* lines, const std::string& line) {
  curl_slist* longer = curl_slist_append(lines->get(), line.c_str());
  check(longer != nullptr);
  (void)lines->release();
  lines->reset(longer);
}

// As a header may have it: nothing that begins another.
std::string header_text(std::string text) {
  std::ranges::replace_if(text, [](char one) { return one < ' ' || one > '~'; }, '?');
  return text;
}

std::string mail_date(UnixMillis time) {
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

Lines mail_headers(const MailOptions& options, const Alert& alert) {
  const UnixMillis now = system_clock().now();
  const std::string run = std::to_string(static_cast<int64_t>(alert.run));
  std::string to;
  for (const std::string& one : options.to) to += (to.empty() ? "" : ", ") + one;
  Lines lines;
  add_line(&lines, "Date: " + mail_date(now));
  add_line(&lines, "From: " + options.from);
  add_line(&lines, "To: " + to);
  add_line(&lines, "Subject: " + header_text("pinflow: run " + run + " of " + alert.dag + " " +
                                             (alert.kind == "late" ? "is late" : alert.kind)));
  add_line(&lines, "Message-ID: <" + run + "." + alert.kind + "." + std::to_string(to_int64(now)) +
                       "@pinflow>");
  add_line(&lines, "Auto-Submitted: auto-generated");
  return lines;
}

Status send_mail(const MailOptions& options, const Alert& alert) {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(initialized == CURLE_OK);
  std::unique_ptr<CURL, CurlEnd> curl(curl_easy_init());
  check(curl != nullptr);
  auto set = [&](CURLoption option, auto value) {
    check(curl_easy_setopt(curl.get(), option, value) == CURLE_OK);
  };
  Lines headers = mail_headers(options, alert);
  Lines recipients;
  for (const std::string& one : options.to) add_line(&recipients, "<" + one + ">");
  std::unique_ptr<curl_mime, CurlEnd> mime(curl_mime_init(curl.get()));
  curl_mimepart* text = curl_mime_addpart(mime.get());
  curl_mime_data(text, (alert_text(alert) + "\n").c_str(), CURL_ZERO_TERMINATED);
  curl_mime_type(text, "text/plain; charset=utf-8");
  curl_mime_encoder(text, "quoted-printable");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_URL, options.server.c_str());
  set(CURLOPT_TIMEOUT_MS, kMailMaxMs);
  // A password needs TLS; without one, a relay in the same house may have none.
  set(CURLOPT_USE_SSL, static_cast<long>(options.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!options.user.empty()) {
    set(CURLOPT_USERNAME, options.user.c_str());
    set(CURLOPT_PASSWORD, options.password.c_str());
  }
  set(CURLOPT_MAIL_FROM, ("<" + options.from + ">").c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_MIMEPOST, mime.get());
  CURLcode outcome = curl_easy_perform(curl.get());
  if (outcome == CURLE_OK) return Status();
  return Status(Code::kUnavailable, std::string("alert: mail: ") + curl_easy_strerror(outcome));
}

Status check_address(const std::string& address) {
  bool is_plain = std::ranges::all_of(
      address, [](char one) { return one > ' ' && one <= '~' && one != '<' && one != '>'; });
  size_t at = address.find('@');
  if (is_plain && at != std::string::npos && at > 0 && at + 1 < address.size()) return Status();
  return Status(Code::kInvalidArgument, "'" + address + "' is no address: write name@host");
}

}  // namespace

Result<Tell> tell_by_mail(const MailOptions& options) {
  if (!options.server.starts_with("smtp://") && !options.server.starts_with("smtps://")) {
    return Status(Code::kInvalidArgument, "the mail server is no smtp://host:port or smtps://host");
  }
  TRY(check_address(options.from));
  if (options.to.empty()) return Status(Code::kInvalidArgument, "the mail goes to nobody");
  for (const std::string& one : options.to) TRY(check_address(one));
  return Tell([options](const Alert& alert) { return send_mail(options, alert); });
}

}  // namespace pinflow::schedule
