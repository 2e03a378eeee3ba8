#include "schedule/mail.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace pinflow::schedule {
namespace {

// A mail server that takes one mail and keeps what was said.
class OneMailServer {
 public:
  OneMailServer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    check(::bind(listener_, any, size) == 0 && ::listen(listener_, 1) == 0);
    check(::getsockname(listener_, any, &size) == 0);
    url_ = "smtp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }

  const std::string& url() const { return url_; }
  std::string heard() {
    thread_.join();
    ::close(listener_);
    return heard_;
  }

 private:
  void serve() {
    const int client = ::accept(listener_, nullptr, nullptr);
    auto say = [&](std::string_view line) { (void)!::write(client, line.data(), line.size()); };
    say("220 here\r\n");
    char bytes[4096];
    size_t line_begin = 0;
    bool is_mail = false;
    for (ssize_t count; (count = ::read(client, bytes, sizeof bytes)) > 0;) {
      heard_.append(bytes, static_cast<size_t>(count));
      for (size_t end; (end = heard_.find("\r\n", line_begin)) != std::string::npos;) {
        std::string line = heard_.substr(line_begin, end - line_begin);
        line_begin = end + 2;
        if (is_mail && line != ".") continue;
        is_mail = line == "DATA";
        say(is_mail ? "354 go on\r\n" : line == "QUIT" ? "221 bye\r\n" : "250 well\r\n");
      }
    }
    ::close(client);
  }

  int listener_;
  std::string url_;
  std::string heard_;
  std::thread thread_;
};

const Alert kFailedRun{"failed", "daily", runs::RunId{7}, "clean: caf\u00e9"};

TEST(Mail, TellsAllWhatHappened) {
  OneMailServer server;
  auto tell = tell_by_mail({server.url(), "pinflow@here", {"ada@there", "bob@there"}});
  ASSERT_TRUE(tell.ok()) << tell.status().message();
  Status told = (*tell)(kFailedRun);
  const std::string heard = server.heard();
  EXPECT_TRUE(told.ok()) << told.message();
  for (const char* line :
       {"MAIL FROM:<pinflow@here>", "RCPT TO:<ada@there>\r\n", "RCPT TO:<bob@there>\r\n",
        "\r\nFrom: pinflow@here\r\n", "\r\nTo: ada@there, bob@there\r\n",
        "\r\nSubject: pinflow: run 7 of daily failed\r\n",
        "run 7 of daily failed: clean: caf=C3=A9"}) {
    EXPECT_NE(heard.find(line), std::string::npos) << line << " is not in " << heard;
  }
}

TEST(Mail, GivesNoPasswordWithoutTls) {
  OneMailServer server;
  auto tell = tell_by_mail({server.url(), "pinflow@here", {"ada@there"}, "ada", "hidden"});
  EXPECT_EQ((*tell)(kFailedRun).code(), Code::kUnavailable);
  EXPECT_EQ(server.heard().find("AUTH"), std::string::npos);
}

TEST(Mail, NeedsAServerAndAddresses) {
  auto error = [](MailOptions options) { return tell_by_mail(options).status().message(); };
  EXPECT_EQ(error({"mail.here", "a@b", {"a@b"}}),
            "the mail server is no smtp://host:port or smtps://host");
  EXPECT_EQ(error({"smtp://here", "a@b", {}}), "the mail goes to nobody");
  EXPECT_EQ(error({"smtp://here", "a@b", {"a@b\r\nBcc: c@d"}}).substr(0, 4), "'a@b");
  EXPECT_EQ(error({"smtp://here", "", {"a@b"}}), "'' is no address: write name@host");
}

}  // namespace
}  // namespace pinflow::schedule
