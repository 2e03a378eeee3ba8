// PriceTable: what services charge, from a TOML file such as config/prices.toml.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pinflow::app {

struct Price {
  std::string name;     // "s3_put_requests": what is counted.
  std::string service;  // "S3"
  std::string item;     // "PUT, COPY, POST, LIST requests"
  double usd = 0;
  double per = 1;  // So many cost that.
  std::string source;
};

struct PriceTable {
  std::string region;
  std::string date;  // When the sources were read.
  std::map<std::string, double> assume;
  std::vector<Price> prices;  // As in the file.
};

// Errors: kInvalidArgument with file, line and column: what it lacks, or does not know.
Result<PriceTable> parse_prices(std::string_view text, std::string_view file_name);

// The file, or with "" the embedded one. Errors: as above; kNotFound.
Result<PriceTable> read_prices(const std::string& file);

}  // namespace pinflow::app
