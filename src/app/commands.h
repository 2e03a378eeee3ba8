// One function for each command, in the file that holds it: commands_<what>.cc.
#pragma once

#include "app/command.h"

namespace pinflow::app {

Command up_command();                       // commands_up.cc
Command demo_command();                     // commands_demo.cc
Command post_command();                     // commands_post.cc
Command source_load_command();              // commands_source.cc
Command source_positions_command();         // commands_positions.cc
Command source_reset_command();             // commands_positions.cc
Command clean_command();                    // commands_batch.cc
Command query_command();                    // commands_batch.cc
Command report_command();                   // commands_batch.cc
Command audit_command();                    // commands_batch.cc
Command quality_command();                  // commands_quality.cc
Command metrics_command();                  // commands_metrics.cc
std::vector<Command> connector_commands();  // commands_connector.cc
std::vector<Command> dag_look_commands();   // commands_dag.cc
std::vector<Command> dag_work_commands();   // commands_dag_work.cc
Command cost_command();                     // commands_cost.cc
Command health_command();                   // commands_health.cc
Command lineage_command();                  // commands_lineage.cc
Command sql_command();                      // commands_look.cc
Command tables_command();                   // commands_tables.cc
Command objects_compact_command();          // commands_objects.cc
Command topics_command();                   // commands_look.cc
Command tail_command();                     // commands_tail.cc
Command trace_command();                    // commands_trace.cc
Command streams_command();                  // commands_streams.cc
Command streams_ls_command();               // commands_streams.cc
Command streams_describe_command();         // commands_streams.cc
Command streams_rates_command();            // commands_streams.cc
Command streams_tail_command();             // commands_tail.cc
Command dlq_ls_command();                   // commands_dlq.cc
Command dlq_show_command();                 // commands_dlq.cc
Command dlq_edit_command();                 // commands_dlq.cc
Command dlq_replay_command();               // commands_dlq.cc
Command verify_parity_command();            // commands_verify.cc
Command spark_stream_command();             // commands_spark.cc
Command export_databricks_command();        // commands_export.cc
Command verify_backend_command();           // commands_backend.cc
Command copy_command();                     // commands_copy.cc
Command doctor_command();                   // commands_doctor.cc
Command check_command();                    // commands_pipeline.cc
Command init_command();                     // commands_pipeline.cc
Command config_show_command();              // commands_about.cc
Command version_command();                  // commands_about.cc
Command completion_command();               // commands_about.cc

}  // namespace pinflow::app
