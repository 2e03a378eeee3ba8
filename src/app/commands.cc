#include "app/commands.h"

namespace pinflow::app {

const std::vector<Command>& all_commands() {
  static const std::vector<Command> commands = [] {
    std::vector<Command> all = {
        up_command(),
        demo_command(),
        post_command(),
        source_load_command(),
        source_positions_command(),
        source_reset_command(),
        clean_command(),
        query_command(),
        sql_command(),
        report_command(),
        tables_command(),
        objects_compact_command(),
        topics_command(),
        tail_command(),
        trace_command(),
        streams_command(),
        streams_ls_command(),
        streams_describe_command(),
        streams_rates_command(),
        streams_tail_command(),
        audit_command(),
        quality_command(),
        metrics_command(),
        dlq_ls_command(),
        dlq_show_command(),
        dlq_edit_command(),
        dlq_replay_command(),
        verify_parity_command(),
        spark_stream_command(),
        export_databricks_command(),
        verify_backend_command(),
        copy_command(),
        cost_command(),
        lineage_command(),
        health_command(),
        doctor_command(),
        check_command(),
        init_command(),
        config_show_command(),
        version_command(),
        completion_command(),
    };
    for (auto* commands_of : {connector_commands, dag_look_commands, dag_work_commands}) {
      for (Command& command : commands_of()) all.push_back(std::move(command));
    }
    return all;
  }();
  return commands;
}

}  // namespace pinflow::app
