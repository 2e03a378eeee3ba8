// RestClient: the REST Proxy on a data folder: that of the pinflow that has the folder open, or,
// where none runs, one made for the moment.
//
//   Threads:   one at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "app/parts.h"
#include "http/message.h"

namespace pinflow::app {

class RestClient {
 public:
  virtual ~RestClient() = default;

  // The environment's PINFLOW_API_KEY is sent along. `body` is JSON or "".
  // Errors: kUnavailable: nobody answers. An answer of any status is none.
  Result<http::Response> send(std::string method, const std::string& target, std::string body);
  // The same to another door than the REST Proxy's, which wants headers of its own.
  virtual Result<http::Response> send_with(std::string method, const std::string& target,
                                           http::Fields headers, std::string body) = 0;
  // Whether others may add records meanwhile.
  virtual bool is_live() const = 0;
};

// Refers to `parts`. Errors: those of opening the event log.
Result<std::unique_ptr<RestClient>> open_rest_client(Parts& parts);

// Of the pinflow that runs on `data`. Errors: kUnavailable: none does.
Result<std::unique_ptr<RestClient>> open_live_client(const std::filesystem::path& data);

// What an answer's error says, with the exit code's meaning in its code; OK below 400.
Status answer_status(const http::Response& response);

}  // namespace pinflow::app
