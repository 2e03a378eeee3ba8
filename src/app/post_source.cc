#include "app/post_source.h"

#include "app/interrupt.h"

namespace pinflow::app {

Result<uint64_t> post_source(Workspace& workspace, const std::string& url, const std::string& user,
                             post::Order order, std::optional<uint64_t> count) {
  post::PostOptions options;
  options.target = post::TargetKind::kKafka;
  options.invoke_url = url + "/test";
  options.user_id = user;
  options.order = order;
  options.count = count;
  options.connection_count = 4;
  options.stop = interrupt_token();
  auto open_source = [&] { return workspace.parts->source(); };
  TRY_ASSIGN(post::PostReport report,
             post::post(workspace.pipeline.datasets, open_source, options));
  uint64_t accepted = 0;
  for (const auto& [name, dataset] : report.datasets) {
    if (!dataset.ended.ok()) return Status(dataset.ended).with_context("post " + name);
    if (dataset.failed > 0) {
      return Status(Code::kUnavailable,
                    "post " + name + ": " + std::to_string(dataset.failed) + " rows failed");
    }
    accepted += dataset.accepted;
  }
  return accepted;
}

}  // namespace pinflow::app
