// ScriptedConnection: a SqlConnection that notes statements and answers what a test says.
#pragma once

#include <deque>

#include "source/sql_connection.h"

namespace pinflow::source {

class ScriptedConnection final : public SqlConnection {
 public:
  // Both outlive it: what was run, and what is answered in turn, else no rows.
  ScriptedConnection(std::vector<std::string>* ran, std::deque<std::vector<TextRow>>* answers)
      : ran_(*ran), answers_(*answers) {}

  Result<std::vector<TextRow>> run(std::string_view sql) override {
    ran_.emplace_back(sql);
    if (answers_.empty()) return std::vector<TextRow>();
    std::vector<TextRow> answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }
  void append_quoted(std::string_view text, std::string* sql) const override {
    *sql += "'" + std::string(text) + "'";
  }
  std::string quote_name(std::string_view name) const override { return quote_between('"', name); }

 private:
  std::vector<std::string>& ran_;
  std::deque<std::vector<TextRow>>& answers_;
};

}  // namespace pinflow::source
