#include "app/letter_boxes.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "lake/delta_table.h"
#include "query/sql_text.h"

namespace pinflow::app {
namespace {

void add(stream::ReplayReport more, stream::ReplayReport* sum) {
  sum->rows += more.rows;
  sum->duplicates += more.duplicates;
  sum->done_before += more.done_before;
  std::ranges::move(more.refused, std::back_inserter(sum->refused));
}

}  // namespace

Result<std::vector<std::unique_ptr<Box>>> open_boxes(Parts& parts) {
  TRY_ASSIGN(std::vector<std::string> users, parts.user_ids());
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  std::vector<std::unique_ptr<Box>> boxes;
  for (const std::string& user : users) {
    for (const model::Dataset& dataset : parts.pipeline().datasets) {
      auto box = std::make_unique<Box>();
      box->config = stream::make_stream_config(parts.pipeline(), user, dataset);
      box->letters = std::make_unique<stream::LetterBox>(
          box->config, *engine, [&parts](const std::string& name) { return parts.table(name); });
      boxes.push_back(std::move(box));
    }
  }
  return boxes;
}

Result<std::vector<std::string>> letter_tables(Parts& parts, const std::string& wanted) {
  TRY_ASSIGN(objects::Store * lake, parts.lake());
  TRY_ASSIGN(std::vector<std::string> tables, lake::list_tables(*lake));
  std::erase_if(tables, [&](const std::string& table) {
    return !table.ends_with("_dead_letters") || table.find(wanted) == std::string::npos;
  });
  return tables;
}

Result<query::Table> select_letters(Parts& parts, const std::vector<std::string>& tables,
                                    const std::string& condition, size_t count_max) {
  query::Table none;
  if (tables.empty()) return none;
  TRY_ASSIGN(query::Engine * engine, parts.engine());
  TRY_ASSIGN(std::unique_ptr<query::Session> session, engine->open_session());
  std::string sql;
  for (size_t i = 0; i < tables.size(); ++i) {
    TRY_ASSIGN(lake::DeltaTable * table, parts.table(tables[i]));
    TRY_ASSIGN(lake::Snapshot snapshot, table->snapshot());
    std::string name = "letters" + std::to_string(i);
    TRY(session->bind_table(name, *table, snapshot));
    sql += (i == 0 ? "" : " UNION ALL ") + std::string("SELECT ") + query::quote_text(tables[i]) +
           " AS \"table\", topic || '/' || \"partition\" || '/' || \"offset\" || '/' || \"index\" "
           "AS id, reason, recorded_at, value FROM " +
           name;
  }
  query::QueryLimits limits;
  limits.row_count_max = count_max;
  return session->query("SELECT * FROM (" + sql + ") WHERE " + condition + " ORDER BY 1, 4, 2",
                        limits);
}

Result<Box*> box_of(Parts& parts, const std::vector<std::unique_ptr<Box>>& boxes,
                    const stream::LetterId& id) {
  for (const auto& box : boxes) {
    TRY_ASSIGN(std::vector<model::DeadLetter> letters, box->letters->letters());
    if (std::ranges::find(letters, id, stream::id_of) != letters.end()) return box.get();
  }
  TRY_ASSIGN(std::vector<std::string> tables, letter_tables(parts, ""));
  TRY_ASSIGN(query::Table elsewhere,
             select_letters(parts, tables, "id = " + query::quote_text(to_text(id)), 1));
  if (elsewhere.rows.empty()) {
    return Status(Code::kNotFound, "there is no dead letter " + to_text(id));
  }
  const auto& table = std::get<std::string>(elsewhere.rows[0][0]);
  const std::string strays = stream::make_stray_stream_config(parts.pipeline()).dead_letters_name();
  const std::string why = table == strays
                              ? "), whose key does not say whose it is: post it with one that does"
                              : "), which is made anew from the objects: post the mended row again";
  return Status(Code::kInvalidArgument, to_text(id) + " cannot be replayed: it is one of the " +
                                            (table == strays ? "strays (" : "batch way (") + table +
                                            why);
}

Result<stream::ReplayReport> replay_letters(Parts& parts,
                                            const std::vector<stream::LetterId>& ids) {
  TRY_ASSIGN(auto boxes, open_boxes(parts));
  std::map<Box*, std::vector<stream::LetterId>> of_box;
  for (const stream::LetterId& id : ids) {
    TRY_ASSIGN(Box * box, box_of(parts, boxes, id));
    of_box[box].push_back(id);
  }
  stream::ReplayReport sum;
  for (const auto& [box, named] : of_box) {
    TRY_ASSIGN(stream::ReplayReport report, box->letters->replay(named));
    add(std::move(report), &sum);
  }
  return sum;
}

Result<stream::ReplayReport> replay_reason(Parts& parts, const std::string& reason) {
  TRY_ASSIGN(auto boxes, open_boxes(parts));
  stream::ReplayReport sum;
  for (const auto& box : boxes) {
    TRY_ASSIGN(std::vector<model::DeadLetter> letters, box->letters->letters());
    std::vector<stream::LetterId> ids;
    for (const model::DeadLetter& letter : letters) {
      if (letter.reason.find(reason) != std::string::npos) ids.push_back(stream::id_of(letter));
    }
    if (ids.empty()) continue;
    TRY_ASSIGN(stream::ReplayReport report, box->letters->replay(ids));
    add(std::move(report), &sum);
  }
  return sum;
}

}  // namespace pinflow::app
