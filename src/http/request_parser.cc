#include "http/request_parser.h"

#include <algorithm>

#include "http/target.h"

namespace pinflow::http {
namespace {

namespace beast = boost::beast::http;

// A body is not trusted to be as long as it says before it has come.
constexpr uint64_t kBodyReservedBytesMax = 1 << 20;

}  // namespace

RequestParser::RequestParser(uint32_t header_bytes_max, uint64_t body_bytes_max, Request* request,
                             const Router& router)
    : request_(request), router_(router) {
  header_limit(header_bytes_max);
  body_limit(body_bytes_max);
  eager(true);
  request_->method.clear();
  request_->path.clear();
  request_->headers.clear();
  request_->parameters.clear();
  request_->body.clear();
}

Persistence RequestParser::persistence() const {
  if (!keep_alive()) return Persistence::kClose;
  return version_ < 11 ? Persistence::kKeepOld : Persistence::kKeep;
}

int RequestParser::status_of(const boost::system::error_code& error) {
  if (error == beast::error::header_limit) return 431;
  if (error == beast::error::body_limit) return 413;
  return 400;
}

void RequestParser::on_request_impl(beast::verb, Text method_text, Text target, int version,
                                    ErrorCode& error) {
  request_->method.assign(method_text.data(), method_text.size());
  version_ = version;
  if (!http::parse_target({target.data(), target.size()}, request_).ok()) {
    error = beast::error::bad_target;
  }
}

void RequestParser::on_field_impl(beast::field field, Text name, Text value, ErrorCode&) {
  if (has_header_) return;  // A trailer must not change what the header said.
  if (field == beast::field::host) ++host_count_;
  if (field == beast::field::transfer_encoding && !same_ignoring_case(value, "chunked")) {
    has_other_encoding_ = true;
  }
  if (field == beast::field::expect) expects_continue_ = same_ignoring_case(value, "100-continue");
  request_->headers.emplace_back(name, value);
}

void RequestParser::on_header_impl(ErrorCode& error) {
  has_header_ = true;
  if (host_count_ > 1 || (host_count_ == 0 && version_ >= 11)) error = beast::error::bad_field;
  // "Transfer-Encoding: gzip, chunked" and the like: a proxy before us may read it otherwise.
  if (has_other_encoding_) error = beast::error::bad_transfer_encoding;
  takes_stream_ = chunked() && router_.takes_stream(*request_);
  if (takes_stream_) body_limit(boost::none);
}

void RequestParser::on_body_init_impl(const boost::optional<uint64_t>& content_length, ErrorCode&) {
  if (content_length) request_->body.reserve(std::min(*content_length, kBodyReservedBytesMax));
}

size_t RequestParser::on_body_impl(Text bytes, ErrorCode&) {
  request_->body.append(bytes.data(), bytes.size());
  return bytes.size();
}

size_t RequestParser::on_chunk_body_impl(uint64_t, Text bytes, ErrorCode& error) {
  return on_body_impl(bytes, error);
}

}  // namespace pinflow::http
