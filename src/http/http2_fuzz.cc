// Fuzzes HTTP/2: any bytes after the preface, in pieces of any size, and answers to whatever
// comes of them. Whatever comes, requests within their limits or the end, and no crash.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "http/http2_session.h"
#include "http/router.h"

using namespace pinflow::http;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  size_t piece_bytes = data[0] + size_t{1};
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  ServerOptions options;
  options.header_bytes_max = 1 << 10;
  options.body_bytes_max = 1 << 10;
  options.stream_count_max = 5;
  Router router;
  router.set_takes_stream([](const Request& request) { return request.method == "POST"; });
  std::vector<Http2Session::Arrived> begun;  // Their bodies are taken as they come.
  RefusalLog refusals("http");
  std::atomic<uint64_t> held = 0;
  SteadyTime now{std::chrono::hours(1)};
  {
    Http2Session session(options, router, refusals, held, "peer", now);
    session.receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", now);
    for (size_t at = 0; at < text.size() && !session.is_over(); at += piece_bytes) {
      session.receive(text.substr(at, piece_bytes), now);
      now += std::chrono::seconds(1);
      session.enforce_deadlines(now);
      for (auto& arrived : session.take_requests()) {
        pinflow::check(arrived.request.body.size() <= options.body_bytes_max);
        pinflow::check(!arrived.request.target.empty());
        session.respond(arrived.stream, Response::json(200, arrived.request.body), true, now);
        if (arrived.is_begun) begun.push_back(std::move(arrived));
      }
      for (const auto& arrived : begun) {
        session.expect_body(arrived.stream, now + std::chrono::seconds(5));
        pinflow::check(session.take_body(arrived.stream).size() <= size);
      }
      session.take_closed();
      while (!session.output(now).empty()) {
      }
    }
  }
  pinflow::check(held == 0);
  return 0;
}
