#include "query/stoppable_engine.h"

namespace pinflow::query {
namespace {

class StoppableSession final : public Session {
 public:
  StoppableSession(std::unique_ptr<Session> session, std::stop_token stop)
      : session_(std::move(session)),
        stop_(std::move(stop)),
        on_stop_(stop_, Interrupt{session_.get()}) {}

  Status bind_files(std::string_view name, lake::DeltaTable& table, const lake::Snapshot& snapshot,
                    const std::vector<lake::DataFile>& files) override {
    TRY(go_on());
    return session_->bind_files(name, table, snapshot, files);
  }
  Status bind_rows(std::string_view name, model::RowReader& reader) override {
    TRY(go_on());
    return session_->bind_rows(name, reader);
  }
  Status bind_empty(std::string_view name, const model::Schema& schema) override {
    TRY(go_on());
    return session_->bind_empty(name, schema);
  }
  Status bind_view(std::string_view name, std::string_view select) override {
    TRY(go_on());
    return session_->bind_view(name, select);
  }
  Status bind_filter(std::string_view name, RowFilter& filter) override {
    TRY(go_on());
    return session_->bind_filter(name, filter);
  }
  Status unbind(std::string_view name) override { return session_->unbind(name); }
  Status materialize(std::string_view name, std::string_view select) override {
    TRY(go_on());
    return session_->materialize(name, select);
  }
  Result<Table> query(std::string_view select, const QueryLimits& limits) override {
    TRY(go_on());
    return session_->query(select, limits);
  }
  Status read(std::string_view select, const model::Schema& schema,
              const TakeBatch& take) override {
    TRY(go_on());
    return session_->read(select, schema, take);
  }
  Result<std::vector<Table::Column>> describe(std::string_view select) override {
    TRY(go_on());
    return session_->describe(select);
  }
  Result<Lineage> lineage(std::string_view select) override {
    TRY(go_on());
    return session_->lineage(select);
  }
  Result<std::vector<lake::DataFile>> write_files(std::string_view select,
                                                  const model::Schema& schema,
                                                  lake::DeltaTable& table) override {
    TRY(go_on());
    return session_->write_files(select, schema, table);
  }
  Result<std::unique_ptr<StagedRows>> stage_files(std::string_view name, std::string_view select,
                                                  const model::Schema& schema,
                                                  lake::DeltaTable& table) override {
    TRY(go_on());
    return session_->stage_files(name, select, schema, table);
  }
  Result<std::optional<GatheredObjects>> gather_objects(const model::Dataset& dataset,
                                                        const model::Schema& schema,
                                                        const std::vector<ObjectToGather>& objects,
                                                        lake::DeltaTable& table) override {
    TRY(go_on());
    return session_->gather_objects(dataset, schema, objects, table);
  }
  void interrupt() override { session_->interrupt(); }

 private:
  struct Interrupt {
    void operator()() const { session->interrupt(); }
    Session* session;
  };

  Status go_on() const {
    return stop_.stop_requested() ? Status(Code::kUnavailable, "stopped") : Status();
  }

  std::unique_ptr<Session> session_;
  const std::stop_token stop_;
  std::stop_callback<Interrupt> on_stop_;  // Last: it calls the session.
};

}  // namespace

Result<std::unique_ptr<Session>> StoppableEngine::open_session(bool trusted) {
  if (stop_.stop_requested()) return Status(Code::kUnavailable, "stopped");
  TRY_ASSIGN(std::unique_ptr<Session> session, engine_.open_session(trusted));
  return std::unique_ptr<Session>(std::make_unique<StoppableSession>(std::move(session), stop_));
}

}  // namespace pinflow::query
