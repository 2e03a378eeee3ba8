// tell_by_mail(): tells of alerts by mail, over SMTP.
#pragma once

#include <string>
#include <vector>

#include "schedule/alert.h"

namespace pinflow::schedule {

struct MailOptions {
  std::string server;  // "smtp://mail.example:587", "smtps://mail.example"
  std::string from;
  std::vector<std::string> to;
  std::string user{};  // "" : it asks for none.
  std::string password{};
};

// One mail to all. Where the server offers TLS it is used, and its certificate must be good; a
// password is sent by TLS only. Errors: kInvalidArgument: no such server, no address.
Result<Tell> tell_by_mail(const MailOptions& options);

}  // namespace pinflow::schedule
