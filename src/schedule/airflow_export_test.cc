#include "schedule/airflow_export.h"

#include <gtest/gtest.h>

namespace pinflow::schedule {
namespace {

constexpr const char* kWritten =
    R"py(# Written by `pinflow dag export shop --airflow`. The connection databricks_default is pinflow;
# what fails there is tried again there.
import datetime

import pendulum
from airflow import DAG
from airflow.providers.databricks.operators.databricks import DatabricksSubmitRunOperator

with DAG(
    dag_id="shop",
    schedule="30 1 * * *",
    start_date=pendulum.datetime(2026, 1, 31, tz="Europe/London"),
    catchup=True,
    max_active_runs=1,
    dagrun_timeout=datetime.timedelta(seconds=7200),
) as dag:
    steps = {}
    steps["read"] = DatabricksSubmitRunOperator(
        task_id="read",
        existing_cluster_id="pinflow",
        notebook_task={
            "notebook_path": "/pinflow/read",
            "base_parameters": {"scheduled_for": "{{ ts }}"},
        },
    )
    steps["clean"] = DatabricksSubmitRunOperator(
        task_id="clean",
        existing_cluster_id="pinflow",
        notebook_task={
            "notebook_path": "/pinflow/clean",
            "base_parameters": {"scheduled_for": "{{ ts }}"},
        },
    )
    steps["read"] >> steps["clean"]
)py";

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST(AirflowExport, WritesATaskForEachStep) {
  model::Pipeline pipeline;
  pipeline.schedule = "30 1 * * *";
  pipeline.dag.time_zone = "Europe/London";
  pipeline.dag.catch_up_from = "2026-01-31";
  pipeline.dag.timeout = std::chrono::hours(2);
  EXPECT_EQ(*airflow_export({"shop", {{"clean", {"read"}}, {"read", {}}}}, pipeline), kWritten);
}

TEST(AirflowExport, KnowsSchedulesThatAirflowWritesOtherwise) {
  model::Pipeline pipeline;
  Dag dag{"shop", {{"read", {}}}};
  EXPECT_TRUE(contains(*airflow_export(dag, pipeline), "schedule=None,"));
  EXPECT_TRUE(contains(*airflow_export(dag, pipeline), "catchup=False,"));
  EXPECT_FALSE(contains(*airflow_export(dag, pipeline), "timeout"));
  pipeline.schedule = "@every 5m";
  EXPECT_TRUE(contains(*airflow_export(dag, pipeline), "datetime.timedelta(seconds=300),"));
  pipeline.schedule = "@dayly";
  EXPECT_FALSE(airflow_export(dag, pipeline).ok());
}

}  // namespace
}  // namespace pinflow::schedule
