// The bare http/ server that answers each POST with its body: what the doors are measured
// against. echo_bench [--port N] [--threads N]; runs until it is killed.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "http/server.h"

namespace {

using pinflow::http::Request;
using pinflow::http::Response;
using pinflow::http::Task;

Task<Response> echo(const Request& request) { co_return Response::json(200, request.body); }

}  // namespace

int main(int count, char** arguments) {
  pinflow::http::ServerOptions options;
  for (int i = 1; i + 1 < count; i += 2) {
    std::string_view name = arguments[i];
    int value = std::atoi(arguments[i + 1]);
    if (name == "--port") options.port = static_cast<uint16_t>(value);
    if (name == "--threads") options.thread_count = value;
  }
  pinflow::http::Router router;
  router.add("*", "/", echo);
  router.add("*", "/{path+}", echo);
  auto server = pinflow::http::start_server(options, router);
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.status().message().c_str());
    return 1;
  }
  std::printf("listening on port %d\n", (*server)->port());
  std::fflush(stdout);
  ::pause();
}
