// RequestParser: reads one HTTP/1.1 request from bytes as they come, straight into a Request.
// The grammar is Beast's; what its grammar leaves open (Host, smuggling, trailers) is here.
// Private to http/: it needs Beast.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>

#include "http/message.h"
#include "http/response_head.h"
#include "http/router.h"

namespace pinflow::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // `request` and `router` outlive the parser; the fields of an earlier request are replaced.
  RequestParser(uint32_t header_bytes_max, uint64_t body_bytes_max, Request* request,
                const Router& router);

  // The client waits for "100 Continue" before it sends the body.
  bool expects_continue() const { return expects_continue_ && version_ >= 11; }
  // The body comes in chunks and its route takes it as it comes: it may have any length.
  bool takes_stream() const { return takes_stream_; }
  // What the client wants to do after the answer.
  Persistence persistence() const;

  // The status to answer when put() gives this error: 400, 413 or 431.
  static int status_of(const boost::system::error_code& error);

 private:
  using ErrorCode = boost::beast::error_code;
  using Text = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, Text method_text, Text target, int version,
                       ErrorCode& error) override;
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, Text name, Text value,
                     ErrorCode& error) override;
  void on_header_impl(ErrorCode& error) override;
  void on_body_init_impl(const boost::optional<uint64_t>& content_length,
                         ErrorCode& error) override;
  size_t on_body_impl(Text bytes, ErrorCode& error) override;
  void on_chunk_header_impl(uint64_t, Text, ErrorCode&) override {}
  size_t on_chunk_body_impl(uint64_t, Text bytes, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  Request* request_;
  const Router& router_;
  bool takes_stream_ = false;
  int version_ = 11;
  int host_count_ = 0;
  bool has_header_ = false;
  bool has_other_encoding_ = false;
  bool expects_continue_ = false;
};

}  // namespace pinflow::http
